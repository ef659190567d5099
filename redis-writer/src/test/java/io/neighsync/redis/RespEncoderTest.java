package io.neighsync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests of {@link RespEncoder}.
 */
class RespEncoderTest {
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    private final RespEncoder encoder = new RespEncoder().wrap(buffer, 3);

    @Test
    void shouldWriteCommandsAsTheSpecificationSays() {
        encoder.array(3).bulk("SET").bulk(bytes("xkeyx"), 1, 3).bulk(bytes("a:"), bytes("ä1"), 0, 3);
        encoder.array(12).bulk("ü").raw(bytes("$0\r\n\r\n"), 0, 6);
        assertThat(written()).isEqualTo(
            "*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$5\r\na:ä1\r\n*12\r\n$2\r\nü\r\n$0\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 9, 10, 99, 100, -1, -10, Long.MAX_VALUE, Long.MIN_VALUE, Integer.MIN_VALUE})
    void shouldWriteNumbersWithTheirLength(long value) {
        encoder.bulk(value);
        final String digits = Long.toString(value);
        assertThat(written()).isEqualTo("$" + digits.length() + "\r\n" + digits + "\r\n");
    }

    @Test
    void shouldWriteTwoNumbersBehindAPrefix() {
        encoder.numbers(bytes("ab:"), 1_234, 56).numbers(bytes(""), 0, 7);
        assertThat(written()).isEqualTo("$10\r\nab:1234:56\r\n$3\r\n0:7\r\n");
    }

    private String written() {
        return new String(buffer.byteArray(), 3, encoder.position() - 3, StandardCharsets.UTF_8);
    }

    private static UnsafeBuffer bytes(String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
    }
}
