package io.neighsync.engine.daemon;

import io.neighsync.engine.control.IdleMode;
import io.neighsync.engine.control.Pipeline;
import io.neighsync.engine.control.ThreadedPipeline;
import io.neighsync.engine.control.ThreadingConfig;
import io.neighsync.engine.control.ThreadingMode;
import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.engine.stage.PolicyUpdates;
import io.neighsync.engine.stage.ReceiverPorts;
import io.neighsync.engine.stage.RedisTable;
import io.neighsync.engine.stage.RowListener;
import io.neighsync.engine.stage.Stage;
import io.neighsync.netlink.ScheduledKernel;
import io.neighsync.redis.FencedWriter;
import io.neighsync.redis.RedisAddress;
import io.neighsync.redis.RedisConnector;
import io.neighsync.redis.TableDescriptor;
import io.neighsync.redis.TableProtocol;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * The parts of a daemon on a dual-ToR switch, wired as {@link NeighborDaemon} wires them to a real Redis and a journal
 * on disk, but that its kernel is a {@link ScheduledKernel}. The thread that starts it.
 */
final class ScheduledDaemon implements AutoCloseable {
    private static final PolicySettings DUAL_TOR = new PolicySettings(false, true, false, Set.of());
    private static final TableProtocol PROTOCOL = TableProtocol.PRODUCER_STATE;
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_NANOS = 100_000L;

    private final Counters counters = new Counters();
    private final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
    private final ScheduledKernel kernel;
    private final Journal journal;
    private final WarmRestart restart;
    private final RedisSource redis;
    private final ThreadedPipeline running;
    private final Pipeline pipeline;
    private long scheduled;

    /**
     * Starts one and waits until its first sync is in Redis and its journal is written.
     *
     * @param redis  the address of one without rows
     * @param folder of the journal, empty
     * @param mode   which agents share a thread
     * @param around puts something before or behind a stage
     */
    ScheduledDaemon(
            ScheduledKernel.Notifications notifications, RedisAddress redis, Path folder, ThreadingMode mode,
            UnaryOperator<Stage> around) {
        DaemonConfig config = DaemonConfig.of(Settings.load(Optional.empty(), Map.of(),
                Map.of("journal.dir", folder.toString(), "netlink.audit_interval", "0")));
        int capacity = config.pipeline().tableCapacity();
        List<TableDescriptor> tables = RedisTable.descriptors(0, ":");
        RedisConnector connector = new RedisConnector(redis, config.redis(), tables, PROTOCOL);
        kernel = new ScheduledKernel(notifications);
        journal = Journal.open(config.journal(), true, capacity);
        restart = new WarmRestart(null, config.sonic().restoreTimeout());
        this.redis = new RedisSource(connector, config.redis(), capacity, restart,
                CompletableFuture.completedFuture(journal.rows()), this::wakeRedisStage);
        running = new ThreadedPipeline(config.pipeline(),
                new Pipeline.Ports(
                        new ReceiverPorts(kernel.events(), config.netlink().receiveBatch(), kernel::openDump,
                                PolicyUpdates.of(DUAL_TOR)),
                        new FencedWriter(tables, PROTOCOL, config.redis()), config.redis().maxBatch(), this.redis,
                        journal.ports(connector), RowListener.NONE),
                new ThreadingConfig(mode, IdleMode.BLOCK, "", Duration.ofMillis(10)), counters, errors::add, around);
        pipeline = running.pipeline();
        pipeline.redisStage().auditInterval(config.redis().auditInterval());
        running.threads().start();
        await(() -> pipeline.redisStage().isSynced() && count(Counter.JOURNAL_SEGMENTS) > 0);
    }

    private void wakeRedisStage() {
        ThreadedPipeline started = running;
        if (started != null) {
            started.threads().wakeRedisStage();
        }
    }

    /**
     * Lets the kernel tell so many notifications, and waits until what they decide is in Redis.
     *
     * @param count  how many
     * @param atOnce of them, before the next wait
     */
    void receive(long count, int atOnce) {
        for (long left = count; left > 0; left -= atOnce) {
            long burst = Math.min(left, atOnce);
            kernel.schedule(System.nanoTime(), 0, burst);
            scheduled += burst;
            running.threads().wakeReceiver();
            await(() -> count(Counter.EVENTS) == scheduled && pipeline.isWritten());
        }
    }

    private void await(BooleanSupplier done) {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        while (!done.getAsBoolean()) {
            if (!errors.isEmpty() || System.nanoTime() - deadline > 0) {
                throw new AssertionError("the pipeline does not go on: " + errors + ", events " + count(Counter.EVENTS)
                        + " of " + scheduled + ", " + pipeline.redisStage().fault() + ", " + journal.fault());
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** A counter's present value. */
    long count(Counter counter) {
        return counters.get(counter);
    }

    @Override
    public void close() {
        restart.close();
        running.close();
        redis.close();
        journal.close();
    }
}
