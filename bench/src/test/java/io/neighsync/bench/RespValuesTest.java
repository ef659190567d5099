package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values of RESP3, in one piece and byte by byte. */
class RespValuesTest {
    private static final String STREAM = String.join("\r\n",
        "%1", "$5", "proto", ":3",
        ">3", "$7", "message", "$21", "NEIGH_TABLE_CHANNEL@0", "$1", "G",
        "*1", "*3", "$4", "E:10", ":0", "*4", "$5", "neigh", "$2", "02", "$6", "family", "$-1",
        "*0",
        "-ERR no",
        "");
    private static final List<String> VALUES = List.of("%[proto, 3]", ">[message, NEIGH_TABLE_CHANNEL@0, G]",
        "*[E:10, 0, neigh, 02, family]", "*[]", "-[ERR no]");

    private final RespValues values = new RespValues();
    private final List<String> found = new ArrayList<>();

    @Test
    void shouldSplitWhatComesAtOnce() {
        receive(STREAM);
        assertThat(found).isEqualTo(VALUES);
    }

    @Test
    void shouldWaitForTheRestOfAValue() {
        STREAM.chars().forEach(each -> receive(Character.toString(each)));
        assertThat(found).isEqualTo(VALUES);
    }

    @Test
    void shouldTakeAValueThatIsLargerThanItsRoomWas() {
        String large = "$100000\r\n" + "x".repeat(100_000) + "\r\n";
        for (int i = 0; i < large.length(); i += 1_000) {
            receive(large.substring(i, Math.min(large.length(), i + 1_000)));
        }
        assertThat(found).containsExactly("$[" + "x".repeat(100_000) + "]");
    }

    private void receive(String bytes) {
        values.room().put(bytes.getBytes(StandardCharsets.US_ASCII));
        values.received();
        while (values.next()) {
            found.add(values.type() + values.words().toString());
        }
    }
}
