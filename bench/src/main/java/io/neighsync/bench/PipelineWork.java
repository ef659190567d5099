package io.neighsync.bench;

import io.neighsync.engine.daemon.DaemonConfig;
import io.neighsync.engine.daemon.Settings;
import io.neighsync.engine.event.Counter;
import io.neighsync.netlink.ScheduledKernel;
import io.neighsync.netlink.ffm.CpuSet;
import io.neighsync.redis.RedisConfig;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Notifications at a fixed rate through the daemon's pipeline into Redis, with a journal and without. The two
 * pipelines, each with a Redis of its own, take turns of half a second: what else happens on the machine meets both,
 * so a difference shows that is smaller than what runs differ by. One thread.
 */
final class PipelineWork {
    /** Neighbors that change in turn: more than are on their way at a time, so that no change covers another. */
    private static final int NEIGHBORS = 32_768;
    private static final int SLOW = 1_000;
    private static final int FAST = 100_000;
    /** Turns of each a second of what is measured. */
    private static final int TURNS_A_SECOND = 2;
    /** From the end of a turn to the next: the journal's keeper is done with what was appended in it. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final BenchRedis redis;
    private final BenchRedis journaledRedis;
    private final Path parent;
    private final RedisConfig config =
        DaemonConfig.of(Settings.load(Optional.empty(), Map.of(), Map.of())).redis();

    /**
     * Work of one kind.
     *
     * @param redis          to write to without a journal
     * @param journaledRedis to write to with one
     * @param parent         of the folders for journals
     */
    PipelineWork(BenchRedis redis, BenchRedis journaledRedis, Path parent) {
        this.redis = redis;
        this.journaledRedis = journaledRedis;
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
     * What both came to.
     *
     * @param without a journal
     * @param with    a journal
     */
    record Pair(Run without, Run with) {
    }

    /**
     * Does it once, on servers without rows.
     *
     * @param setting        conditions
     * @param journaledFirst whether the pipeline with the journal has the first turn
     * @param warmUpSeconds  of each before anything is measured
     * @param seconds        measured of each
     */
    Pair measure(Setting setting, boolean journaledFirst, int warmUpSeconds, int seconds) {
        List.of(redis, journaledRedis).forEach(server -> setting.placement().moveRedis(server.pid()));
        BitSet allowed = CpuSet.allowed();
        CpuSet.pin(setting.placement().writer(allowed));
        try (TemporaryFolder folder = TemporaryFolder.in(parent);
            JournalSource journal = new JournalSource(folder.path());
            Side without = new Side(setting, redis, null);
            Side with = new Side(setting, journaledRedis, journal)) {
            List<Side> turns = journaledFirst ? List.of(with, without) : List.of(without, with);
            turns.forEach(side -> side.warmUp(warmUpSeconds));
            for (int turn = 0; turn < seconds * TURNS_A_SECOND; turn++) {
                turns.forEach(Side::takeTurn);
            }
            return new Pair(without.run(), with.run());
        } finally {
            CpuSet.pin(allowed);
        }
    }

    /** A pipeline between its kernel and its Redis. */
    private final class Side implements AutoCloseable {
        private final Setting setting;
        private final boolean journaled;
        private final BenchPipeline pipeline;
        private long count;
        private long allocated;

        Side(Setting setting, BenchRedis server, JournalSource journal) {
            this.setting = setting;
            journaled = journal != null;
            server.empty();
            pipeline = new BenchPipeline(ScheduledKernel.changing(NEIGHBORS), server, config,
                journaled ? journal.keeper() : null, setting.spins());
        }

        void warmUp(int seconds) {
            pipeline.start(journaled);
            pipeline.receive(setting.rate(), (long) seconds * setting.rate());
            pipeline.reset();
        }

        void takeTurn() {
            LockSupport.parkNanos(PAUSE_NANOS);
            long before = Allocation.bytes();
            int notifications = setting.rate() / TURNS_A_SECOND;
            pipeline.receive(setting.rate(), notifications);
            allocated += Allocation.bytes() - before;
            count += notifications;
        }

        Run run() {
            Latencies afterDue = pipeline.acknowledgedAfterDue();
            return new Run(pipeline.acknowledgedAfterReceived(), afterDue, pipeline.journalStage(), allocated,
                count - afterDue.count(), pipeline.count(Counter.JOURNAL_GAPS));
        }

        @Override
        public void close() {
            pipeline.close();
        }
    }
}
