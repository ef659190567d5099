package io.neighsync.engine.daemon;

import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.stage.DifferenceListener;
import io.neighsync.engine.stage.RedisLink;
import io.neighsync.engine.stage.RedisStage;
import io.neighsync.engine.stage.RedisTable;
import io.neighsync.netlink.AddressText;
import io.neighsync.redis.RedisConnection;
import io.neighsync.redis.RedisUnavailableException;
import io.neighsync.redis.WarmStart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SONiC's warm restart, and its fast reboot: what begins it runs in the thread that connects to Redis; what follows in
 * the thread {@code neigh-restart}, which ends when the restart is over.
 *
 * <pre>
 *   connected - warm? - clear what is pending - initialized - rows read - restored - kernel restored - timer -
 *   differences told and written - reconciled
 * </pre>
 *
 * <p>The netlink socket is subscribed and the kernel is dumped throughout; only writing waits.
 */
final class WarmRestart implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(WarmRestart.class);
    private static final Logger RECONCILE = LoggerFactory.getLogger("reconcile");
    private static final Logger RESTORED = LoggerFactory.getLogger("readTablesToMap");
    private static final long LOOK_MILLIS = 1_000;
    private static final long SYNC_LOOK_MILLIS = 10;
    /** As long as SONiC's finalizer takes at most. */
    private static final Duration FAST_REBOOT = Duration.ofMinutes(3);
    private static final Duration FOREVER = Duration.ofDays(365);

    private enum Kind { UNDECIDED, COLD, FAST, WARM }

    private final WarmStart state;
    private final Duration restoreTimeout;
    private final CountDownLatch restored = new CountDownLatch(1);
    private final Queue<String> differences = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "neigh-restart");
    private final RedisLink.Uncertain cleared = new RedisLink.Uncertain(new ArrayList<>(), new ArrayList<>());
    private Duration timer;
    private RedisStage stage;
    private volatile Kind kind;
    private volatile boolean over;
    private volatile String failure;

    /** A restart that begins with the first connection; without a STATE_DB it is a cold start. */
    WarmRestart(WarmStart state, Duration restoreTimeout) {
        this.state = state;
        this.restoreTimeout = restoreTimeout;
        this.kind = state == null ? Kind.COLD : Kind.UNDECIDED;
        this.over = state == null;
        thread.setDaemon(true);
    }

    /** Decides, once, and clears what the process before left pending. Thread neigh-connect, before rows are read. */
    void begin(RedisConnection connection) {
        if (kind != Kind.UNDECIDED) {
            return;
        }
        if (!state.begin()) {
            kind = state.isFastReboot() ? Kind.FAST : Kind.COLD;
            return;
        }
        timer = state.timer();
        connection.clearPending(this::onCleared);
        state.state(WarmStart.State.INITIALIZED);
        kind = Kind.WARM;
    }

    private void onCleared(int table, byte[] key) {
        if (table == RedisTable.NEIGHBORS.index()) {
            cleared.neighbors().add(key);
        } else if (table == RedisTable.FAILED.index()) {
            cleared.failed().add(key);
        }
    }

    /** Keys whose pending rows were cleared: what is left under them only Redis can tell. Thread neigh-connect. */
    RedisLink.Uncertain cleared() {
        return new RedisLink.Uncertain(new ArrayList<>(cleared.neighbors()), new ArrayList<>(cleared.failed()));
    }

    /** The rows that Redis holds have been read. Thread neigh-connect. */
    void restored() {
        if (restored.getCount() == 0) {
            return;
        }
        if (kind == Kind.WARM) {
            state.state(WarmStart.State.RESTORED);
            RESTORED.info("Restored appDB table to {} internal cache map", RedisTable.NEIGHBORS.label());
        }
        restored.countDown();
    }

    /** What is not written yet. Any thread. */
    RedisLink.Hold hold() {
        return switch (kind) {
            case WARM -> RedisLink.Hold.ALL;
            case FAST -> RedisLink.Hold.DELETIONS;
            case COLD, UNDECIDED -> RedisLink.Hold.NOTHING;
        };
    }

    /** Whether the restart is over: a warm one is, once it is reconciled. Any thread. */
    boolean isOver() {
        return over;
    }

    /** Why the daemon cannot go on; null unless that is so. Any thread. */
    String failure() {
        return failure;
    }

    /** Starts what follows for this stage, unless there is nothing to follow. */
    void start(RedisStage redisStage) {
        stage = redisStage;
        if (!over) {
            thread.start();
        }
    }

    private void run() {
        try {
            restored.await();
            if (kind == Kind.WARM) {
                conduct();
            } else if (kind == Kind.FAST) {
                over = true;
                keepRowsUntilFinalized();
            }
            over = failure == null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void conduct() throws InterruptedException {
        if (!await(state::isNeighborRestoreDone, restoreTimeout)) {
            failure = "neighbor table restore is not finished after " + restoreTimeout.toSeconds()
                    + " s (warm_restart.restore_timeout); see that restore_neighbors sets NEIGH_RESTORE_TABLE|Flags";
            return;
        }
        Thread.sleep(timer);
        stage.reconcile(this::onDifference);
        while (!stage.isSynced()) {
            logDifferences();
            Thread.sleep(SYNC_LOOK_MILLIS);
        }
        logDifferences();
        await(() -> {
            state.state(WarmStart.State.RECONCILED);
            return true;
        }, FOREVER);
    }

    private void keepRowsUntilFinalized() throws InterruptedException {
        LOGGER.info("fast reboot: rows whose hosts the kernel does not know yet stay, {} s at most",
                FAST_REBOOT.toSeconds());
        await(() -> !state.isFastReboot(), FAST_REBOOT);
        stage.releaseDeletions();
        LOGGER.info("fast reboot is over: rows whose hosts the kernel does not know go");
    }

    /** Asks once a second, through failures of Redis, until it is so; false when that takes too long. */
    private static boolean await(BooleanSupplier question, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!ask(question)) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            Thread.sleep(LOOK_MILLIS);
        }
        return true;
    }

    private static boolean ask(BooleanSupplier question) {
        try {
            return question.getAsBoolean();
        } catch (RedisUnavailableException e) {
            LOGGER.warn("{}; asking again", e.getMessage());
            return false;
        }
    }

    /** Thread of RedisStage, once: what is to be logged is left to neigh-restart. */
    private void onDifference(DifferenceListener.CacheState found, String key, long value) {
        String neighbor = RowValue.isPresent(value) ? "neigh:" + AddressText.lladdr(RowValue.lladdr(value))
                + ", family:" + (isIpv6(key) ? "IPv6" : "IPv4") + ", " : "";
        String action = found == DifferenceListener.CacheState.NEW ? "NEW" : "STALE/DELETE";
        differences.add(RedisTable.NEIGHBORS.label() + " " + action + ", key: " + key + ", " + neighbor
                + "cache-state:" + found + ", ");
    }

    private static boolean isIpv6(String key) {
        return key.indexOf(':') != key.lastIndexOf(':');
    }

    private void logDifferences() {
        for (String line = differences.poll(); line != null; line = differences.poll()) {
            RECONCILE.info(line);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
