package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Instants that do not move. */
@Timeout(60)
class ScheduleTest {
    @Test
    void shouldFixEveryInstantBeforeTheFirst() {
        Schedule schedule = new Schedule(1_000, 250);
        assertThat(schedule.dueAt(0)).isEqualTo(1_000);
        assertThat(schedule.dueAt(4_000_000_000L)).isEqualTo(1_000_000_001_000L);
    }

    @Test
    void shouldBeginShortlyAtTheRateAskedFor() {
        long before = System.nanoTime();
        Schedule schedule = Schedule.soon(100);
        assertThat(schedule.first() - before).isPositive();
        assertThat(schedule.apart()).isEqualTo(10_000_000);
    }

    @Test
    void shouldNotReturnBeforeTheInstant() {
        for (long nanos : new long[] {1_000, 100_000, 5_000_000}) {
            long due = System.nanoTime() + nanos;
            Schedule.await(due);
            assertThat(System.nanoTime() - due).isNotNegative();
        }
    }

    @Test
    void shouldNotWaitForWhatIsPast() {
        long begin = System.nanoTime();
        Schedule.await(begin - 60_000_000_000L);
        assertThat(System.nanoTime() - begin).isLessThan(1_000_000_000L);
    }
}
