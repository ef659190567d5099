package io.neighsync.engine.daemon;

import io.neighsync.engine.codec.RowCodec;
import io.neighsync.engine.control.Pipeline;
import io.neighsync.engine.control.PipelineThreads;
import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.stage.ReceiverPorts;
import io.neighsync.engine.stage.RedisLink;
import io.neighsync.engine.stage.RowListener;
import io.neighsync.engine.table.UnclaimedKeys;
import io.neighsync.netlink.NetlinkSocket;
import io.neighsync.redis.FencedWriter;
import io.neighsync.redis.Reconnector;
import io.neighsync.redis.RedisAddress;
import io.neighsync.redis.RedisConnection;
import io.neighsync.redis.RedisConnector;
import io.neighsync.redis.TableDescriptor;
import io.neighsync.redis.TableProtocol;
import java.io.PrintStream;
import java.util.concurrent.locks.LockSupport;
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

    private final Counters counters = new Counters();
    private final DaemonConfig config;
    private final TableDescriptor table;
    private final TableProtocol protocol;
    private final RedisAddress address;
    private final ChangePrinter printer;
    private final Reconnector<RedisLink> reconnector;
    private final NetlinkSocket events;
    private final Pipeline pipeline;
    private final PipelineThreads threads;
    private boolean running;

    /**
     * Builds everything and starts it.
     *
     * @param address where Redis is
     * @param changes where to print each change, or null
     * @throws io.neighsync.netlink.NetlinkException when there is no netlink socket to be had
     */
    public NeighborDaemon(DaemonConfig config, RedisAddress address, PrintStream changes) {
        this.config = config;
        this.address = address;
        this.protocol = config.redis().tableProtocol(TableProtocol.DIRECT);
        this.table = new TableDescriptor(RowCodec.TABLE, config.redis().database(), ":", RowCodec.FIELDS);
        this.reconnector = new Reconnector<>(
                new RedisConnector(address, config.redis(), table, protocol),
                config.redis(), this::prepare, this::wakeRedisStage).start();
        // asked for now, so that connecting overlaps with opening sockets and the first dump
        reconnector.request();
        this.printer = changes == null ? null : new ChangePrinter(changes, counters.of(Counter.PRINT_DROPS));
        this.events = NetlinkSocket.openEvents(config.netlink());
        warnOfSmallBuffer();
        ReportedErrors errors = new ReportedErrors();
        this.pipeline = new Pipeline(config.pipeline(), ports(), SystemNanoClock.INSTANCE, counters, errors);
        this.threads = new PipelineThreads(pipeline, config.threading(), errors, counters.of(Counter.ERRORS));
        LOGGER.info("threading.mode = {}, threading.idle = {}, receive buffer {} bytes",
                threads.mode(), threads.idle(), events.effectiveReceiveBuffer());
        running = true;
        threads.start();
    }

    private Pipeline.Ports ports() {
        return new Pipeline.Ports(
                new ReceiverPorts(events, config.netlink().receiveBatch(),
                        () -> NetlinkSocket.openDump(config.netlink())),
                new FencedWriter(table, protocol, config.redis()), config.redis().maxBatch(),
                new Links(reconnector), printer == null ? RowListener.NONE : printer);
    }

    /** The reconnector's first request was made when it was built. */
    private static final class Links implements RedisLink.Source {
        private final Reconnector<RedisLink> reconnector;
        private boolean requested = true;

        Links(Reconnector<RedisLink> reconnector) {
            this.reconnector = reconnector;
        }

        @Override
        public void request() {
            if (!requested) {
                reconnector.request();
            }
            requested = false;
        }

        @Override
        public RedisLink take() {
            return reconnector.take();
        }
    }

    private RedisLink prepare(RedisConnection connection) {
        UnclaimedKeys held = new UnclaimedKeys(config.pipeline().tableCapacity());
        boolean read = false;
        try {
            HeldRows.read(connection, held);
            read = true;
            return new RedisLink(connection, held);
        } finally {
            if (!read) {
                held.close();
            }
        }
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

    /** Whether the first full sync is in Redis. Any thread. */
    public boolean isReady() {
        return pipeline.redisStage().isSynced();
    }

    /** What is wrong with Redis, or null. Any thread. */
    public String redisFault() {
        return pipeline.redisStage().fault();
    }

    /** Whether notifications were lost that are not made good in Redis yet. Any thread. */
    public boolean isDegradedByOverrun() {
        return pipeline.redisStage().isDegradedByOverrun();
    }

    /** The counters. Any thread. */
    public Counters counters() {
        return counters;
    }

    /** Compares the kernel's table, as it is now, with what Redis holds now. */
    public KernelVerifier verifier() {
        return new KernelVerifier(config, address, table, protocol);
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
        long deadline = System.nanoTime() + WRITE_OUT_NANOS;
        while (!pipeline.isWritten() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        boolean written = pipeline.isWritten();
        threads.close();
        reconnector.close();
        if (printer != null) {
            printer.close();
        }
        return written;
    }

    /** What happened, for people and scripts; read it after {@link #stop}. */
    public String summary() {
        return StopSummary.of(counters, pipeline);
    }

    @Override
    public void close() {
        stop();
        pipeline.close();
    }
}
