package io.neighsync.engine.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.List;

/** Reads JSON as strictly as RFC 8259 has it. */
final class Json {
    private Json() {
    }

    /** The one object that a line is. */
    static JsonObject object(String line) {
        try (JsonReader reader = new JsonReader(new StringReader(line))) {
            reader.setStrictness(Strictness.STRICT);
            JsonObject object = JsonParser.parseReader(reader).getAsJsonObject();
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new AssertionError("something follows in " + line);
            }
            return object;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The objects that lines are. */
    static List<JsonObject> objects(List<String> lines) {
        return lines.stream().map(Json::object).toList();
    }

    /** A member that is a string, null where it is null. */
    static String text(JsonObject object, String member) {
        return object.get(member).isJsonNull() ? null : object.get(member).getAsString();
    }
}
