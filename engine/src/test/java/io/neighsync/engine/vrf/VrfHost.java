package io.neighsync.engine.vrf;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.system.DaemonProcess;
import io.neighsync.engine.system.Eventually;
import io.neighsync.engine.system.RedisRows;
import io.neighsync.netlink.TestNetns;
import io.neighsync.redis.RedisServerProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;

/**
 * A network namespace with VRFs, a redis-server and one daemon, for the scenarios of a class in turn. The daemon's
 * periodic audit is off, so that what Redis holds came by events. One thread only.
 */
final class VrfHost implements AutoCloseable {
    /** A VRF that every filter must let through: a neighbor in it marks how far the daemon has come. */
    static final String MARK_VRF = "Vrf-mark";

    /** Groups of links; those of a scenario are in group 0. */
    private static final int STAYING = 1;
    private static final int LEAVING = 2;
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String MARK = "mark0:10.255.0.1";

    private final TestNetns netns = TestNetns.enter();
    private final RedisServerProcess redis = RedisServerProcess.start();
    private final Jedis jedis = redis.client();
    private final Predicate<String> mirrored;
    private final List<String> arguments;
    private DaemonProcess daemon;
    private int marks;
    private boolean stopped;

    /** Starts all of it; the predicate says which VRFs the settings let through. */
    VrfHost(Predicate<String> mirrored, String... settings) {
        this.mirrored = mirrored;
        arguments = new ArrayList<>(
                List.of("--redis", redis.unixAddress().toString(), "--set", "netlink.audit_interval=0"));
        for (String setting : settings) {
            arguments.addAll(List.of("--set", setting));
        }
        ip("link add Vrf-mark type vrf table 99", "link set Vrf-mark up",
                "link add mark0 type dummy", "link set mark0 master Vrf-mark", "link set mark0 up");
        ip(Stream.of("lo", MARK_VRF, "mark0").map(link -> inGroup(link, STAYING)).toList());
        startDaemon();
    }

    /** Arguments of ip(8) that add a neighbor or change it; its MAC ends in the byte given. */
    static String neighbor(String link, String address, int lladdr) {
        return "neigh replace %s lladdr 02:00:00:00:00:%02x dev %s nud permanent".formatted(address, lladdr, link);
    }

    /** Runs ip(8) once, on each line in turn. */
    void ip(String... lines) {
        netns.ipBatch(List.of(lines));
    }

    /** Runs ip(8) once, on each line in turn. */
    void ip(List<String> lines) {
        netns.ipBatch(lines);
    }

    /** Moves a link from another namespace back to this one. */
    void bringBack(String link, String from) {
        netns.ip("-n %s link set %s netns %d".formatted(from, link, daemon.pid()));
    }

    /** Adds a link that is up, in the default VRF. */
    void addPort(String name) {
        ip("link add " + name + " type dummy", "link set " + name + " up");
    }

    /** Adds a link that is up, in a VRF, a bridge or a bond. */
    void addPort(String name, String master) {
        ip("link add " + name + " type dummy", "link set " + name + " master " + master, "link set " + name + " up");
    }

    /**
     * Waits until the daemon has done all that has happened so far, and until Redis then holds what the oracle says.
     *
     * @return the rows, without the mark
     */
    Map<String, String> convergedRows() {
        String lladdr = "02:ff:00:00:%02x:%02x".formatted(marks >> 8, marks & 0xff);
        marks++;
        String mark = "neigh replace 10.255.0.1 lladdr " + lladdr + " dev mark0 nud permanent";
        Map<String, String> expected = VrfOracle.after(netns, mark).rows(mirrored);
        Eventually.shouldHold(SOON, "the mark " + lladdr + " in Redis",
                () -> lladdr.equals(jedis.hget("NEIGH_TABLE:" + MARK, "neigh")));
        if (!RedisRows.published(jedis).equals(expected)) {
            Eventually.shouldBeEqual(SOON,
                    () -> RedisRows.published(jedis), () -> VrfOracle.after(netns).rows(mirrored));
        }
        Map<String, String> rows = RedisRows.published(jedis);
        rows.remove(MARK);
        return rows;
    }

    /**
     * Removes what a scenario has added, which must leave no row. If it does, what comes next has a daemon and a
     * database of its own.
     */
    void clear() {
        List<String> lines = new ArrayList<>();
        netns.ip("-o link show group 0").lines()
                .map(line -> line.split("[:@] ?", 3)[1])
                .forEach(link -> lines.add(inGroup(link, LEAVING)));
        lines.add("link del group " + LEAVING);
        ip(lines);
        if (stopped) {
            return;
        }
        try {
            assertThat(convergedRows()).isEmpty();
        } catch (AssertionError e) {
            daemon.close();
            jedis.flushAll();
            startDaemon();
            throw e;
        }
    }

    /**
     * Ends the daemon, which must have needed no repair, and must print how many rows each VRF has in Redis. As for the
     * neighbors, the kernel has some that it announces to nobody (NOARP ones of multicast addresses).
     */
    void shouldStopWithRows(Map<String, Integer> rowsByVrf) {
        VrfOracle kernel = VrfOracle.after(netns);
        stopped = true;
        assertThat(daemon.terminate()).as(daemon.output()).isZero();
        Map<String, Integer> printed = new HashMap<>();
        for (String line : daemon.out()) {
            if (line.startsWith("vrf=")) {
                Map<String, String> words = words(line);
                String vrf = words.get("vrf");
                printed.put(vrf, Integer.valueOf(words.get("rows")));
                assertThat(Integer.parseInt(words.get("neighbors"))).as(line)
                        .isBetween(kernel.rows(vrf::equals).size(), kernel.countNeighbors(vrf));
            }
        }
        assertThat(printed).as(daemon.output()).isEqualTo(rowsByVrf);
        assertThat(daemon.counted("audit_repairs")).isZero();
        assertThat(daemon.counted("overruns")).isZero();
        assertThat(daemon.counted("errors")).isZero();
    }

    private static String inGroup(String link, int group) {
        return "link set " + link + " group " + group;
    }

    private static Map<String, String> words(String line) {
        return Stream.of(line.split(" ", -1)).map(word -> word.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    private void startDaemon() {
        daemon = DaemonProcess.start(arguments.toArray(String[]::new));
        daemon.awaitReady();
    }

    @Override
    public void close() {
        daemon.close();
        jedis.close();
        redis.close();
        netns.close();
    }
}
