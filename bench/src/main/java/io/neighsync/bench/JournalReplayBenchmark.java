package io.neighsync.bench;

import io.neighsync.engine.codec.KernelId;
import io.neighsync.engine.control.Pipeline;
import io.neighsync.engine.control.PipelineConfig;
import io.neighsync.engine.daemon.DaemonConfig;
import io.neighsync.engine.daemon.JournalRestore;
import io.neighsync.engine.daemon.Settings;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.engine.policy.VrfConfig;
import io.neighsync.engine.replay.JournalImage;
import io.neighsync.engine.replay.JournalLoader;
import io.neighsync.engine.stage.JournalPorts;
import io.neighsync.engine.stage.PolicyUpdates;
import io.neighsync.engine.stage.ReceiverConfig;
import io.neighsync.engine.stage.ReceiverPorts;
import io.neighsync.engine.stage.RedisTable;
import io.neighsync.engine.stage.RowListener;
import io.neighsync.journal.CaptureMode;
import io.neighsync.journal.SegmentAppender;
import io.neighsync.journal.SegmentSource;
import io.neighsync.netlink.Rtnetlink;
import io.neighsync.netlink.ScheduledKernel;
import io.neighsync.redis.FencedWriter;
import io.neighsync.redis.RedisConfig;
import io.neighsync.redis.TableProtocol;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.SystemNanoClock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * From the files of a journal to the state they lead to, on one thread, as a restart does it: what the last complete
 * snapshot is is found out first, every length and every checksum is checked, and what is behind the last record is
 * read too. An operation is one row.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class JournalReplayBenchmark {
    /** Rows of the journal. */
    static final int ROWS = 100_000;

    private static final int CAPACITY = 1 << 20;

    private RecordedRows snapshot;
    private RecordedRows records;

    /** Writes both journals. */
    @Setup
    public void setUp() {
        RowSet rows = new RowSet(Rtnetlink.AF_INET);
        snapshot = RecordedRows.inSnapshot(rows, ROWS);
        records = RecordedRows.inRecords(rows, ROWS);
    }

    /** Removes them. */
    @TearDown
    public void tearDown() {
        snapshot.close();
        records.close();
    }

    /** A pipeline that has not run yet, new for every replay: its memory is reserved, and none of it touched. */
    @State(Scope.Thread)
    public static class FreshPipeline {
        private Pipeline pipeline;

        /** Builds it. */
        @Setup(Level.Invocation)
        public void setUp() {
            RedisConfig redis = DaemonConfig.of(Settings.load(Optional.empty(), Map.of(), Map.of())).redis();
            ScheduledKernel kernel = ScheduledKernel.changing(1);
            pipeline = new Pipeline(
                new PipelineConfig(64, CAPACITY, new ReceiverConfig(Duration.ZERO),
                    new VrfConfig(List.of(), List.of())),
                new Pipeline.Ports(
                    new ReceiverPorts(kernel.events(), 1, kernel::openDump, PolicyUpdates.of(PolicySettings.PLAIN)),
                    new FencedWriter(RedisTable.descriptors(0, ":"), TableProtocol.DIRECT, redis), redis.maxBatch(),
                    new OneLink(null),
                    new JournalPorts(new NoSegments(), 1, new KernelId(1, 2, 3), 0, 0, () -> 0, CaptureMode.NONE),
                    RowListener.NONE),
                SystemNanoClock.INSTANCE, new Counters(), error -> {
                    throw new IllegalStateException(error);
                });
        }

        /** Frees its memory. */
        @TearDown(Level.Invocation)
        public void tearDown() {
            pipeline.receiver().onClose();
            pipeline.close();
        }

        /** Rows it takes for published. */
        int rows() {
            return pipeline.vrfCounts().publishedRows();
        }
    }

    /** A journal that cannot be written. */
    private static final class NoSegments implements SegmentSource {
        @Override
        public SegmentAppender take() {
            return null;
        }

        @Override
        public void release(SegmentAppender segment) {
        }

        @Override
        public void restartsAt(int number) {
        }

        @Override
        public void expectSnapshot(long bytes) {
        }
    }

    /**
     * Reads a snapshot.
     *
     * @return rows
     */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int snapshot() {
        try (JournalImage image = load(snapshot)) {
            return image.rows().present();
        }
    }

    /**
     * Reads decisions, a record each.
     *
     * @return rows
     */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int records() {
        try (JournalImage image = load(records)) {
            return image.rows().present();
        }
    }

    /**
     * Reads a snapshot, and lets the stages of a pipeline take its rows over.
     *
     * @return rows
     */
    @Benchmark
    @OperationsPerInvocation(ROWS)
    public int readyTable(FreshPipeline fresh) {
        try (JournalImage image = load(snapshot)) {
            new JournalRestore(image).into(fresh.pipeline::restore);
        }
        require(fresh.rows());
        return fresh.rows();
    }

    private static JournalImage load(RecordedRows recorded) {
        JournalLoader.Loaded loaded = JournalLoader.load(recorded.segments(), CAPACITY);
        if (!loaded.damages().isEmpty() || !loaded.image().isComplete()) {
            throw new IllegalStateException("the journal is damaged: " + loaded.damages());
        }
        require(loaded.image().rows().present());
        return loaded.image();
    }

    private static void require(int rows) {
        if (rows != ROWS) {
            throw new IllegalStateException("there are " + rows + " rows instead of " + ROWS);
        }
    }
}
