package io.neighsync.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests of {@link Fence}.
 */
class FenceTest {
    @Test
    void shouldReadWhatItWrites() {
        final Fence fence = new Fence(41, "00ff", 7);
        assertThat(fence).hasToString("41:00ff:7");
        assertThat(Fence.parse("41:00ff:7")).contains(fence);
    }

    @Test
    void shouldKeepTheEpochOfItsOwnerAndRaiseItForAnother() {
        assertThat(new Fence(41, "00ff", 7).next("00ff", 41)).isEqualTo(new Fence(41, "00ff", 8));
        assertThat(new Fence(41, "00ff", 7).next("1234", 0)).isEqualTo(new Fence(42, "1234", 1));
        assertThat(new Fence(41, "00ff", 7).next("1234", 50)).isEqualTo(new Fence(51, "1234", 1));
        assertThat(Fence.none().next("1234", 0)).isEqualTo(new Fence(1, "1234", 1));
        assertThat(Fence.none().next("1234", 9)).isEqualTo(new Fence(10, "1234", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1:a", "1::1", "x:a:1", "1:a:x", "1:a:1:", "-1:a:1", "1:G:1", "1:a:1 ",
        "9999999999999999999:a:1"})
    void shouldNotReadAnythingElse(String value) {
        assertThat(Fence.parse(value)).isEmpty();
    }
}
