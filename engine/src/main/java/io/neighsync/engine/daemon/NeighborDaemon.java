package io.neighsync.engine.daemon;

import io.neighsync.engine.control.Cores;
import io.neighsync.engine.control.IntervalLatencies;
import io.neighsync.engine.control.MemoryLock;
import io.neighsync.engine.control.OptimizingCompiler;
import io.neighsync.engine.control.Pipeline;
import io.neighsync.engine.control.PipelineThreads;
import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.log.LogOutput;
import io.neighsync.engine.stage.LatencyHistogram;
import io.neighsync.engine.stage.PolicyUpdates;
import io.neighsync.engine.stage.ReceiverPorts;
import io.neighsync.engine.stage.RedisTable;
import io.neighsync.engine.stage.RowListener;
import io.neighsync.engine.tune.Sample;
import io.neighsync.netlink.NetlinkSocket;
import io.neighsync.netlink.ffm.Libc;
import io.neighsync.redis.ConfigFollower;
import io.neighsync.redis.FencedWriter;
import io.neighsync.redis.JedisConnections;
import io.neighsync.redis.RedisConnector;
import io.neighsync.redis.SonicDatabase;
import io.neighsync.redis.SonicDatabases;
import io.neighsync.redis.TableDescriptor;
import io.neighsync.redis.TableProtocol;
import io.neighsync.redis.WarmStart;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.agrona.concurrent.SystemNanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running daemon: constructs every part, starts it, and stops it so that everything accepted is written. One
 * thread, the one that launched it.
 */
public final class NeighborDaemon implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(NeighborDaemon.class);
    private static final long WRITE_OUT_NANOS = 1_000_000_000L;
    private static final long LOOK_NANOS = 1_000_000L;
    /** Rows a batch has room for at least, so that its limit can be raised while the daemon runs. */
    private static final int LEAST_BATCH_CAPACITY = 1_000;
    private static final Duration HOUSEKEEPING = Duration.ofSeconds(1);

    private final Counters counters = new Counters();
    private final DaemonConfig config;
    /** The configuration last put in force. */
    private volatile DaemonConfig applied;
    private final RedisConnector connector;
    private final ChangePrinter printer;
    private final SwitchPolicy policy;
    private final ConfigFollower follower;
    private final Journal journal;
    private final WarmRestart restart;
    private final RedisSource redis;
    private final NetlinkSocket events;
    private final Pipeline pipeline;
    private final PipelineThreads threads;
    private final LiveKnobs knobs;
    private final Tuning tuning;
    private final LatencyLog latencyLog;
    private final Conductor conductor;
    private boolean running;

    /**
     * Builds everything and starts it.
     *
     * @param changes where to print each change, or null
     * @throws io.neighsync.netlink.NetlinkException when there is no netlink socket to be had
     */
    public NeighborDaemon(DaemonConfig config, Site site, PrintStream changes) {
        this.config = config;
        this.applied = config;
        MemoryLock.apply(config.memory());
        Cores cores = Cores.ofMachine(config.threading());
        cores.confine();
        OptimizingCompiler compiler = new OptimizingCompiler(this::isReady);
        SonicDatabases databases = site.databases();
        TableProtocol protocol = site.protocol();
        SonicDatabase appl = databases.appl();
        List<TableDescriptor> tables = RedisTable.descriptors(appl.id(), appl.separator());
        this.connector = new RedisConnector(appl.address(), config.redis(), tables, protocol);
        JedisConnections connections = JedisConnections.of(config.redis());
        boolean follows = config.sonic().followConfig().resolve(protocol == TableProtocol.PRODUCER_STATE);
        PolicyUpdates updates = new PolicyUpdates();
        this.policy = new SwitchPolicy(updates, config.sonic().strict(),
                site.sonic() && config.logging().output() == LogOutput.AUTO);
        this.follower = follows ? new ConfigFollower(databases.config(), connections,
                ConfigFollower.Intervals.of(config.redis()), policy).start() : null;
        if (!follows) {
            policy.withoutConfigDb();
        }
        this.restart = new WarmRestart(
                follows ? new WarmStart(databases, connections) : null, config.sonic().restoreTimeout());
        // connects while the journal is read
        CompletableFuture<JournaledRows> journaled = new CompletableFuture<>();
        this.redis = new RedisSource(connector, config.redis(), config.pipeline().tableCapacity(), restart,
                journaled, this::wakeRedisStage);
        this.journal = Journal.open(config.journal(), site.keepsRows(), config.pipeline().tableCapacity());
        journaled.complete(journal == null ? null : journal.rows());
        this.printer = changes == null ? null : new ChangePrinter(changes, counters.of(Counter.PRINT_DROPS));
        this.events = NetlinkSocket.openEvents(config.netlink());
        warnOfSmallBuffer();
        ReportedErrors errors = new ReportedErrors("the pipeline goes on and dumps the kernel's tables again");
        this.pipeline = new Pipeline(config.pipeline(), ports(tables, protocol, updates), SystemNanoClock.INSTANCE,
                counters, errors);
        pipeline.redisStage().auditInterval(config.redis().auditInterval());
        pipeline.redisStage().maxBatch(config.redis().maxBatch());
        pipeline.redisStage().flushDeadline(config.redis().flushDeadline());
        if (journal != null) {
            journal.restore(pipeline);
        }
        this.threads = new PipelineThreads(
                pipeline, config.threading(), cores, SystemNanoClock.INSTANCE, counters, errors);
        LOGGER.info("{}, receive buffer {} bytes", threads.description(), events.effectiveReceiveBuffer());
        String logFile = config.performance().latencyLog();
        this.latencyLog = logFile.isEmpty() ? null : new LatencyLog(logFile);
        this.knobs = new LiveKnobs(pipeline, events);
        this.tuning = new Tuning(config.tuning(), knobs, this::measure, SystemNanoClock.INSTANCE, counters);
        this.conductor = new Conductor(HOUSEKEEPING, Libc::linkPlain, compiler::look, logging(), tuning::look);
        running = true;
        restart.start(pipeline.redisStage());
        threads.start();
        conductor.start();
    }

    private int batchCapacity() {
        return Math.max(LEAST_BATCH_CAPACITY, config.redis().maxBatch());
    }

    private Pipeline.Ports ports(List<TableDescriptor> tables, TableProtocol protocol, PolicyUpdates updates) {
        return new Pipeline.Ports(
                new ReceiverPorts(events, config.netlink().receiveBatch(),
                        () -> NetlinkSocket.openDump(config.netlink()), updates),
                new FencedWriter(tables, protocol, config.redis().withMaxBatch(batchCapacity())), batchCapacity(),
                redis, journal == null ? null : journal.ports(connector),
                printer == null ? RowListener.NONE : printer);
    }

    private Supplier<Sample> measure() {
        return new TunerSamples(counters, latency(), SystemNanoClock.INSTANCE)::next;
    }

    /** Without a log no interval is measured. */
    private Runnable logging() {
        if (latencyLog == null) {
            return () -> { };
        }
        IntervalLatencies latencies = new IntervalLatencies(pipeline, SystemNanoClock.INSTANCE);
        return () -> latencies.next(latencyLog);
    }

    private void wakeRedisStage() {
        PipelineThreads started = threads;
        if (started != null) {
            started.wakeRedisStage();
        }
    }

    private void warnOfSmallBuffer() {
        if (events.effectiveReceiveBuffer() < config.netlink().receiveBuffer()) {
            LOGGER.warn("netlink.receive_buffer: {} bytes instead of {}; run with CAP_NET_ADMIN or raise "
                    + "net.core.rmem_max", events.effectiveReceiveBuffer(), config.netlink().receiveBuffer());
        }
    }

    /** Whether the first full sync is in Redis, and a warm restart is reconciled. Any thread. */
    public boolean isReady() {
        return restart.isOver() && pipeline.redisStage().isSynced();
    }

    /** Why the daemon cannot go on; null unless that is so. Any thread. */
    public String failure() {
        return restart.failure();
    }

    /** What is wrong with Redis, or null. Any thread. */
    public String redisFault() {
        return pipeline.redisStage().fault();
    }

    /** Why the last connection to Redis was lost; empty when none was. Any thread. */
    public String lastRedisFault() {
        return pipeline.redisStage().lastFault();
    }

    /** What is wrong with the journal, or null: nothing, or there is none. Any thread. */
    public String journalFault() {
        return journal == null ? null : journal.fault();
    }

    /** Whether notifications were lost that are not made good in Redis yet. Any thread. */
    public boolean isDegradedByOverrun() {
        return pipeline.redisStage().isDegradedByOverrun();
    }

    /** The last event that has passed through the whole pipeline: a heartbeat a second is one. Any thread. */
    public long handled() {
        return pipeline.handled();
    }

    /** From the receiving of an event to Redis' acknowledgment of its row. Any thread may read it. */
    public LatencyHistogram latency() {
        return pipeline.redisStage().latency();
    }

    /** The counters. Any thread. */
    public Counters counters() {
        return counters;
    }

    /** Compares the kernel's table, as it is now, with what Redis holds now. Only when {@link #isReady}. */
    public KernelVerifier verifier() {
        return new KernelVerifier(config, connector, policy.settings());
    }

    /**
     * Puts what can change while it runs in force: audits, {@code compat.strict}, the AutoTuner, and those of its knobs
     * whose settings differ from those of the last time. Any thread, one at a time.
     */
    public void reconfigure(DaemonConfig changed) {
        policy.strict(changed.sonic().strict());
        pipeline.receiver().auditInterval(changed.pipeline().receiver().auditInterval());
        pipeline.redisStage().auditInterval(changed.redis().auditInterval());
        tuning.configure(changed.tuning(), knobs.follow(applied, changed));
        applied = changed;
    }

    /**
     * Stops: waits, 1 s at most, until everything accepted is in Redis, then ends every thread.
     *
     * @return whether everything was written
     */
    public boolean stop() {
        if (!running) {
            return true;
        }
        running = false;
        restart.close();
        tuning.stop();
        pipeline.receiver().stopReceiving();
        pipeline.redisStage().flushDeadline(Duration.ZERO);
        threads.wakeReceiver();
        threads.wakeRedisStage();
        long deadline = System.nanoTime() + WRITE_OUT_NANOS;
        while (!isWrittenOut() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        boolean written = isWrittenOut();
        threads.close();
        conductor.close();
        if (latencyLog != null) {
            latencyLog.close();
        }
        redis.close();
        if (follower != null) {
            follower.close();
        }
        if (printer != null) {
            printer.close();
        }
        return written;
    }

    private boolean isWrittenOut() {
        return pipeline.receiver().hasStoppedReceiving() && pipeline.isWritten();
    }

    /** What happened, for people and scripts; read it after {@link #stop}. */
    public String summary() {
        return StopSummary.of(counters, pipeline);
    }

    @Override
    public void close() {
        stop();
        if (journal != null) {
            journal.close();
        }
        pipeline.close();
    }
}
