package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Medians and ranges, of values that may be negative. */
class SpreadTest {
    @Test
    void shouldTakeTheMiddleOfAnOddNumber() {
        assertThat(new Spread(List.of(5.0, -1.0, 9.0)).median()).isEqualTo(5.0);
    }

    @Test
    void shouldTakeTheMeanOfTheTwoInTheMiddle() {
        assertThat(new Spread(List.of(8.0, 1.0, 4.0, 9.0)).median()).isEqualTo(6.0);
    }

    @Test
    void shouldTellTheRange() {
        assertThat(new Spread(List.of(-5.0, -1.0, -9.0)).least()).isEqualTo(-9.0);
        assertThat(new Spread(List.of(-5.0, -1.0, -9.0)).most()).isEqualTo(-1.0);
    }
}
