package io.neighsync.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Rows that come fast wait for others, rows that come slowly do not. All times in nanoseconds. */
class FlushDeadlineTest {
    private static final long ROUND_TRIP = 100;
    private static final long DEADLINE = 1_000;

    /** Monotonic time may be anything, and passes through Long.MAX_VALUE here. */
    private long now = Long.MAX_VALUE - 500;
    private final FlushDeadline flush = new FlushDeadline(now);

    @Test
    void shouldWriteAtOnceWhenThereIsNoDeadline() {
        roundTrip();
        rows(50);
        pass(ROUND_TRIP);
        assertThat(flush.isDue(now, false)).isTrue();
        assertThat(flush.isWaiting()).isFalse();
    }

    @Test
    void shouldWriteARowAtOnceThatComesAlone() {
        flush.set(DEADLINE);
        roundTrip();
        rows(1);
        pass(ROUND_TRIP);
        assertThat(flush.isDue(now, false)).isTrue();
    }

    @Test
    void shouldWriteRowsAtOnceThatComeAfterASilence() {
        flush.set(DEADLINE);
        roundTrip();
        pass(50 * ROUND_TRIP);
        rows(1);
        pass(60 * ROUND_TRIP);
        rows(1);
        pass(ROUND_TRIP);
        assertThat(flush.isDue(now, false)).isTrue();
    }

    @Test
    void shouldWaitWhileRowsKeepComingAndWriteARoundTripAfterTheLast() {
        flush.set(DEADLINE);
        roundTrip();
        for (int i = 0; i < 5; i++) {
            rows(2);
            pass(ROUND_TRIP);
            assertThat(flush.isDue(now, false)).isFalse();
            assertThat(flush.isWaiting()).isTrue();
        }
        pass(ROUND_TRIP - 1);
        assertThat(flush.isDue(now, false)).isFalse();
        pass(1);
        assertThat(flush.isDue(now, false)).isTrue();
    }

    @Test
    void shouldCountRowsByTheTimeInWhichTheyCame() {
        flush.set(DEADLINE);
        roundTrip();
        rows(3);
        pass(2 * ROUND_TRIP);
        assertThat(flush.isDue(now, false)).as("3 rows in two round trips").isTrue();
        rows(4);
        pass(2 * ROUND_TRIP);
        assertThat(flush.isDue(now, false)).as("4 rows in two round trips").isFalse();
    }

    @Test
    void shouldNotWaitWhenTheBatchIsFull() {
        flush.set(DEADLINE);
        busy();
        assertThat(flush.isDue(now, true)).isTrue();
    }

    @Test
    void shouldNotWaitLongerThanTheDeadline() {
        flush.set(DEADLINE);
        busy();
        assertThat(flush.isDue(now, false)).isFalse();
        for (long waited = ROUND_TRIP; waited < DEADLINE; waited += ROUND_TRIP) {
            busy();
            assertThat(flush.isDue(now, false)).as("after %d", waited).isFalse();
        }
        busy();
        assertThat(flush.isDue(now, false)).isTrue();
        flush.onSent(now);
        busy();
        assertThat(flush.isDue(now, false)).as("the next batch waits anew").isFalse();
    }

    @Test
    void shouldWriteAtOnceWhenTheDeadlineIsTakenAway() {
        flush.set(DEADLINE);
        busy();
        assertThat(flush.isDue(now, false)).isFalse();
        flush.set(0);
        assertThat(flush.maxParkNanos(now)).isZero();
        assertThat(flush.isDue(now, false)).isTrue();
    }

    @Test
    void shouldLetTheThreadBlockNoLongerThanUntilTheWindowOrTheDeadlineEnds() {
        flush.set(150);
        busy();
        assertThat(flush.isDue(now, false)).isFalse();
        assertThat(flush.maxParkNanos(now)).isEqualTo(ROUND_TRIP);
        busy();
        assertThat(flush.isDue(now, false)).isFalse();
        assertThat(flush.maxParkNanos(now)).isEqualTo(50);
        pass(70);
        assertThat(flush.maxParkNanos(now)).isZero();
        flush.onNothing();
        assertThat(flush.isWaiting()).isFalse();
    }

    /** Two batches that took {@link #ROUND_TRIP} each; the second one's window is over. */
    private void roundTrip() {
        for (int i = 0; i < 2; i++) {
            flush.onSent(now);
            pass(ROUND_TRIP);
            flush.onAnswered(now);
        }
        flush.look(now);
    }

    private void busy() {
        if (!flush.isWaiting()) {
            roundTrip();
        }
        rows(4);
        pass(ROUND_TRIP);
    }

    private void rows(int count) {
        for (int i = 0; i < count; i++) {
            flush.onRow();
        }
    }

    private void pass(long nanos) {
        now += nanos;
        flush.look(now);
    }
}
