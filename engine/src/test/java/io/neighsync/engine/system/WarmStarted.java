package io.neighsync.engine.system;

import io.neighsync.engine.system.CommandMonitor.Command;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.Jedis;

/** A daemon that was started warm, and what the platform looks at: STATE_DB and the log. One thread. */
final class WarmStarted implements AutoCloseable {
    private static final Pattern LINE = Pattern.compile("\\S+ neighsyncd: NOTICE :- reconcile: "
            + "NEIGH_TABLE (NEW|STALE/DELETE), key: (\\S+), neigh:(\\S+), family:(IPv4|IPv6), cache-state:(\\w+), ");
    private static final String ROW = "WARM_RESTART_TABLE|neighsyncd";
    private static final String RESTORE_FLAGS = "NEIGH_RESTORE_TABLE|Flags";
    private static final Set<String> WRITES = Set.of(
            "SET", "DEL", "UNLINK", "HSET", "HMSET", "HDEL", "SADD", "SREM", "SPOP", "EXPIRE", "RENAME", "PUBLISH");

    private final DaemonProcess daemon;

    private WarmStarted(DaemonProcess daemon) {
        this.daemon = daemon;
    }

    /**
     * Says in STATE_DB and CONFIG_DB that the next start is a warm one.
     *
     * @param what  {@code swss} or {@code system}
     * @param timer of neighsyncd, in seconds
     */
    static void enable(SonicHost host, String what, int timer) {
        host.state().hset("WARM_RESTART_ENABLE_TABLE|" + what, "enable", "true");
        host.config().hset("WARM_RESTART|swss", "neighsyncd_timer", String.valueOf(timer));
    }

    /** There was a start before this one. */
    static void countStarts(Jedis state, int starts) {
        state.hset(ROW, "restore_count", String.valueOf(starts));
    }

    /** What the daemon has written to its row. */
    static Map<String, String> row(Jedis state) {
        return state.hgetAll(ROW);
    }

    /** The kernel's neighbors are not restored yet. */
    static void beginRestore(Jedis state) {
        state.del(RESTORE_FLAGS);
    }

    /** The kernel's neighbors are restored. */
    static void finishRestore(Jedis state) {
        state.hset(RESTORE_FLAGS, "restored", "true");
    }

    /** Starts it; its window is open, and stays open until {@link #finishRestore} and the timer after it. */
    static WarmStarted launch(SonicHost host, String... settings) {
        beginRestore(host.state());
        host.state().hdel(ROW, "state");
        WarmStarted warm = new WarmStarted(host.launch(settings));
        boolean restored = false;
        try {
            warm.awaitState(host.state(), "restored");
            restored = true;
            return warm;
        } finally {
            if (!restored) {
                warm.close();
            }
        }
    }

    /** Starts it, with neighbors that are restored, and waits until it is ready, which is when it is reconciled. */
    static WarmStarted reconciled(SonicHost host, String... settings) {
        WarmStarted warm = launch(host, settings);
        boolean done = false;
        try {
            finishRestore(host.state());
            warm.daemon.awaitReady();
            warm.awaitState(host.state(), "reconciled");
            done = true;
            return warm;
        } finally {
            if (!done) {
                warm.close();
            }
        }
    }

    DaemonProcess daemon() {
        return daemon;
    }

    /** Waits until STATE_DB has that state. */
    Duration awaitState(Jedis state, String wanted) {
        return Eventually.shouldHold(Duration.ofSeconds(30), wanted + ", " + row(state) + ", " + daemon.output(),
                () -> wanted.equals(state.hget(ROW, "state")) || !daemon.isAlive());
    }

    /**
     * What it has said to have set or deleted at the end of the window, each {@code action key value cache-state}; a
     * line in another form is one that starts with a question mark.
     */
    List<String> reconciliation() {
        return daemon.err().stream().filter(line -> line.contains("cache-state:")).map(WarmStarted::shortened).sorted()
                .toList();
    }

    private static String shortened(String line) {
        Matcher matcher = LINE.matcher(line);
        return matcher.matches()
                ? matcher.group(1) + " " + matcher.group(2) + " " + matcher.group(3) + " " + matcher.group(5)
                : "? " + line;
    }

    /** Counts lines as the platform does, for {@code NEW} or {@code DELETE|STALE} and {@code IPv4} or {@code IPv6}. */
    long count(String states, String family) {
        Pattern pattern = Pattern.compile("cache-state:(" + states + ")");
        return daemon.err().stream().filter(line -> pattern.matcher(line).find() && line.contains(family)).count();
    }

    /** Whether it has said exactly that, under that function. */
    boolean hasSaid(String function, String text) {
        return daemon.err().stream().anyMatch(line -> line.endsWith(":- " + function + ": " + text));
    }

    /** The commands that changed something of a table that is somebody's, or told that they did. */
    static List<Command> writesToTables(CommandMonitor monitor) {
        return monitor.commands().stream()
                .filter(command -> command.database() == SonicHost.NEIGHBORS.database())
                .filter(command -> WRITES.contains(command.name()))
                .filter(command -> command.mentions("NEIGH_TABLE") || command.mentions("NEIGH_FAILED_TABLE")
                        || command.mentions("ROUTE_TABLE"))
                .toList();
    }

    @Override
    public void close() {
        daemon.close();
    }
}
