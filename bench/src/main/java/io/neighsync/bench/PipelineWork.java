package io.neighsync.bench;

import io.neighsync.engine.daemon.DaemonConfig;
import io.neighsync.engine.daemon.Settings;
import io.neighsync.engine.event.Counter;
import io.neighsync.netlink.ffm.CpuSet;
import io.neighsync.redis.RedisConfig;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Notifications at a fixed rate through the daemon's pipeline into Redis, with a journal and without. One thread. */
final class PipelineWork {
    /** Neighbors that change in turn: more than are on their way at a time, so that no change covers another. */
    private static final int NEIGHBORS = 32_768;
    private static final int SLOW = 1_000;
    private static final int FAST = 100_000;

    private final BenchRedis redis;
    private final Path parent;
    private final RedisConfig config =
        DaemonConfig.of(Settings.load(Optional.empty(), Map.of(), Map.of())).redis();

    /**
     * Work of one kind.
     *
     * @param redis  to write to
     * @param parent of the folders for journals
     */
    PipelineWork(BenchRedis redis, Path parent) {
        this.redis = redis;
        this.parent = parent;
    }

    /**
     * Under what conditions it is done.
     *
     * @param placement of the pipeline with its journal's keeper, and of redis-server
     * @param spins     whether the pipeline's thread spins while there is nothing to do
     * @param rate      notifications a second
     */
    record Setting(Placement placement, boolean spins, int rate) {
        /** Those that can be had with so many cores: a spin needs one for itself. */
        static List<Setting> possibleWith(int cores) {
            return Placement.possibleWith(cores).stream().flatMap(placement -> Stream.of(false, true)
                .filter(spins -> !spins || placement == Placement.TWO_CORES)
                .flatMap(spins -> Stream.of(SLOW, FAST).map(rate -> new Setting(placement, spins, rate)))).toList();
        }

        /** Whether it is the highest rate. */
        boolean isFast() {
            return rate == FAST;
        }

        @Override
        public String toString() {
            return placement.label() + ", " + (spins ? "spins" : "blocks") + ", " + rate + "/s";
        }
    }

    /**
     * What one run came to.
     *
     * @param afterReceived from receiving to acknowledgment
     * @param afterDue      from the instant at which a notification was due to acknowledgment
     * @param journalStage  in the stage that appends
     * @param allocated     bytes on the heap of the pipeline's thread, in all notifications
     * @param covered       notifications that a later one about the same neighbor made unnecessary to write
     * @param gaps          decisions that the journal does not hold
     */
    record Run(
        Latencies afterReceived, Latencies afterDue, Latencies journalStage, long allocated, long covered, long gaps) {
    }

    /**
     * Does it once, on a Redis without rows.
     *
     * @param setting       conditions
     * @param journaled     whether the decisions are recorded
     * @param warmUpSeconds before anything is measured
     * @param seconds       measured
     */
    Run measure(Setting setting, boolean journaled, int warmUpSeconds, int seconds) {
        redis.empty();
        setting.placement().moveRedis(redis.pid());
        BitSet allowed = CpuSet.allowed();
        CpuSet.pin(setting.placement().writer(allowed));
        try {
            if (!journaled) {
                return measure(setting, null, warmUpSeconds, seconds);
            }
            try (TemporaryFolder folder = TemporaryFolder.in(parent);
                JournalSource journal = new JournalSource(folder.path())) {
                return measure(setting, journal, warmUpSeconds, seconds);
            }
        } finally {
            CpuSet.pin(allowed);
        }
    }

    private Run measure(Setting setting, JournalSource journal, int warmUpSeconds, int seconds) {
        ScheduledKernel kernel = new ScheduledKernel(NEIGHBORS);
        try (BenchPipeline pipeline = new BenchPipeline(
            kernel, redis, config, journal == null ? null : journal.keeper(), setting.spins())) {
            pipeline.start(journal != null);
            pipeline.receive(setting.rate(), (long) warmUpSeconds * setting.rate());
            pipeline.reset();
            long before = Allocation.bytes();
            long count = (long) seconds * setting.rate();
            pipeline.receive(setting.rate(), count);
            long allocated = Allocation.bytes() - before;
            Latencies afterDue = pipeline.acknowledgedAfterDue();
            return new Run(pipeline.acknowledgedAfterReceived(), afterDue, pipeline.journalStage(), allocated,
                count - afterDue.count(), pipeline.count(Counter.JOURNAL_GAPS));
        }
    }
}
