package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.system.CommandMonitor.Command;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import io.neighsync.redis.OrchagentConsumer;
import io.neighsync.redis.RedisServerProcess;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.params.ClientKillParams;

/** CONFIG_DB is followed while the daemon runs, and is not asked about neighbors. */
@Timeout(60)
class ConfigFollowSystemTest {
    private static final Duration GOAL = Duration.ofMillis(100);
    private static final Duration POLL_GOAL = Duration.ofSeconds(1);
    private static final int TIME_FACTOR = 5;
    private static final int TOGGLES = 5;
    private static final int DISCARD_PORT = 9;
    private static final int EVENTS = 2_000;
    private static final int SUBNET = 0x0a00_0000;
    private static final long LLADDR = 0x0200_0000_0000L;
    private static final String NVO = "VXLAN_EVPN_NVO|nvo";
    private static final SwitchOracle DUAL_TOR = new SwitchOracle(true, Set.of());

    private SonicHost host;
    private OrchagentConsumer neighbors;
    private OrchagentConsumer failed;

    private void enter() {
        enter(RedisServerProcess.builder());
    }

    private void enter(RedisServerProcess.Builder server) {
        host = SonicHost.enter(server);
        neighbors = host.consume(SonicHost.NEIGHBORS);
        failed = host.consume(SonicHost.FAILED);
    }

    @AfterEach
    void leave() {
        if (neighbors != null) {
            assertThat(neighbors.errors()).isEmpty();
            assertThat(failed.errors()).isEmpty();
        }
        SonicHost.leave(host);
    }

    /** Neighbors of every kind that a setting is about, and an ordinary one of each family. */
    private void addAllKinds() {
        host.ip("neigh add 10.0.0.1 lladdr 02:00:00:00:00:01 dev Ethernet0 nud permanent",
                "neigh add fc00::1 lladdr 02:00:00:00:00:01 dev Ethernet0 nud permanent",
                "neigh add 169.254.1.1 lladdr 02:00:00:00:00:02 dev Ethernet0 nud permanent",
                "neigh add fe80::1:1 lladdr 02:00:00:00:00:03 dev Ethernet0 nud permanent");
        for (String address : List.of("10.0.0.8", "fc00::8")) {
            fail(address);
        }
    }

    /** The kernel announces that a neighbor is unreachable only when it has been something else before. */
    private void fail(String address) {
        host.ip("neigh add " + address + " lladdr 02:00:00:00:00:08 dev Ethernet0 nud permanent",
                "neigh change " + address + " dev Ethernet0 nud failed");
    }

    /** Prints how long a setting took until orchagent knew of it, and fails when that is far from the goal. */
    private static void assertPrompt(String what, Duration goal, List<Duration> took) {
        List<Long> millis = took.stream().map(Duration::toMillis).sorted().toList();
        System.out.println(what + " in effect after ms: median=" + millis.get(millis.size() / 2) + " max="
                + millis.getLast() + " of " + millis.size() + " (goal " + goal.toMillis() + ")");
        assertThat(millis.getLast()).as(what).isLessThan(goal.multipliedBy(TIME_FACTOR).toMillis());
    }

    @Test
    void shouldAskConfigDbNothingForAnEvent() {
        enter();
        host.dualTor(true);
        try (DaemonProcess daemon = host.mirror(); CommandMonitor monitor = CommandMonitor.of(host.redis())) {
            int ifindex = host.netns().ifindex("Ethernet0");
            host.inject(injector -> {
                for (int i = 0; i < EVENTS; i++) {
                    injector.add(ifindex, Rtnetlink.AF_INET, 0, SUBNET + 1 + i / 2, LLADDR + i, Nud.NUD_PERMANENT, 0);
                }
            });
            host.awaitEqual(SonicHost.SOON, DUAL_TOR);
            List<Command> asked = monitor.commands().stream()
                    .filter(command -> command.database() == SonicHost.CONFIG_DB).toList();
            assertThat(daemon.terminate()).isZero();
            assertThat(daemon.counted("events")).isGreaterThanOrEqualTo(EVENTS);
            System.out.println("events=" + daemon.counted("events") + " commands in CONFIG_DB=" + asked);
            assertThat(asked).allMatch(command -> command.name().equals("PING"));
        }
    }

    @Test
    void shouldFollowPeerSwitch() {
        enter();
        addAllKinds();
        try (DaemonProcess daemon = host.mirror()) {
            host.awaitEqual(SonicHost.SOON, SwitchOracle.PLAIN);
            assertThat(host.rows()).containsKey("Ethernet0:169.254.1.1").doesNotContainKey("Ethernet0:10.0.0.8");
            List<Duration> on = new ArrayList<>();
            List<Duration> off = new ArrayList<>();
            for (int i = 0; i < TOGGLES; i++) {
                host.dualTor(true);
                on.add(host.awaitEqual(SonicHost.SOON, DUAL_TOR));
                assertThat(host.rows()).containsEntry("Ethernet0:10.0.0.8", "00:00:00:00:00:00 IPv4")
                        .containsEntry("Ethernet0:fc00::8", "00:00:00:00:00:00 IPv6")
                        .doesNotContainKey("Ethernet0:169.254.1.1");
                assertThat(host.failed()).containsExactly("Ethernet0:fc00::8");
                host.dualTor(false);
                off.add(host.awaitEqual(SonicHost.SOON, SwitchOracle.PLAIN));
                assertThat(host.failed()).isEmpty();
            }
            assertPrompt("PEER_SWITCH", GOAL, on);
            assertPrompt("PEER_SWITCH deleted", GOAL, off);
            assertThat(daemon.isAlive()).isTrue();
        }
    }

    @Test
    void shouldKnowTheSettingsBeforeTheFirstNeighbor() {
        enter();
        host.dualTor(true);
        addAllKinds();
        try (DaemonProcess daemon = host.mirror()) {
            host.awaitEqual(SonicHost.SOON, DUAL_TOR);
            assertThat(neighbors.operations()).hasSize(4)
                    .noneMatch(operation -> !operation.set() || operation.key().contains("169.254"));
            assertThat(daemon.isAlive()).isTrue();
        }
    }

    /** 10.0.0.9 does not answer: the kernel says nothing at first, then that it failed. */
    @Test
    void shouldPublishWhatTheKernelCannotResolve() {
        enter();
        host.dualTor(true);
        host.ip("addr add 10.0.0.250/24 dev Ethernet0", "addr add fc00::250/64 dev Ethernet0 nodad");
        try (DaemonProcess daemon = host.mirror()) {
            speakTo("10.0.0.9", "fc00::9");
            Eventually.shouldHold(SonicHost.SOON, "zero rows", () -> host.rows().keySet()
                    .containsAll(Set.of("Ethernet0:10.0.0.9", "Ethernet0:fc00::9")));
            assertThat(host.rows()).containsEntry("Ethernet0:10.0.0.9", "00:00:00:00:00:00 IPv4")
                    .containsEntry("Ethernet0:fc00::9", "00:00:00:00:00:00 IPv6");
            Eventually.shouldHold(SonicHost.SOON, "failed", () -> host.failed().contains("Ethernet0:fc00::9"));
            host.ip("neigh replace fc00::9 lladdr 02:00:00:00:00:09 dev Ethernet0 nud reachable",
                    "neigh replace 10.0.0.9 lladdr 02:00:00:00:00:09 dev Ethernet0 nud reachable");
            host.awaitEqual(SonicHost.SOON, DUAL_TOR);
            assertThat(host.failed()).doesNotContain("Ethernet0:fc00::9", "Ethernet0:10.0.0.9");
            fail("fc00::7");
            Eventually.shouldHold(SonicHost.SOON, "failed", () -> host.failed().contains("Ethernet0:fc00::7"));
            host.ip("neigh del fc00::7 dev Ethernet0");
            Eventually.shouldHold(SonicHost.SOON, "gone", () -> !host.failed().contains("Ethernet0:fc00::7")
                    && !host.rows().containsKey("Ethernet0:fc00::7"));
            assertThat(daemon.isAlive()).isTrue();
        }
    }

    /** Makes the kernel look for somebody. */
    private static void speakTo(String... addresses) {
        try (DatagramSocket socket = new DatagramSocket()) {
            for (String address : addresses) {
                socket.send(new DatagramPacket(new byte[1], 1, InetAddress.getByName(address), DISCARD_PORT));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"Ethernet0, INTERFACE", "Vlan100, VLAN_INTERFACE", "PortChannel1, PORTCHANNEL_INTERFACE"})
    void shouldFollowWhereIpv6LinkLocalNeighborsAreUsed(String link, String table) {
        enter();
        if (!link.equals("Ethernet0")) {
            host.port(link);
        }
        host.port("uplink0");
        for (String each : List.of(link, "uplink0")) {
            host.ip("neigh add fe80::1:1 lladdr 02:00:00:00:00:01 dev " + each + " nud permanent",
                    "neigh add fc00::1 lladdr 02:00:00:00:00:02 dev " + each + " nud permanent");
        }
        host.config().hset(table + "|uplink0", "ipv6_use_link_local_only", "enable");
        host.config().hset(table + "|" + link + "|10.0.0.1/24", "ipv6_use_link_local_only", "enable");
        SwitchOracle enabled = new SwitchOracle(false, Set.of(link));
        String row = table + "|" + link;
        try (DaemonProcess daemon = host.mirror()) {
            host.awaitEqual(SonicHost.SOON, SwitchOracle.PLAIN);
            List<Duration> on = new ArrayList<>();
            List<Duration> off = new ArrayList<>();
            for (int i = 0; i < TOGGLES; i++) {
                host.config().hset(row, "ipv6_use_link_local_only", "enable");
                on.add(host.awaitEqual(SonicHost.SOON, enabled));
                assertThat(host.rows()).containsKey(link + ":fe80::1:1").doesNotContainKey("uplink0:fe80::1:1");
                if (i % 2 == 0) {
                    host.config().hset(row, "ipv6_use_link_local_only", "disable");
                } else {
                    host.config().del(row);
                }
                off.add(host.awaitEqual(SonicHost.SOON, SwitchOracle.PLAIN));
            }
            assertPrompt(row + " enable", GOAL, on);
            assertPrompt(row + " disable", GOAL, off);
            assertThat(daemon.isAlive()).isTrue();
        }
    }

    @Test
    void shouldDeleteTheHostRouteBeforeItSetsTheNeighbor() {
        enter();
        host.ip("link add Vrf10 type bridge", "link set Vrf10 up", "link set Ethernet0 master Vrf10");
        OrchagentConsumer routes = host.consume(SonicHost.ROUTES);
        try (DaemonProcess daemon = host.mirror(); CommandMonitor monitor = CommandMonitor.of(host.redis())) {
            host.ip("neigh add 10.0.0.1 lladdr 02:00:00:00:00:01 dev Ethernet0 nud permanent");
            host.awaitEqual(SonicHost.SOON, SwitchOracle.PLAIN);
            assertThat(routes.operations()).isEmpty();
            host.config().hset(NVO, "source_vtep", "vtep");
            awaitSetting(daemon, "EVPN NVO yes");
            host.ip("neigh add fc00::2 lladdr 02:00:00:00:00:02 dev Ethernet0 nud permanent",
                    "neigh add 10.0.0.3 lladdr 02:00:00:00:00:03 dev Ethernet0 nud noarp extern_learn",
                    "neigh change 10.0.0.1 lladdr 02:00:00:00:00:11 dev Ethernet0 nud permanent");
            host.awaitEqual(SonicHost.SOON, SwitchOracle.PLAIN);
            Eventually.shouldHold(SonicHost.SOON, "routes", () -> routes.operations().size() == 3);
            assertThat(routes.operations()).map(Object::toString).containsExactlyInAnyOrder(
                    "DEL Vrf10:fc00::2", "DEL Vrf10:10.0.0.3", "DEL Vrf10:10.0.0.1");
            for (String address : List.of("fc00::2", "10.0.0.3", "10.0.0.1")) {
                assertRouteBeforeRow(monitor, address);
            }
            host.ip("neigh change 10.0.0.3 lladdr 02:00:00:00:00:03 dev Ethernet0 nud noarp",
                    "neigh del fc00::2 dev Ethernet0");
            host.awaitEqual(SonicHost.SOON, SwitchOracle.PLAIN);
            host.config().del(NVO);
            awaitSetting(daemon, "EVPN NVO no");
            host.ip("neigh add fc00::4 lladdr 02:00:00:00:00:04 dev Ethernet0 nud permanent");
            host.awaitEqual(SonicHost.SOON, SwitchOracle.PLAIN);
            assertThat(routes.operations()).hasSize(3);
            assertThat(routes.errors()).isEmpty();
        }
    }

    /** Waits until the last thing the daemon has said of its settings contains the text. */
    private static void awaitSetting(DaemonProcess daemon, String text) {
        Eventually.shouldHold(SonicHost.SOON, text, () -> daemon.err().stream()
                .filter(line -> line.contains("CONFIG_DB: ")).reduce("", (before, line) -> line).contains(text));
    }

    /** By the daemon, in one transaction. */
    private static void assertRouteBeforeRow(CommandMonitor monitor, String address) {
        List<Command> commands = monitor.commands().stream().filter(command -> !command.script()).toList();
        int route = indexOf(commands, "DEL", "_ROUTE_TABLE:Vrf10:" + address);
        int row = commands.size() - 1 - indexOf(commands.reversed(), "HSET", "_NEIGH_TABLE:Ethernet0:" + address);
        assertThat(route).as("route of %s", address).isNotNegative().isLessThan(row);
        assertThat(commands.subList(route, row)).noneMatch(command -> command.name().equals("EXEC"));
    }

    private static int indexOf(List<Command> commands, String name, String key) {
        for (int i = 0; i < commands.size(); i++) {
            if (commands.get(i).name().equals(name) && commands.get(i).words().contains(key)) {
                return i;
            }
        }
        return -1;
    }

    /** The daemon says a line at NOTICE whenever PEER_SWITCH changes. */
    @Test
    void shouldFollowTheLevelOfTheLog() {
        enter();
        try (DaemonProcess daemon = host.mirror()) {
            String row = "LOGGER|neighsyncd";
            assertThat(host.config().hgetAll(row)).isEqualTo(Map.of("LOGLEVEL", "NOTICE", "LOGOUTPUT", "SYSLOG"));
            host.config().hset(row, "LOGLEVEL", "ERROR");
            List<Duration> took = new ArrayList<>();
            for (int i = 0; i < TOGGLES; i++) {
                host.awaitSilence(daemon);
                host.config().hset(row, "LOGLEVEL", i % 2 == 0 ? "NOTICE" : "DEBUG");
                long start = System.nanoTime();
                int lines = daemon.err().size();
                while (daemon.err().size() == lines) {
                    assertThat(System.nanoTime() - start).isLessThan(SonicHost.SOON.toNanos());
                    host.togglePeerSwitch();
                }
                took.add(Duration.ofNanos(System.nanoTime() - start));
                host.config().hset(row, "LOGLEVEL", "WARN");
            }
            assertPrompt("LOGLEVEL", GOAL, took);
            host.awaitSilence(daemon);
            host.config().hset(row, "LOGLEVEL", "LOUD");
            daemon.awaitErr(SonicHost.SOON, "LOGLEVEL 'LOUD'");
            host.awaitSilence(daemon);
        }
    }

    @Test
    void shouldTurnOnTheEventsItNeedsAndKeepTheOthers() {
        enter(RedisServerProcess.builder().arguments("--notify-keyspace-events", "Ex"));
        try (DaemonProcess daemon = host.mirror()) {
            String events = host.config().configGet("notify-keyspace-events").get("notify-keyspace-events");
            assertThat(events).contains("E", "x", "K", "g", "h");
            assertThat(daemon.isAlive()).isTrue();
        }
    }

    @Test
    void shouldPollAndSayItWhenRedisMayNotTellOfChanges() {
        enter(RedisServerProcess.builder().user("neighbors", "secret", "+@all", "-config", "~*", "&*"));
        addAllKinds();
        try (DaemonProcess daemon = host.mirror("redis.username=neighbors", "redis.password=secret")) {
            daemon.awaitErr(SonicHost.SOON, "may not tell us of changes in CONFIG_DB");
            host.awaitEqual(SonicHost.SOON, SwitchOracle.PLAIN);
            List<Duration> on = new ArrayList<>();
            List<Duration> off = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                host.dualTor(true);
                on.add(host.awaitEqual(SonicHost.SOON, DUAL_TOR));
                host.config().flushDB();
                off.add(host.awaitEqual(SonicHost.SOON, SwitchOracle.PLAIN));
            }
            assertPrompt("PEER_SWITCH, polled", POLL_GOAL, on);
            assertPrompt("CONFIG_DB flushed, polled", POLL_GOAL, off);
            assertThat(daemon.err().stream().filter(line -> line.contains("may not tell us"))).hasSize(1);
        }
    }

    /** FLUSHDB sends no event: the load of everything each minute finds it. */
    @Test
    @Timeout(120)
    void shouldNoticeThatConfigDbWasFlushed() {
        enter();
        addAllKinds();
        host.dualTor(true);
        try (DaemonProcess daemon = host.mirror()) {
            host.awaitEqual(SonicHost.SOON, DUAL_TOR);
            host.config().flushDB();
            Duration took = host.awaitEqual(Duration.ofSeconds(65), SwitchOracle.PLAIN);
            System.out.println("CONFIG_DB flushed: noticed after " + took.toMillis() + " ms");
            assertThat(host.config().hgetAll("LOGGER|neighsyncd")).isEqualTo(
                    Map.of("LOGLEVEL", "NOTICE", "LOGOUTPUT", "SYSLOG"));
            assertThat(daemon.isAlive()).isTrue();
        }
    }

    @Test
    void shouldKeepTheSettingsWhileRedisIsAway() {
        enter(RedisServerProcess.builder().arguments("--appendonly", "yes"));
        addAllKinds();
        host.dualTor(true);
        try (DaemonProcess daemon = host.mirror()) {
            host.awaitEqual(SonicHost.SOON, DUAL_TOR);
            host.config().clientKill(new ClientKillParams().id(followerId()));
            daemon.awaitErr(SonicHost.SOON, "the settings stay as they are");
            daemon.awaitErr(SonicHost.SOON, "its CONFIG_DB is followed again");
            assertThat(host.rows()).isEqualTo(DUAL_TOR.rows(host.netns()));
        }
    }

    /** The client that follows CONFIG_DB: the only one that subscribes to patterns. */
    private String followerId() {
        return host.config().clientList().lines().filter(line -> !line.contains(" psub=0 ")).findFirst()
                .map(line -> line.replaceFirst("id=(\\d+) .*", "$1"))
                .orElseThrow(() -> new AssertionError("nobody follows"));
    }
}
