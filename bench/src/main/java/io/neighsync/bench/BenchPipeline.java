package io.neighsync.bench;

import io.neighsync.engine.codec.KernelId;
import io.neighsync.engine.control.BlockingIdleStrategy;
import io.neighsync.engine.control.Pipeline;
import io.neighsync.engine.control.PipelineConfig;
import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.policy.VrfConfig;
import io.neighsync.engine.stage.IntervalReader;
import io.neighsync.engine.stage.JournalPorts;
import io.neighsync.engine.stage.LatencyHistogram;
import io.neighsync.engine.stage.Parkable;
import io.neighsync.engine.stage.PolicyUpdates;
import io.neighsync.engine.stage.ReceiverConfig;
import io.neighsync.engine.stage.ReceiverPorts;
import io.neighsync.engine.stage.RedisTable;
import io.neighsync.engine.stage.RowListener;
import io.neighsync.engine.stage.WaitSet;
import io.neighsync.journal.CaptureMode;
import io.neighsync.journal.SegmentSource;
import io.neighsync.netlink.ScheduledKernel;
import io.neighsync.redis.FencedWriter;
import io.neighsync.redis.RedisConfig;
import io.neighsync.redis.RedisConnector;
import io.neighsync.redis.TableDescriptor;
import io.neighsync.redis.TableProtocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SystemNanoClock;

/**
 * The daemon's pipeline between a {@link ScheduledKernel} and a real Redis, all of its agents run by the calling thread
 * in turn, as the daemon does on few cores. One thread.
 */
final class BenchPipeline implements AutoCloseable, RowListener {
    private static final int RING_SIZE = 16_384;
    private static final int TABLE_CAPACITY = 65_536;
    private static final int RECEIVE_BATCH = 64;
    private static final int DUMPS_AT_START = 6;
    private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final KernelId KERNEL = new KernelId(1, 2, 3);

    private final ScheduledKernel kernel;
    private final FencedWriter writer;
    private final Counters counters = new Counters();
    private final List<Throwable> errors = new ArrayList<>();
    private final Pipeline pipeline;
    private final Agent[] agents;
    private final BlockingIdleStrategy blocking;
    private final IdleStrategy idle;
    private final IntervalReader acknowledged;
    private final Optional<IntervalReader> journal;
    private final Latencies acknowledgedAfterDue = new Latencies();

    /**
     * Builds it; nothing runs yet.
     *
     * @param kernel   whose notifications it receives
     * @param redis    that it writes to, in the protocol of SONiC
     * @param config   of the writer
     * @param segments of its journal; null for none
     * @param spins    whether the thread spins while there is nothing to do, or blocks, as the daemon's does
     */
    BenchPipeline(ScheduledKernel kernel, BenchRedis redis, RedisConfig config, SegmentSource segments,
        boolean spins) {
        this.kernel = kernel;
        List<TableDescriptor> tables = RedisTable.descriptors(0, ":");
        RedisConnector connector = new RedisConnector(redis.address(), config, tables, TableProtocol.PRODUCER_STATE);
        writer = new FencedWriter(tables, TableProtocol.PRODUCER_STATE, config);
        pipeline = new Pipeline(
            new PipelineConfig(RING_SIZE, TABLE_CAPACITY, new ReceiverConfig(Duration.ZERO),
                new VrfConfig(List.of(), List.of())),
            new Pipeline.Ports(
                new ReceiverPorts(kernel.events(), RECEIVE_BATCH, kernel::openDump,
                    PolicyUpdates.of(PolicySettings.PLAIN)),
                writer, config.maxBatch(), new OneLink(connector), ports(segments, connector), this),
            SystemNanoClock.INSTANCE, counters, errors::add);
        acknowledged = new IntervalReader(pipeline.redisStage().latency());
        journal = pipeline.stageAgents().stream().filter(agent -> agent.stageName().equals("journal"))
            .map(agent -> new IntervalReader(agent.latency())).findFirst();
        List<Agent> all = new ArrayList<>(List.of(pipeline.receiver()));
        all.addAll(pipeline.stageAgents());
        agents = all.toArray(Agent[]::new);
        blocking = new BlockingIdleStrategy(
            Stream.concat(Stream.of(new Due(kernel)), all.stream().map(Parkable.class::cast)).toList());
        idle = spins ? BusySpinIdleStrategy.INSTANCE : blocking;
    }

    /** A timer that stands in for the event socket: as little as of that is known of what waits in it. */
    private record Due(ScheduledKernel kernel) implements Parkable {
        @Override
        public boolean hasWork() {
            return false;
        }

        @Override
        public void watch(WaitSet waitSet) {
        }

        @Override
        public long maxParkNanos() {
            return kernel.nanosToNext(System.nanoTime());
        }
    }

    private static JournalPorts ports(SegmentSource segments, RedisConnector connector) {
        return segments == null ? null : new JournalPorts(segments, Long.parseUnsignedLong(connector.owner(), 16),
            KERNEL, 0, 0, () -> 0, CaptureMode.NONE);
    }

    /** Runs until the generations of a start are over, and the journal, if it has one, is written. */
    void start(boolean journaled) {
        drive(() -> kernel.dumps() == DUMPS_AT_START && (!journaled || counters.get(Counter.JOURNAL_SEGMENTS) > 0));
        long settled = System.nanoTime() + SETTLE_NANOS;
        drive(() -> System.nanoTime() - settled > 0 && pipeline.isWritten());
    }

    /**
     * Runs until so many further notifications, which are due at one rate from now on, are in Redis.
     *
     * @param rate  notifications a second
     * @param count how many
     */
    void receive(int rate, long count) {
        kernel.schedule(System.nanoTime(), TimeUnit.SECONDS.toNanos(1) / rate, count);
        drive(() -> kernel.isExhausted() && pipeline.isWritten());
    }

    private void drive(BooleanSupplier done) {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        try {
            while (!done.getAsBoolean()) {
                int work = 0;
                for (Agent agent : agents) {
                    work += agent.doWork();
                }
                idle.idle(work);
                if (!errors.isEmpty() || System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException(
                        "the pipeline does not go on: " + errors + ", " + pipeline.redisStage().fault());
                }
            }
        } catch (IllegalStateException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void onRow(LinkName link, int family, long addressHigh, long addressLow, long value) {
        acknowledgedAfterDue.record(System.nanoTime() - kernel.dueAtOf(RowValue.lladdr(value)));
    }

    /** Forgets what was measured so far. */
    void reset() {
        acknowledgedAfterDue.reset();
        sinceReset(acknowledged);
        journal.ifPresent(BenchPipeline::sinceReset);
    }

    /** From the instant at which a notification was due to Redis' acknowledgment of its row. */
    Latencies acknowledgedAfterDue() {
        return acknowledgedAfterDue.copy();
    }

    /** From the receiving of a notification to Redis' acknowledgment of its row. Once after each reset. */
    Latencies acknowledgedAfterReceived() {
        return sinceReset(acknowledged);
    }

    /** From the end of CoalesceStage to that of JournalStage; all 0 without one. Once after each reset. */
    Latencies journalStage() {
        return journal.map(BenchPipeline::sinceReset).orElseGet(Latencies::new);
    }

    private static Latencies sinceReset(IntervalReader reader) {
        Histogram interval = LatencyHistogram.empty();
        reader.readInto(interval);
        return new Latencies(interval);
    }

    /** A counter's present value. */
    long count(Counter counter) {
        return counters.get(counter);
    }

    @Override
    public void close() {
        writer.disconnect("done", pipeline.redisStage());
        pipeline.receiver().onClose();
        pipeline.close();
        blocking.close();
    }
}
