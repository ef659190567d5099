package io.neighsync.engine.system;

import io.neighsync.netlink.NeighborInjector;
import io.neighsync.netlink.TestNetns;
import io.neighsync.redis.RedisServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import redis.clients.jedis.Jedis;

/** A {@link TestHost} with a redis-server of its own, for a daemon without audit: nothing but events and resyncs. */
final class MirroredHost implements AutoCloseable {
    /** Longest time in which Redis is to be equal after anything that is not a burst. */
    static final Duration SOON = Duration.ofSeconds(10);

    /** A neighbor of its own link: once Redis has its last change, the daemon has applied everything before it. */
    private static final String FENCE_LINK = "fence0";
    private static final String FENCE_ADDRESS = "192.0.2.1";
    private static final long LOOK_NANOS = 2_000_000L;
    private static final int SHOWN = 10;

    private final TestNetns netns;
    private final RedisServerProcess redis;
    private final Jedis jedis;
    private int fence;

    private MirroredHost(TestNetns netns) {
        this.netns = netns;
        this.redis = RedisServerProcess.start();
        this.jedis = redis.client();
        ip("link add " + FENCE_LINK + " type veth peer name fence1", "link set fence1 up",
                "link set " + FENCE_LINK + " up");
    }

    /** Moves the calling thread into it; skips the test where that is not possible. */
    static MirroredHost enter() {
        TestNetns netns = TestHost.enter();
        boolean entered = false;
        try {
            MirroredHost host = new MirroredHost(netns);
            entered = true;
            return host;
        } finally {
            if (!entered) {
                netns.close();
            }
        }
    }

    /** Starts a daemon that writes rows directly, and waits until it is ready. */
    DaemonProcess mirror(String... settings) {
        DaemonProcess daemon = launch(settings);
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

    /** Starts a daemon that writes rows directly, and does not wait; settings are {@code key=value}. */
    DaemonProcess launch(String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--redis", redis.unixAddress().toString(), "--protocol", "direct",
                "--set", "netlink.audit_interval=0"));
        for (String setting : settings) {
            arguments.add("--set");
            arguments.add(setting);
        }
        return DaemonProcess.start(arguments.toArray(String[]::new));
    }

    TestNetns netns() {
        return netns;
    }

    RedisServerProcess redis() {
        return redis;
    }

    Jedis jedis() {
        return jedis;
    }

    /** Runs ip(8) once for each line of arguments. */
    void ip(String... lines) {
        for (String line : lines) {
            netns.ip(line);
        }
    }

    /** Changes neighbors and returns when the kernel has made the last change. */
    void inject(Consumer<NeighborInjector> changes) {
        try (NeighborInjector injector = NeighborInjector.open()) {
            changes.accept(injector);
            injector.flush();
        }
    }

    /** The rows that the kernel's table calls for now. */
    Map<String, String> expected() {
        return KernelOracle.expectedRows(netns);
    }

    /** What is wrong in Redis now, one sentence a row. */
    List<String> differences() {
        Map<String, String> published = RedisRows.published(jedis);
        return RowDifferences.between(published, expected());
    }

    /** Waits until every change made so far has been applied. */
    void awaitApplied() {
        fence++;
        String lladdr = "02:fe:00:00:%02x:%02x".formatted(fence >> 8 & 0xff, fence & 0xff);
        ip("neigh replace " + FENCE_ADDRESS + " lladdr " + lladdr + " dev " + FENCE_LINK + " nud permanent");
        String key = "NEIGH_TABLE:" + FENCE_LINK + ":" + FENCE_ADDRESS;
        Eventually.shouldHold(SOON, key + " is " + lladdr, () -> lladdr.equals(jedis.hget(key, "neigh")));
    }

    /**
     * Waits until every change made so far has been applied, then looks. Fails when Redis is not or does not become
     * equal to the kernel, which may go on changing by itself; returns how long it took.
     */
    Duration awaitEqual(Duration limit) {
        long start = System.nanoTime();
        awaitApplied();
        List<String> differences = differences();
        while (!differences.isEmpty()) {
            if (System.nanoTime() - start > limit.toNanos()) {
                throw new AssertionError("after " + limit + ", " + differences.size() + " wrong: "
                        + differences.subList(0, Math.min(SHOWN, differences.size())));
            }
            LockSupport.parkNanos(LOOK_NANOS);
            differences = differences();
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void close() {
        try {
            jedis.close();
            redis.close();
        } finally {
            netns.close();
        }
    }
}
