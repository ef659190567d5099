package io.neighsync.engine.daemon;

import io.neighsync.engine.stage.HeldTables;
import io.neighsync.engine.stage.RedisLink;
import io.neighsync.engine.stage.RedisTable;
import io.neighsync.redis.Reconnector;
import io.neighsync.redis.RedisConfig;
import io.neighsync.redis.RedisConnection;
import io.neighsync.redis.RedisConnector;
import io.neighsync.redis.RedisUnavailableException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes RedisStage's connections in the thread {@code neigh-connect} and reads what Redis holds: all of it, or, where
 * server and marker are those of the connection that was lost, only what was on its way. Reads it for audits in the
 * thread {@code neigh-audit}.
 */
final class RedisSource implements RedisLink.Source, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(RedisSource.class);
    private static final long AUDIT_RETRY_MILLIS = 1_000;

    private final RedisConnector connector;
    private final int capacity;
    private final WarmRestart restart;
    private final Runnable wakeUp;
    private final Reconnector<RedisLink> reconnector;
    private final ExecutorService auditor = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "neigh-audit");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicReference<RedisLink.Uncertain> uncertain = new AtomicReference<>();
    private final AtomicReference<AuditReading> audited = new AtomicReference<>();
    private final AtomicInteger audits = new AtomicInteger();
    /** The server of the connection before; neigh-connect's. */
    private String lastRunId = "";
    /** What the journal knows of the first connection's Redis; null without one, and afterwards; neigh-connect's. */
    private Future<JournaledRows> journal;
    /** The first request was made when this was built: connecting overlaps with everything else; RedisStage's. */
    private boolean requested = true;

    /** What was read, and for which request. */
    private record AuditReading(int number, HeldTables held) {
    }

    /**
     * Asks for the first connection at once.
     *
     * @param journal what the journal knows of Redis, or null; connecting goes on to the fence while it is read
     * @param wakeUp  runs when something is there to be taken
     */
    RedisSource(
            RedisConnector connector, RedisConfig config, int capacity, WarmRestart restart,
            Future<JournaledRows> journal, Runnable wakeUp) {
        this.journal = journal;
        this.connector = connector;
        this.capacity = capacity;
        this.restart = restart;
        this.wakeUp = wakeUp;
        this.reconnector = new Reconnector<>(connector, config, this::prepare, wakeUp).start();
        connector.knownEpoch(() -> {
            JournaledRows known = journaled();
            return known == null ? 0 : known.epoch();
        });
        reconnector.request();
    }

    private JournaledRows journaled() {
        try {
            return journal == null ? null : journal.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisUnavailableException("closed before the journal was read", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the journal could not be read", e);
        }
    }

    @Override
    public void request(RedisLink.Uncertain keys) {
        uncertain.set(keys);
        if (!requested) {
            reconnector.request();
        }
        requested = false;
    }

    @Override
    public RedisLink take() {
        return reconnector.take();
    }

    private RedisLink prepare(RedisConnection connection) {
        restart.begin(connection);
        RedisLink.Uncertain keys = uncertain.get();
        boolean resumed = keys != null && connection.isContinuationOf(lastRunId);
        HeldTables held = resumed ? read(connection, keys) : heldAtStart(connection);
        if (resumed) {
            LOGGER.info("{} is the one that was lost: {} rows that were on their way are read", connector.address(),
                    keys.neighbors().size() + keys.failed().size());
        } else if (keys != null) {
            LOGGER.info("{} is another server, or others wrote to it: all rows are read", connector.address());
        }
        journal = null;
        lastRunId = connection.runId();
        restart.restored();
        return new RedisLink(connection, held, resumed, restart.hold());
    }

    /** What the journal does not know is read from Redis. */
    private HeldTables heldAtStart(RedisConnection connection) {
        JournaledRows journaled = journaled();
        if (journaled == null) {
            return readAll(connection);
        }
        Optional<String> mismatch = journaled.mismatch(connection.marker());
        if (mismatch.isPresent()) {
            LOGGER.info("all rows are read from {}: the journal cannot tell them, as {}", connection.address(),
                    mismatch.get());
            return readAll(connection);
        }
        RedisLink.Uncertain unknown = restart.cleared();
        HeldTables known = journaled.held(connection.marker().orElseThrow().lowWatermark(), unknown);
        LOGGER.info("the journal tells which rows {} holds: {} are known, {} are read", connection.address(),
                known.neighbors().size(), unknown.neighbors().size());
        return filled(known, held -> {
            HeldRows.read(connection, RedisTable.NEIGHBORS, unknown.neighbors(), held.neighbors());
            HeldRows.read(connection, RedisTable.FAILED, unknown.failed(), held.failed());
        });
    }

    private HeldTables readAll(RedisConnection connection) {
        return filled(HeldTables.reserve(capacity), held -> {
            HeldRows.read(connection, RedisTable.NEIGHBORS, held.neighbors());
            HeldRows.read(connection, RedisTable.FAILED, held.failed());
        });
    }

    private static HeldTables read(RedisConnection connection, RedisLink.Uncertain keys) {
        return filled(HeldTables.reserve(Math.max(1, keys.neighbors().size() + keys.failed().size())), held -> {
            HeldRows.read(connection, RedisTable.NEIGHBORS, keys.neighbors(), held.neighbors());
            HeldRows.read(connection, RedisTable.FAILED, keys.failed(), held.failed());
        });
    }

    private static HeldTables filled(HeldTables held, Consumer<HeldTables> reading) {
        boolean read = false;
        try {
            reading.accept(held);
            read = true;
            return held;
        } finally {
            if (!read) {
                held.close();
            }
        }
    }

    @Override
    public void requestAudit() {
        int wanted = audits.incrementAndGet();
        replaceAudited(null);
        try {
            auditor.execute(() -> readForAudit(wanted));
        } catch (RejectedExecutionException e) {
            LOGGER.debug("closed", e);
        }
    }

    /** Reads until it succeeds, or until another audit is asked for: what was read for this one is stale then. */
    private void readForAudit(int wanted) {
        try {
            boolean complained = false;
            while (audits.get() == wanted && !tryToRead(wanted, complained)) {
                complained = true;
                Thread.sleep(AUDIT_RETRY_MILLIS);
            }
        } catch (InterruptedException e) {
            LOGGER.debug("closed", e);
        }
    }

    private boolean tryToRead(int wanted, boolean complained) {
        try (RedisConnection connection = connector.connectToRead()) {
            replaceAudited(new AuditReading(wanted, readAll(connection)));
            wakeUp.run();
            return true;
        } catch (RedisUnavailableException e) {
            if (!complained && !auditor.isShutdown()) {
                LOGGER.warn("the audit of Redis could not read it: {}; trying again", e.getMessage());
            }
            return false;
        }
    }

    @Override
    public HeldTables takeAudit() {
        AuditReading reading = audited.get() == null ? null : audited.getAndSet(null);
        if (reading != null && reading.number() != audits.get()) {
            reading.held().close();
            return null;
        }
        return reading == null ? null : reading.held();
    }

    private void replaceAudited(AuditReading next) {
        AuditReading untaken = audited.getAndSet(next);
        if (untaken != null) {
            untaken.held().close();
        }
    }

    @Override
    public void close() {
        auditor.shutdownNow();
        reconnector.close();
        replaceAudited(null);
    }
}
