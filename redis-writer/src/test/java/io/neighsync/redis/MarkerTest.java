package io.neighsync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests of {@link Marker}.
 */
class MarkerTest {
    @Test
    void shouldReadWhatItWrites() {
        final Marker marker = new Marker("00ff", 41, Long.MAX_VALUE, Long.MAX_VALUE - 1);
        assertThat(marker).hasToString("00ff:41:9223372036854775807:9223372036854775806");
        assertThat(Marker.parse("00ff:41:9223372036854775807:9223372036854775806")).contains(marker);
        assertThat(new String(Marker.prefix(new Fence(41, "00ff", 7)), StandardCharsets.US_ASCII))
            .isEqualTo("00ff:41:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a:1:1", "a:1:1:", ":1:1:1", "a:x:1:1", "a:1:x:1", "a:1:1:x", "a:1:1:1:",
        "a:1:-1:1", "G:1:1:1", "a:1:1:1 ", "a:1:9223372036854775808:1", "a:9999999999999999999:1:1",
        "a:1:1:9223372036854775808"})
    void shouldNotReadAnythingElse(String value) {
        assertThat(Marker.parse(value)).isEmpty();
    }
}
