package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.netlink.TestNetns;
import io.neighsync.redis.RedisAddress;
import io.neighsync.redis.RedisServerProcess;
import io.neighsync.redis.TableDescriptor;
import io.neighsync.redis.TableProtocol;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A {@link TestHost} whose neighbors change all the time, with a daemon and a Redis that is made to fail; in the
 * producer-state protocol with an {@link Orchagent}. One thread.
 */
final class ChurningHost implements AutoCloseable {
    static final TableDescriptor TABLE = new TableDescriptor("NEIGH_TABLE", 0, ":", 2);
    /** Longest time for anything that is not measured. */
    static final Duration SOON = Duration.ofSeconds(10);

    private static final String DEGRADED = "degraded: redis";
    private static final String RECOVERED = "recovered: redis";
    private static final String PROBE_LINK = "probe0";
    private static final String PROBE_ADDRESS = "192.0.2.1";
    /** A row that is set from time to time, and never deleted: once Redis has it, rows are written again. */
    static final String PROBE = PROBE_LINK + ":" + PROBE_ADDRESS;

    private static final long LOOK_NANOS = 1_000_000L;
    private static final int SHOWN = 10;

    private final TestNetns netns;
    private final TableProtocol protocol;
    private final RedisServerProcess redis;
    private final List<AutoCloseable> others = new ArrayList<>();
    private final Churn churn;
    private Orchagent orchagent;
    private DaemonProcess daemon;
    private boolean churning;
    private int probe;
    private long degradedBefore;

    /** Many neighbors that change often, or few that change less often. */
    enum Load {
        LIGHT(2_000, 5_000), HEAVY(20_000, 20_000);

        private final int keys;
        private final int changesPerSecond;

        Load(int keys, int changesPerSecond) {
            this.keys = keys;
            this.changesPerSecond = changesPerSecond;
        }

        int keys() {
            return keys;
        }
    }

    private ChurningHost(TestNetns netns, TableProtocol protocol, Load load, RedisServerProcess redis) {
        this.netns = netns;
        this.protocol = protocol;
        this.redis = redis;
        this.churn = new Churn(netns.ifindex("Ethernet0"), load.keys, load.changesPerSecond, load.keys);
        netns.ip("link add " + PROBE_LINK + " type veth peer name probe1");
        netns.ip("link set probe1 up");
        netns.ip("link set " + PROBE_LINK + " up");
    }

    /**
     * Moves the calling thread into a new one, where nothing changes yet; skips the test where that is not possible.
     *
     * @param server starts there
     */
    static ChurningHost enter(TableProtocol protocol, Load load, RedisServerProcess.Builder server) {
        TestNetns netns = TestHost.enter();
        boolean entered = false;
        try {
            ChurningHost host = new ChurningHost(netns, protocol, load, server.start());
            entered = true;
            return host;
        } finally {
            if (!entered) {
                netns.close();
            }
        }
    }

    RedisServerProcess redis() {
        return redis;
    }

    DaemonProcess daemon() {
        return daemon;
    }

    /** Closes something with the host, before it. */
    <T extends AutoCloseable> T with(T other) {
        others.add(other);
        return other;
    }

    /** Starts daemon and churn, settings are {@code key=value}, and waits until changes arrive in Redis. */
    void mirror(String... settings) {
        mirrorThrough(redis.unixAddress(), settings);
    }

    /** As {@link #mirror}, to another address of the same Redis. */
    void mirrorThrough(RedisAddress address, String... settings) {
        List<String> arguments = new ArrayList<>(List.of(
                "--redis", address.toString(), "--set", "netlink.audit_interval=0",
                "--protocol", protocol == TableProtocol.DIRECT ? "direct" : "producer-state"));
        for (String setting : settings) {
            arguments.add("--set");
            arguments.add(setting);
        }
        consume();
        daemon = DaemonProcess.start(arguments.toArray(String[]::new));
        daemon.awaitReady();
        awaitProbe(SOON);
        startChurn();
        LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
        awaitProbe(SOON);
        degradedBefore = said(DEGRADED);
    }

    /** Changes go on. */
    void startChurn() {
        churning = true;
        churn.start();
    }

    /** Nothing changes any more when this returns. */
    void stopChurn() {
        if (churning) {
            churning = false;
            churn.stop();
        }
    }

    /** An orchagent takes over what is pending, as from the start. */
    void consume() {
        if (protocol == TableProtocol.PRODUCER_STATE) {
            orchagent = Orchagent.start(redis::client, TABLE);
        }
    }

    /** Nobody takes over what is pending. */
    void stopConsuming() {
        if (orchagent != null) {
            orchagent.close();
            assertThat(orchagent.errors()).isEmpty();
            orchagent = null;
        }
    }

    /** Does something to Redis as another client. */
    void command(Consumer<Jedis> commands) {
        try (Jedis jedis = redis.client()) {
            commands.accept(jedis);
        }
    }

    /** Waits until the daemon has said, since the churn began, that it is degraded. */
    void awaitDegraded() {
        Eventually.shouldHold(SOON, DEGRADED + ", " + daemon.output(), () -> degradations() > 0);
    }

    /** How often the daemon has said that it is degraded, and each time, in the end, that it has recovered. */
    long awaitRecovered() {
        Eventually.shouldHold(SOON, "as many times recovered as degraded, " + daemon.output(),
                () -> said(RECOVERED) == said(DEGRADED));
        return degradations();
    }

    private long degradations() {
        return said(DEGRADED) - degradedBefore;
    }

    private long said(String text) {
        return daemon.err().stream().filter(line -> line.contains(text)).count();
    }

    /** Takes the file of the socket away, or brings it back. */
    void moveSocket(String from, String to) {
        try {
            Files.move(redis.directory().resolve(from), redis.directory().resolve(to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts another server, puts its socket in the place of the first one's, and kills the first one. */
    void replaceServer() {
        RedisServerProcess other = with(RedisServerProcess.start());
        try {
            Files.move(Path.of(other.unixAddress().host()), Path.of(redis.unixAddress().host()),
                    StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        redis.kill9();
    }

    /** Changes a neighbor now and waits until Redis has its row, though connections break. */
    void awaitProbe(Duration limit) {
        probe++;
        String lladdr = "02:fe:00:00:%02x:%02x".formatted(probe >> 8 & 0xff, probe & 0xff);
        netns.ip("neigh replace " + PROBE_ADDRESS + " lladdr " + lladdr + " dev " + PROBE_LINK + " nud permanent");
        long deadline = System.nanoTime() + limit.toNanos();
        while (!isWritten(lladdr, deadline)) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("no row written within " + limit + ", " + daemon.output());
            }
        }
    }

    /** Looks through one connection, until it breaks or the time is over. */
    private boolean isWritten(String lladdr, long deadline) {
        boolean consumed = protocol == TableProtocol.DIRECT || orchagent != null;
        String key = (consumed ? TABLE.rowPrefix() : TABLE.pendingPrefix()) + PROBE;
        try (Jedis jedis = redis.client()) {
            while (System.nanoTime() - deadline < 0) {
                if (lladdr.equals(jedis.hget(key, "neigh"))) {
                    return true;
                }
                LockSupport.parkNanos(LOOK_NANOS);
            }
        } catch (JedisException | UncheckedIOException broken) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return false;
    }

    /** What is wrong in Redis now, one sentence a row; rows that wait for orchagent are wrong. */
    List<String> differences() {
        try (Jedis jedis = redis.client()) {
            List<String> differences = RowDifferences.between(RedisRows.published(jedis), expected());
            RedisRows.pending(jedis).forEach((key, value) -> differences.add(key + " waits to be " + value));
            long waiting = jedis.scard(TABLE.keySet());
            if (waiting > 0) {
                differences.add(waiting + " keys wait");
            }
            return differences;
        }
    }

    /** The rows that the kernel's table calls for now. */
    Map<String, String> expected() {
        return KernelOracle.expectedRows(netns);
    }

    /** Waits until Redis is as the kernel, in which nothing changes, calls for. */
    void awaitEqual(Duration limit) {
        long start = System.nanoTime();
        List<String> differences = differences();
        while (!differences.isEmpty()) {
            if (System.nanoTime() - start > limit.toNanos()) {
                throw new AssertionError("after " + limit + ", " + differences.size() + " wrong: "
                        + differences.subList(0, Math.min(SHOWN, differences.size())) + ", " + daemon.output());
            }
            LockSupport.parkNanos(LOOK_NANOS);
            differences = differences();
        }
    }

    @Override
    public void close() {
        try {
            stopChurn();
            if (daemon != null) {
                daemon.close();
            }
            redis.kill9();
            stopConsuming();
            for (AutoCloseable other : others) {
                other.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            redis.close();
            netns.close();
        }
    }
}
