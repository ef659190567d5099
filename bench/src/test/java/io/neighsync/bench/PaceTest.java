package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** Batches at fixed instants, by a clock that waiting and working move. */
class PaceTest {
    private static final long MILLI = 1_000_000L;

    private final List<Long> begun = new ArrayList<>();
    private final List<Integer> sizes = new ArrayList<>();
    private long now = 5;

    @Test
    void shouldDoABatchEachMillisecond() {
        double rate = pace(3_000).keep(10, batch(MILLI / 10));
        assertThat(begun).containsExactly(5L, 5 + MILLI, 5 + 2 * MILLI, 5 + 3 * MILLI);
        assertThat(sizes).containsExactly(3, 3, 3, 1);
        assertThat(rate).isEqualTo(3_000, within(1.0));
    }

    @Test
    void shouldDoPiecesSinglyBelowOneAMillisecond() {
        pace(250).keep(3, batch(1));
        assertThat(begun).containsExactly(5L, 5 + 4 * MILLI, 5 + 8 * MILLI);
        assertThat(sizes).containsExactly(1, 1, 1);
    }

    @Test
    void shouldCatchUpAfterABatchThatTookLong() {
        pace(1_000).keep(4, pieces -> {
            begun.add(now);
            now += begun.size() == 1 ? 5 * MILLI / 2 : MILLI / 10;
        });
        assertThat(begun).containsExactly(
            5L, 5 + 5 * MILLI / 2, 5 + 5 * MILLI / 2 + MILLI / 10, 5 + 3 * MILLI);
    }

    @Test
    void shouldTellTheRateOfOneWhoIsTooSlow() {
        assertThat(pace(1_000).keep(100, batch(2 * MILLI))).isEqualTo(500);
    }

    private Pace pace(int rate) {
        return new Pace(() -> now, nanos -> now += Math.max(0, nanos), rate);
    }

    private IntConsumer batch(long nanos) {
        return pieces -> {
            begun.add(now);
            sizes.add(pieces);
            now += nanos;
        };
    }
}
