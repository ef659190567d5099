package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Medians and ranges. */
class FigureTest {
    @Test
    void shouldTakeTheMiddleOfAnOddNumber() {
        assertThat(of(5.0, 1.0, 9.0).median()).isEqualTo(5.0);
    }

    @Test
    void shouldTakeTheMeanOfTheTwoInTheMiddle() {
        assertThat(of(8.0, 1.0, 4.0, 9.0).median()).isEqualTo(6.0);
    }

    @Test
    void shouldTellTheRange() {
        assertThat(of(5.0, 1.0, 9.0).least()).isEqualTo(1.0);
        assertThat(of(5.0, 1.0, 9.0).most()).isEqualTo(9.0);
    }

    private static Figure of(Double... rates) {
        return new Figure(Placement.PLAIN, "work", List.of(rates));
    }
}
