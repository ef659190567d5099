package io.neighsync.engine.system;

import io.neighsync.netlink.NeighborInjector;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import io.neighsync.netlink.TestNetns;
import io.neighsync.redis.RedisServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;

/** A {@link TestHost} with a Redis that outlives the daemon, and a folder for its journal. One thread. */
final class JournaledHost implements AutoCloseable {
    private static final int FIRST_ADDRESS = 0x0a00_0001;

    private final TestNetns netns;
    private final RedisServerProcess redis;
    private final Jedis jedis;
    private final Path folder;
    /** That of the last daemon. */
    private Path journal;

    private JournaledHost(TestNetns netns, RedisServerProcess redis, Path folder) {
        this.netns = netns;
        this.redis = redis;
        this.jedis = redis.client();
        this.folder = folder;
    }

    /** Moves the calling thread into a new one; skips the test where that is not possible. */
    static JournaledHost enter() {
        TestNetns netns = TestHost.enter();
        boolean entered = false;
        try {
            JournaledHost host = new JournaledHost(
                    netns, RedisServerProcess.start(), Files.createTempDirectory("journal"));
            entered = true;
            return host;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (!entered) {
                netns.close();
            }
        }
    }

    static void leave(JournaledHost host) {
        if (host != null) {
            host.close();
        }
    }

    RedisServerProcess redis() {
        return redis;
    }

    Jedis jedis() {
        return jedis;
    }

    /** The folder in which the journal is, or may be. */
    Path folder() {
        return folder;
    }

    /** The index of the port. */
    int ifindex() {
        return netns.ifindex("Ethernet0");
    }

    void ip(String command) {
        netns.ip(command);
    }

    /** Gives the port so many neighbors. */
    void inject(int neighbors, long firstLladdr) {
        int ifindex = ifindex();
        try (NeighborInjector injector = NeighborInjector.open()) {
            for (int i = 0; i < neighbors; i++) {
                injector.add(ifindex, Rtnetlink.AF_INET, 0, FIRST_ADDRESS + i, firstLladdr + i,
                        Nud.NUD_PERMANENT, 0);
            }
            injector.flush();
        }
    }

    /** Starts a daemon with the journal in the folder, and waits until it is ready. */
    DaemonProcess mirror(String... settings) {
        return mirrorWith(folder.resolve("journal"), settings);
    }

    DaemonProcess mirrorWith(Path where, String... settings) {
        journal = where;
        List<String> arguments = new ArrayList<>(List.of("--redis", redis.unixAddress().toString(),
                "--journal", journal.toString(), "--protocol", "direct"));
        for (String setting : settings) {
            arguments.add("--set");
            arguments.add(setting);
        }
        DaemonProcess daemon = DaemonProcess.start(arguments.toArray(String[]::new));
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

    /** Waits until a restart could go on from the last journal. */
    void awaitMarked() {
        MarkedJournal.await(journal, jedis);
    }

    /** The rows that the kernel's table calls for now. */
    Map<String, String> expected() {
        return KernelOracle.expectedRows(netns);
    }

    /** What is wrong in Redis now, one sentence a row. */
    List<String> differences() {
        return RowDifferences.between(RedisRows.published(jedis), expected());
    }

    /** Waits until Redis is as the kernel, in which nothing changes, calls for. */
    void awaitEqual(Duration limit) {
        Eventually.shouldHold(limit, "rows as the kernel calls for", () -> differences().isEmpty());
    }

    @Override
    public void close() {
        jedis.close();
        redis.close();
        netns.close();
        delete(folder);
    }

    /** Removes a folder and what is in it. */
    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
