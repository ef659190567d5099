package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** When rows are right, by a clock that only waiting moves. */
class ConvergenceTest {
    private static final long MILLI = 1_000_000L;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** Rows that are wrong from an instant on, which each was written at. */
    private final NavigableMap<Long, Integer> wrongSince = new TreeMap<>();
    private long now;
    private int reads;

    private final Convergence convergence =
        new Convergence(() -> now, nanos -> now += nanos, () -> wrongSince.headMap(now, true).size(), () -> {
            reads++;
            return wrongSince.floorEntry(now).getValue();
        });

    @Test
    void shouldTellTheLastWriteOfRowsThatAreRight() {
        wrong(0, 500);
        wrong(40, 3);
        wrong(70, 0);
        Convergence.Result result = convergence.await(0, LIMIT);
        assertThat(result.isRight()).isTrue();
        assertThat(result.millis()).isEqualTo(70);
        assertThat(reads).isOne();
    }

    @Test
    void shouldTellTheFirstLookWhenNothingWasLeftToWrite() {
        wrong(0, 0);
        now = 2 * MILLI;
        assertThat(convergence.await(MILLI, LIMIT).millis()).isEqualTo(1);
    }

    @Test
    void shouldWaitForARecoveryThatPauses() {
        wrong(0, 500);
        wrong(3_000, 0);
        assertThat(convergence.await(0, LIMIT).millis()).isEqualTo(3_000);
        assertThat(reads).as("of every row, while nothing was written").isLessThan(5);
    }

    @Test
    void shouldCountRowsThatStayWrongAndTellNoTime() {
        wrong(0, 500);
        wrong(100, 7);
        Convergence.Result result = convergence.await(0, LIMIT);
        assertThat(result.wrong()).isEqualTo(7);
        assertThat(now).isBetween(LIMIT.toNanos(), LIMIT.toNanos() + 2_000 * MILLI);
        assertThatThrownBy(result::millis).hasMessage("7 rows are wrong, so there is no time to tell");
    }

    @Test
    void shouldNotTrustRowsThatWereWrittenWhileTheyWereRead() {
        wrong(0, 0);
        Convergence slow = new Convergence(() -> now, nanos -> now += nanos,
            () -> wrongSince.headMap(now, true).size(), () -> {
                int wrong = wrongSince.floorEntry(now).getValue();
                now += 300 * MILLI;
                return wrong;
            });
        wrong(400, 1);
        wrong(450, 0);
        assertThat(slow.await(0, LIMIT).millis()).isGreaterThanOrEqualTo(450);
    }

    @Test
    void shouldEndWithADaemonThatNeverCeasesToWrite() {
        for (int i = 0; i < 20_000; i += 100) {
            wrong(i, 0);
        }
        assertThat(convergence.await(0, LIMIT).millis()).isBetween(9_000.0, 10_100.0);
    }

    private void wrong(long sinceMillis, int rows) {
        wrongSince.put(sinceMillis * MILLI, rows);
    }
}
