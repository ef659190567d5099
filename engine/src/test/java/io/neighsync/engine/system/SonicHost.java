package io.neighsync.engine.system;

import io.neighsync.netlink.NeighborInjector;
import io.neighsync.netlink.TestNetns;
import io.neighsync.redis.OrchagentConsumer;
import io.neighsync.redis.RedisServerProcess;
import io.neighsync.redis.TableDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import redis.clients.jedis.Jedis;

/**
 * A {@link TestHost} with the databases of a SONiC switch in one Redis and, when asked for, with an orchagent: for a
 * daemon without audit of the kernel. One thread.
 */
final class SonicHost implements AutoCloseable {
    static final TableDescriptor NEIGHBORS = new TableDescriptor("NEIGH_TABLE", 0, ":", 2);
    static final TableDescriptor FAILED = new TableDescriptor("NEIGH_FAILED_TABLE", 0, ":", 1);
    static final TableDescriptor ROUTES = new TableDescriptor("ROUTE_TABLE", 0, ":", 1);
    static final int CONFIG_DB = 4;
    static final int STATE_DB = 6;
    /** Longest time for anything that is not measured. */
    static final Duration SOON = Duration.ofSeconds(10);

    private static final String PEER_SWITCH = "PEER_SWITCH|peer-tor";
    private static final int TOGGLES = 20;
    private static final long TOGGLE_NANOS = 10_000_000L;
    private static final long LOOK_NANOS = 1_000_000L;
    private static final int SHOWN = 10;

    private final TestNetns netns;
    private final RedisServerProcess redis;
    private final List<OrchagentConsumer> consumers = new ArrayList<>();
    private final List<Jedis> clients = new ArrayList<>();
    private final Jedis appl;
    private final Jedis config;
    private final Jedis state;

    private SonicHost(TestNetns netns, RedisServerProcess redis) {
        this.netns = netns;
        this.redis = redis;
        appl = client(NEIGHBORS.database());
        config = client(CONFIG_DB);
        state = client(STATE_DB);
    }

    /** Moves the calling thread into it; skips the test where that is not possible. */
    static SonicHost enter() {
        return enter(RedisServerProcess.builder());
    }

    /** As {@link #enter()}, with a Redis that is described. */
    static SonicHost enter(RedisServerProcess.Builder server) {
        TestNetns netns = TestHost.enter();
        boolean entered = false;
        try {
            SonicHost host = new SonicHost(netns, server.start());
            entered = true;
            return host;
        } finally {
            if (!entered) {
                netns.close();
            }
        }
    }

    /** Leaves it, if it was entered. */
    static void leave(SonicHost host) {
        if (host != null) {
            host.close();
        }
    }

    /** A client of a database. */
    Jedis client(int database) {
        Jedis jedis = redis.client();
        clients.add(jedis);
        jedis.select(database);
        return jedis;
    }

    /** Starts an orchagent that takes over a table as soon as it is told to. */
    OrchagentConsumer consume(TableDescriptor table) {
        OrchagentConsumer consumer = new OrchagentConsumer(redis::client, table).listen();
        consumers.add(consumer);
        return consumer;
    }

    /** Starts a daemon for this host's orchagent and does not wait; settings are {@code key=value}. */
    DaemonProcess launch(String... settings) {
        return DaemonProcess.start(arguments(settings));
    }

    /** Starts it and waits until it is ready. */
    DaemonProcess mirror(String... settings) {
        return ready(() -> launch(settings));
    }

    /** What {@link #launch} starts it with. */
    String[] arguments(String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--redis", redis.unixAddress().toString(), "--protocol", "producer-state",
                "--set", "logging.output=stderr", "--set", "netlink.audit_interval=0"));
        for (String setting : settings) {
            arguments.addAll(List.of("--set", setting));
        }
        return arguments.toArray(String[]::new);
    }

    /** Waits until what is started is ready. */
    static DaemonProcess ready(Supplier<DaemonProcess> start) {
        DaemonProcess daemon = start.get();
        boolean ready = false;
        try {
            daemon.awaitReady();
            ready = true;
            return daemon;
        } finally {
            if (!ready) {
                daemon.close();
            }
        }
    }

    TestNetns netns() {
        return netns;
    }

    RedisServerProcess redis() {
        return redis;
    }

    /** APPL_DB. */
    Jedis appl() {
        return appl;
    }

    /** CONFIG_DB. */
    Jedis config() {
        return config;
    }

    /** STATE_DB. */
    Jedis state() {
        return state;
    }

    /** Runs ip(8) once for each line of arguments. */
    void ip(String... lines) {
        for (String line : lines) {
            netns.ip(line);
        }
    }

    /** Adds a port that is up: one end of a veth. */
    void port(String name) {
        ip("link add " + name + " type veth peer name p-" + name, "link set p-" + name + " up",
                "link set " + name + " up");
    }

    /** Changes neighbors and returns when the kernel has made the last change. */
    void inject(Consumer<NeighborInjector> changes) {
        try (NeighborInjector injector = NeighborInjector.open()) {
            changes.accept(injector);
            injector.flush();
        }
    }

    /** Makes it one of two ToR switches, or none any more. */
    void dualTor(boolean on) {
        if (on) {
            config.hset(PEER_SWITCH, "address_ipv4", "10.1.0.33");
        } else {
            config.del(PEER_SWITCH);
        }
    }

    /** Gives daemons something to say at NOTICE. */
    void togglePeerSwitch() {
        dualTor(!config.exists(PEER_SWITCH));
        LockSupport.parkNanos(TOGGLE_NANOS);
    }

    /** Waits until a daemon says nothing at NOTICE, whatever it is told. */
    void awaitSilence(DaemonProcess daemon) {
        Eventually.shouldHold(SOON, "silence", () -> {
            int lines = daemon.err().size();
            for (int i = 0; i < TOGGLES; i++) {
                togglePeerSwitch();
            }
            return daemon.err().size() == lines;
        });
    }

    /** Writes the rows of all neighbors there are now, as an orchagent has them from a daemon before. */
    Map<String, String> publish() {
        Map<String, String> rows = SwitchOracle.PLAIN.rows(netns);
        rows.forEach((key, row) -> appl.hset(NEIGHBORS.rowPrefix() + key,
                Map.of("neigh", row.split(" ", -1)[0], "family", row.split(" ", -1)[1])));
        return rows;
    }

    /** The rows that orchagent has. */
    Map<String, String> rows() {
        return RedisRows.published(appl);
    }

    /** The neighbors that orchagent has as unresolvable. */
    Set<String> failed() {
        Set<String> keys = new TreeSet<>();
        for (String key : appl.keys(FAILED.rowPrefix() + "*")) {
            boolean right = appl.hgetAll(key).equals(Map.of("NULL", "NULL"));
            keys.add(key.substring(FAILED.rowPrefix().length()) + (right ? "" : " has other fields"));
        }
        return keys;
    }

    /** Waits until orchagent has exactly what the kernel calls for; how long that took. */
    Duration awaitEqual(Duration limit, SwitchOracle oracle) {
        long start = System.nanoTime();
        List<String> differences = differences(oracle);
        while (!differences.isEmpty()) {
            if (System.nanoTime() - start > limit.toNanos()) {
                throw new AssertionError("after " + limit + ", " + differences.size() + " wrong: "
                        + differences.subList(0, Math.min(SHOWN, differences.size())));
            }
            LockSupport.parkNanos(LOOK_NANOS);
            differences = differences(oracle);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private List<String> differences(SwitchOracle oracle) {
        List<String> differences = RowDifferences.between(rows(), oracle.rows(netns));
        if (consumers.size() > 1) {
            differences.addAll(RowDifferences.between(asRows(failed()), asRows(oracle.failed(netns))));
        }
        RedisRows.pending(appl).forEach((key, row) -> differences.add(key + " waits to be " + row));
        long waiting = appl.scard(NEIGHBORS.keySet());
        if (waiting > 0) {
            differences.add(waiting + " keys wait");
        }
        return differences;
    }

    private static Map<String, String> asRows(Set<String> keys) {
        Map<String, String> rows = new HashMap<>();
        keys.forEach(key -> rows.put(key, "failed"));
        return rows;
    }

    @Override
    public void close() {
        try {
            consumers.forEach(OrchagentConsumer::close);
            clients.forEach(Jedis::close);
            redis.close();
        } finally {
            netns.close();
        }
    }
}
