package io.neighsync.engine.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.neighsync.engine.control.NeighborRounds;
import io.neighsync.engine.control.ThreadingMode;
import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.stage.Parkable;
import io.neighsync.engine.stage.RedisStage;
import io.neighsync.engine.stage.Stage;
import io.neighsync.engine.stage.WaitSet;
import io.neighsync.redis.RedisServerProcess;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * In steady state no thread of the pipeline allocates, while all that is decided goes to a real Redis and to a journal
 * on disk: at most 64 KiB each over ten million events.
 */
@Timeout(300)
class PipelineAllocationSystemTest {
    private static final long WARM_UP_EVENTS = 2_000_000;
    private static final long EVENTS = 10_000_000;
    private static final long LIMIT_BYTES = 64 * 1024;
    /** As many are told of at once, so that no change covers another: Redis gets them all. */
    private static final int NEIGHBORS = 16_384;
    /** What these allocate is none of an event: they connect, read Redis, and prepare segments of the journal. */
    private static final Set<String> HOUSEKEEPING = Set.of("neigh-connect", "neigh-audit", "neigh-keeper");

    @TempDir
    Path folder;
    private RedisServerProcess redis;

    @BeforeEach
    void start() {
        redis = RedisServerProcess.start();
    }

    @AfterEach
    void stop() {
        redis.close();
    }

    @ParameterizedTest
    @CsvSource({"SINGLE,1", "GROUPED,4"})
    void shouldAllocateNothingPerEventInAnyThread(ThreadingMode mode, int threads) {
        try (ScheduledDaemon daemon = start(mode, UnaryOperator.identity())) {
            long rows = rows(daemon);
            long records = daemon.count(Counter.JOURNAL_RECORDS);
            long begin = System.nanoTime();
            Map<String, Long> allocated = allocatedDuring(daemon, EVENTS);
            long nanos = System.nanoTime() - begin;
            rows = rows(daemon) - rows;
            records = daemon.count(Counter.JOURNAL_RECORDS) - records;
            System.out.printf("%s: %d events, %d rows in Redis, %d records in the journal, %d ns an event; bytes "
                    + "allocated: %s%n", mode, EVENTS, rows, records, nanos / EVENTS, allocated);
            assertThat(rows).isGreaterThan(EVENTS / 5);
            assertThat(records).isGreaterThan(EVENTS / 6);
            assertThat(ofPipeline(allocated)).hasSize(threads);
            assertWithinLimit(allocated);
        }
    }

    @Test
    void shouldSeeThatRedisStageBoxesANumberForOneEventInAThousand() {
        try (ScheduledDaemon daemon = start(ThreadingMode.GROUPED,
                stage -> stage instanceof RedisStage redisStage ? new BoxingStage(redisStage) : stage)) {
            // fewer do: what is beyond the limit stays there
            Map<String, Long> allocated = allocatedDuring(daemon, EVENTS * 2 / 5);
            System.out.println("one event in 1000 boxes a number; bytes allocated: " + allocated);
            assertThatThrownBy(() -> assertWithinLimit(allocated)).hasMessageContaining("neigh-redis");
        }
    }

    private ScheduledDaemon start(ThreadingMode mode, UnaryOperator<Stage> around) {
        ScheduledDaemon daemon = new ScheduledDaemon(
                new NeighborRounds(NEIGHBORS), redis.unixAddress(), folder, mode, around);
        daemon.receive(WARM_UP_EVENTS, NEIGHBORS);
        return daemon;
    }

    private static Map<String, Long> allocatedDuring(ScheduledDaemon daemon, long events) {
        ThreadAllocations allocations = new ThreadAllocations();
        daemon.receive(events, NEIGHBORS);
        return allocations.bytes();
    }

    private static void assertWithinLimit(Map<String, Long> allocated) {
        ofPipeline(allocated).forEach((thread, bytes) ->
                assertThat(bytes).as("bytes allocated by %s", thread).isLessThanOrEqualTo(LIMIT_BYTES));
    }

    private static Map<String, Long> ofPipeline(Map<String, Long> allocated) {
        Map<String, Long> pipeline = new TreeMap<>(allocated);
        pipeline.keySet().removeAll(HOUSEKEEPING);
        return pipeline;
    }

    private static long rows(ScheduledDaemon daemon) {
        return daemon.count(Counter.ROWS_SET) + daemon.count(Counter.ROWS_DELETED);
    }

    /** The production stage behind one careless line. */
    private static final class BoxingStage implements Stage, Parkable {
        private final RedisStage stage;
        private volatile Object last;

        BoxingStage(RedisStage stage) {
            this.stage = stage;
        }

        @Override
        public void onEvent(NeighborEvent event, long sequence, boolean endOfBatch) {
            if (sequence % 1_000 == 0) {
                last = sequence;
            }
            stage.onEvent(event, sequence, endOfBatch);
        }

        @Override
        public int onDutyCycle() {
            return stage.onDutyCycle();
        }

        @Override
        public void onFailure() {
            throw new AssertionError("after " + last);
        }

        @Override
        public boolean hasWork() {
            return stage.hasWork();
        }

        @Override
        public void watch(WaitSet waitSet) {
            stage.watch(waitSet);
        }

        @Override
        public long maxParkNanos() {
            return stage.maxParkNanos();
        }
    }
}
