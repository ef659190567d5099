package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** What becomes of changes. */
class LatencyPhaseTest {
    private static final long SHARED = 300_000;

    private final ChangeTimes times = new ChangeTimes(6);

    @Test
    void shouldMeasureTheChangesOfThePhaseAlone() {
        change(0, 900_000);
        change(10_000, 100_000);
        change(10_000, 200_000);
        change(10_000, SHARED);
        LatencyPhase phase = LatencyPhase.of(times, 1, 3, 2, 1_700_000_000_000L);
        assertThat(phase.fromDue().count()).isEqualTo(3);
        assertThat(phase.fromDue().maxMicros()).isCloseTo(310, within(0.5));
        assertThat(phase.fromSent().maxMicros()).isCloseTo(300, within(0.5));
        assertThat(phase.unseen()).isZero();
        assertThat(phase.shared()).isOne();
    }

    @Test
    void shouldPutEachSecondOfTheScheduleIntoAnInterval() {
        change(0, 100_000);
        change(0, 200_000);
        change(0, SHARED);
        assertThat(LatencyPhase.of(times, 0, 3, 2, 0).intervals()).extracting(Latencies::count)
            .containsExactly(2L, 1L);
    }

    @Test
    void shouldCountWhatWasNeverSeen() {
        change(0, 100_000);
        times.onSend(1, 1);
        LatencyPhase phase = LatencyPhase.of(times, 0, 2, 2, 0);
        assertThat(phase.unseen()).isOne();
        assertThat(phase.fromDue().count()).isOne();
    }

    private void change(long late, long latency) {
        int change = times.sentCount();
        long due = 1_000_000L * (change + 1);
        times.onSend(due, due + late);
        times.onSeen(change, due + late + latency, latency == SHARED);
    }
}
