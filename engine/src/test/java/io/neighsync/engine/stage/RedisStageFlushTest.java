package io.neighsync.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.Counter;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many rows a batch has, and how long they wait for others, before a simulated Redis. */
class RedisStageFlushTest extends OnRedisStage {
    private static final long ROUND_TRIP = 100_000;
    private static final Duration DEADLINE = Duration.ofMillis(5);

    private long written;

    @BeforeEach
    void synchronize() {
        link(ETH0, "eth0");
        generation(0);
        run();
        generation(0);
        run();
        assertThat(stage.isSynced()).isTrue();
        // a batch whose answer takes a round trip
        set(60, ETH0, 1);
        stage.onDutyCycle();
        advance(ROUND_TRIP);
        run();
        written = counters.get(Counter.BATCHES);
    }

    /** So many rows come within a round trip, from this one on. */
    private void come(int first, int rows) {
        for (int row = first; row < first + rows; row++) {
            set(row, ETH0, 7 + written);
        }
        cycle(ROUND_TRIP);
    }

    private void cycle(long nanos) {
        advance(nanos);
        run();
    }

    private long batches() {
        return counters.get(Counter.BATCHES) - written;
    }

    @Test
    void shouldPutNoMoreRowsIntoABatchThanAllowed() {
        stage.maxBatch(3);
        for (int row = 0; row < 8; row++) {
            set(row, ETH0, 7);
        }
        stage.onDutyCycle();
        redis.serve();
        stage.onDutyCycle();
        assertThat(redis.rows(NEIGHBORS)).hasSize(1 + 3);
        run();
        assertThat(batches()).isEqualTo(3);
        stage.maxBatch(BATCH);
        for (int row = 0; row < 8; row++) {
            set(row, ETH0, 9);
        }
        run();
        assertThat(batches()).isEqualTo(4);
    }

    @Test
    void shouldKeepTheLimitOfABatchBetweenOneAndItsRoom() {
        stage.maxBatch(0);
        assertThat(stage.maxBatch()).isEqualTo(1);
        stage.maxBatch(BATCH + 1);
        assertThat(stage.maxBatch()).isEqualTo(BATCH);
    }

    @Test
    void shouldGatherRowsThatKeepComingUntilABatchIsFull() {
        stage.flushDeadline(DEADLINE);
        come(0, 2);
        come(2, 2);
        come(4, 2);
        assertThat(batches()).isZero();
        assertThat(stage.maxParkNanos()).isLessThanOrEqualTo(ROUND_TRIP);
        come(6, 2);
        assertThat(batches()).isEqualTo(1);
        assertThat(redis.rows(NEIGHBORS)).hasSize(9);
    }

    @Test
    void shouldTakeTheRowsOfABatchThatIsInForceForAFullOne() {
        stage.flushDeadline(DEADLINE);
        stage.maxBatch(4);
        come(0, 2);
        assertThat(batches()).isZero();
        come(2, 2);
        assertThat(batches()).isEqualTo(1);
    }

    @Test
    void shouldWriteSmallTrafficAtOnce() {
        stage.flushDeadline(DEADLINE);
        for (int row = 0; row < 5; row++) {
            come(row, 1);
            assertThat(batches()).isEqualTo(row + 1);
        }
    }

    @Test
    void shouldWriteWhatWaitsWhenTheDeadlineIsOver() {
        stage.flushDeadline(Duration.ofNanos(3 * ROUND_TRIP));
        for (int i = 0; i < 3; i++) {
            come(0, 2);
            assertThat(batches()).isZero();
        }
        come(0, 2);
        assertThat(batches()).isEqualTo(1);
    }

    @Test
    void shouldWriteWhatWaitsAtOnceWhenTheDeadlineIsTakenAway() {
        stage.flushDeadline(DEADLINE);
        come(0, 2);
        assertThat(stage.isUpToDate()).isFalse();
        stage.flushDeadline(Duration.ZERO);
        run();
        assertThat(stage.isUpToDate()).isTrue();
    }

    @Test
    void shouldNotBlockForRowsThatWaitNoLonger() {
        stage.flushDeadline(DEADLINE);
        come(0, 2);
        assertThat(stage.maxParkNanos()).isLessThanOrEqualTo(ROUND_TRIP);
        delete(0, ETH0);
        delete(1, ETH0);
        stage.onDutyCycle();
        assertThat(stage.maxParkNanos()).isGreaterThan(ROUND_TRIP);
        assertThat(batches()).isZero();
    }

    @Test
    void shouldNotWakeForRowsThatWaitWhileRedisIsAway() {
        stage.flushDeadline(DEADLINE);
        come(0, 2);
        links.reachable(false);
        redis.cut(true);
        stage.onDutyCycle();
        advance(ROUND_TRIP);
        assertThat(stage.maxParkNanos()).isGreaterThan(ROUND_TRIP);
        links.reachable(true);
        advance();
        run();
        cycle(ROUND_TRIP);
        assertThat(stage.isUpToDate()).isTrue();
    }

    @Test
    void shouldSleepLongUntilTheNextAuditWhenThereIsNothingToDo() {
        assertThat(stage.maxParkNanos()).isEqualTo(RedisStage.QUIET_NANOS);
        stage.auditInterval(Duration.ofSeconds(30));
        advance(RedisStage.EARLY_AUDIT_NANOS - 3 * ROUND_TRIP);
        assertThat(stage.maxParkNanos()).isEqualTo(2 * ROUND_TRIP);
        cycle(2 * ROUND_TRIP);
        assertThat(counters.get(Counter.REDIS_AUDITS)).isEqualTo(1);
    }

    @Test
    void shouldSleepLittleWhileABatchIsOnItsWay() {
        set(0, ETH0, 7);
        stage.onDutyCycle();
        assertThat(stage.maxParkNanos()).isLessThan(RedisStage.QUIET_NANOS);
        run();
        assertThat(stage.maxParkNanos()).isEqualTo(RedisStage.QUIET_NANOS);
    }
}
