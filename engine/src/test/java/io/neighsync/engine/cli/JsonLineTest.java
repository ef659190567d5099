package io.neighsync.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;

class JsonLineTest {
    @Test
    void shouldReadBackAsWritten() {
        StringBuilder every = new StringBuilder();
        for (char c = 0; c < 0x300; c++) {
            every.append(c);
        }
        every.append("\u2028\uffff\ud83d\ude00\ud800");
        String line = new JsonLine().add("text", every.toString()).add("a \"name\"\n", -5L).add("none", (String) null)
                .add("yes", true).toString();
        assertThat(line).matches("[\\x20-\\x7e]*");
        JsonObject object = Json.object(line);
        assertThat(object.get("text").getAsString()).isEqualTo(every.toString());
        assertThat(object.get("a \"name\"\n").getAsLong()).isEqualTo(-5);
        assertThat(object.get("none").isJsonNull()).isTrue();
        assertThat(object.get("yes").getAsBoolean()).isTrue();
        assertThat(object.keySet()).containsExactly("text", "a \"name\"\n", "none", "yes");
    }

    @Test
    void shouldNestObjectsAndArrays() {
        String line = new JsonLine().beginArray("empty").endArray().beginArray("rows")
                .beginObject().add("n", 1).end().beginObject().add("n", 2).add("m", 3).end().endArray()
                .beginObject("types").end().add("last", Long.MAX_VALUE).toString();
        assertThat(line).isEqualTo("{\"empty\":[],\"rows\":[{\"n\":1},{\"n\":2,\"m\":3}],\"types\":{},"
                + "\"last\":9223372036854775807}");
        JsonArray rows = Json.object(line).getAsJsonArray("rows");
        assertThat(rows).hasSize(2);
    }

    @Test
    void shouldWriteAnObjectWithoutMembers() {
        assertThat(new JsonLine()).hasToString("{}");
    }
}
