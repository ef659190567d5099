package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.system.CommandMonitor.Command;
import io.neighsync.redis.OrchagentConsumer;
import io.neighsync.redis.OrchagentConsumer.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What SONiC's own tests assert of a warm restart, and what orchagent and operators rely on besides. */
@Timeout(90)
class WarmRestartSystemTest {
    private static final int TIMER = 1;
    private static final int LONG_TIMER = Boolean.getBoolean("neighsync.long") ? 15 : 3;
    private static final Duration RESTORE_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration LOGGED = Duration.ofSeconds(2);
    private static final int TIME_FACTOR = 5;
    private static final String[] PORTS = {"Ethernet0", "Ethernet4"};

    private SonicHost host;
    private OrchagentConsumer orchagent;

    @BeforeEach
    void enter() {
        host = SonicHost.enter();
        host.port("Ethernet4");
        orchagent = host.consume(SonicHost.NEIGHBORS);
    }

    @AfterEach
    void leave() {
        SonicHost.leave(host);
    }

    /** Two IPv4 and two IPv6 neighbors on each of two ports, as the platform's test has them. */
    private static List<String> neighbors() {
        List<String> neighbors = new ArrayList<>();
        for (String port : PORTS) {
            int subnet = port.equals(PORTS[0]) ? 24 : 28;
            for (int host = 2; host <= 3; host++) {
                neighbors.add(subnet + ".0.0." + host + " dev " + port + " lladdr 00:00:00:00:" + subnet + ":0" + host);
                neighbors.add(subnet + "00::" + host + " dev " + port + " lladdr 00:00:00:00:" + subnet + ":0" + host);
            }
        }
        return neighbors;
    }

    /** The first neighbor of each family on each port. */
    private static boolean isEven(String neighbor) {
        return neighbor.split(" ", -1)[0].endsWith("2");
    }

    private void add(List<String> neighbors) {
        neighbors.forEach(neighbor -> host.ip("neigh replace " + neighbor + " nud permanent"));
    }

    private void delete(String neighbor) {
        host.ip("neigh del " + neighbor.substring(0, neighbor.indexOf(" lladdr")));
    }

    private static String lladdr(String neighbor) {
        return neighbor.substring(neighbor.lastIndexOf(' ') + 1);
    }

    private static String key(String neighbor) {
        String[] words = neighbor.split(" ", -1);
        return words[2] + ":" + words[0];
    }

    private List<String> operations() {
        return orchagent.operations().stream().map(Operation::toString).sorted().toList();
    }

    /** Neighbors were there before, and their rows are; the next start is a warm one. */
    private Map<String, String> publishAndEnable(int timer) {
        add(neighbors());
        WarmStarted.enable(host, "swss", timer);
        WarmStarted.countStarts(host.state(), 0);
        return host.publish();
    }

    private void assertLines(WarmStarted warm, int added, int deleted) {
        for (String family : List.of("IPv4", "IPv6")) {
            // the log is another pipe than that which said that it is ready
            Eventually.shouldHold(LOGGED, "the log of " + family, () -> warm.count("NEW", family) >= added
                    && warm.count("DELETE|STALE", family) >= deleted);
            assertThat(warm.count("NEW", family)).as("NEW %s, %s", family, warm.daemon().output()).isEqualTo(added);
            assertThat(warm.count("DELETE|STALE", family)).as("DELETE %s, %s", family, warm.daemon().output())
                    .isEqualTo(deleted);
        }
        assertThat(warm.reconciliation()).noneMatch(line -> line.startsWith("?"));
    }

    @Test
    void shouldCountEachWarmStartAndWriteNothingWhenNothingHasChanged() {
        add(neighbors());
        WarmStarted.enable(host, "swss", TIMER);
        try (DaemonProcess cold = host.mirror()) {
            assertThat(WarmStarted.row(host.state())).containsEntry("restore_count", "0");
            host.awaitEqual(SonicHost.SOON, SwitchOracle.PLAIN);
            cold.kill9();
        }
        List<Operation> before = orchagent.operations();
        assertThat(before).hasSize(neighbors().size());
        for (int start = 1; start <= 2; start++) {
            try (CommandMonitor monitor = CommandMonitor.of(host.redis());
                    WarmStarted warm = WarmStarted.reconciled(host)) {
                assertThat(WarmStarted.row(host.state())).containsEntry("restore_count", String.valueOf(start))
                        .containsEntry("state", "reconciled");
                assertLines(warm, 0, 0);
                assertThat(WarmStarted.writesToTables(monitor)).isEmpty();
                assertThat(states(monitor)).containsExactly("initialized", "restored", "reconciled");
                assertThat(warm.daemon().terminate()).isZero();
            }
        }
        assertThat(orchagent.operations()).isEqualTo(before);
    }

    /** The states that were written, in their order. */
    private static List<String> states(CommandMonitor monitor) {
        return monitor.commands().stream()
                .filter(command -> command.name().equals("HSET") && command.mentions("WARM_RESTART_TABLE|neighsyncd"))
                .map(Command::words).filter(words -> words.contains("state")).map(List::getLast).toList();
    }

    @Test
    void shouldDeleteTheRowsOfNeighborsThatVanishedMeanwhile() {
        publishAndEnable(TIMER);
        List<String> gone = neighbors().stream().filter(WarmRestartSystemTest::isEven).toList();
        gone.forEach(this::delete);
        try (WarmStarted warm = WarmStarted.reconciled(host)) {
            assertLines(warm, 0, 2);
            assertThat(warm.reconciliation()).containsExactlyElementsOf(gone.stream()
                    .map(one -> "STALE/DELETE " + key(one) + " " + lladdr(one) + " STALE").sorted().toList());
            host.awaitEqual(SonicHost.SOON, SwitchOracle.PLAIN);
            assertThat(operations()).containsExactlyElementsOf(
                    gone.stream().map(one -> "DEL " + key(one)).sorted().toList());
        }
    }

    @Test
    void shouldSetTheRowsOfNeighborsThatCameMeanwhile() {
        publishAndEnable(TIMER);
        List<String> missing = neighbors().stream().filter(WarmRestartSystemTest::isEven).toList();
        missing.forEach(one -> host.appl().del(SonicHost.NEIGHBORS.rowPrefix() + key(one)));
        host.config().del("WARM_RESTART|swss");
        try (WarmStarted warm = WarmStarted.reconciled(host)) {
            assertThat(warm.hasSaid("getWarmStartTimer",
                    "warmStartTimer is not configured or invalid for docker: swss, app: neighsyncd")).isTrue();
            assertLines(warm, 2, 0);
            assertThat(warm.reconciliation()).containsExactlyElementsOf(missing.stream()
                    .map(one -> "NEW " + key(one) + " " + lladdr(one) + " NEW").sorted().toList());
            host.awaitEqual(SonicHost.SOON, SwitchOracle.PLAIN);
            assertThat(operations()).hasSize(missing.size()).allMatch(operation -> operation.startsWith("SET "));
        }
    }

    @Test
    void shouldReconcileWhenTheConfiguredTimerIsOverAndNotBefore() {
        publishAndEnable(LONG_TIMER);
        neighbors().stream().filter(one -> !isEven(one)).forEach(this::delete);
        neighbors().stream().filter(WarmRestartSystemTest::isEven).forEach(one ->
                host.ip("neigh replace " + one.replace("lladdr 00:00", "lladdr 02:01") + " nud permanent"));
        Map<String, String> before = host.rows();
        try (WarmStarted warm = WarmStarted.launch(host)) {
            WarmStarted.finishRestore(host.state());
            long start = System.nanoTime();
            assertThat(warm.hasSaid("getWarmStartTimer",
                    "Getting warmStartTimer for docker: swss, app: neighsyncd, value: " + LONG_TIMER)).isTrue();
            while (System.nanoTime() - start < Duration.ofSeconds(LONG_TIMER).toNanos()) {
                assertThat(WarmStarted.row(host.state())).containsEntry("state", "restored");
                assertThat(host.rows()).isEqualTo(before);
                assertThat(warm.daemon().out()).isEmpty();
            }
            Duration late = warm.awaitState(host.state(), "reconciled");
            System.out.println("timer of " + LONG_TIMER + " s: reconciled " + late.toMillis() + " ms after it");
            assertThat(late).isLessThan(Duration.ofSeconds(TIME_FACTOR));
            warm.daemon().awaitReady();
            assertLines(warm, 2, 2);
            host.awaitEqual(SonicHost.SOON, SwitchOracle.PLAIN);
            assertThat(operations()).hasSize(8);
        }
    }

    @Test
    void shouldSayWhatThePlatformLooksForInTheLog() {
        publishAndEnable(TIMER);
        try (WarmStarted warm = WarmStarted.reconciled(host)) {
            assertThat(warm.hasSaid("isNeighRestoreDone", "neighbor table restore to kernel is done")).isTrue();
            assertThat(warm.hasSaid("readTablesToMap", "Restored appDB table to NEIGH_TABLE internal cache map"))
                    .isTrue();
        }
    }

    @ParameterizedTest(name = "enabled {0}, restore_count {1}")
    @CsvSource({"none, 3", "false, 3", "true, ''", "true, many"})
    void shouldStartColdUnlessThereWasAStartBeforeAndItIsEnabled(String enabled, String count) {
        publishAndEnable(TIMER);
        delete(neighbors().getFirst());
        host.state().del("WARM_RESTART_ENABLE_TABLE|swss");
        if (!enabled.equals("none")) {
            host.state().hset("WARM_RESTART_ENABLE_TABLE|swss", "enable", enabled);
        }
        host.state().hset("WARM_RESTART_TABLE|neighsyncd", "restore_count", count);
        try (DaemonProcess cold = host.mirror()) {
            assertThat(WarmStarted.row(host.state())).isEqualTo(Map.of("restore_count", "0"));
            host.awaitEqual(SonicHost.SOON, SwitchOracle.PLAIN);
            assertThat(operations()).containsExactly("DEL " + key(neighbors().getFirst()));
            assertThat(cold.err()).noneMatch(line -> line.contains("cache-state"));
        }
    }

    @Test
    void shouldExitWhenTheKernelIsNotRestoredInTime() {
        publishAndEnable(TIMER);
        delete(neighbors().getFirst());
        try (CommandMonitor monitor = CommandMonitor.of(host.redis());
                WarmStarted warm = WarmStarted.launch(
                        host, "warm_restart.restore_timeout=" + RESTORE_TIMEOUT.toMillis() + "ms")) {
            long start = System.nanoTime();
            assertThat(warm.daemon().awaitExit()).isEqualTo(1);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            System.out.println("restore_timeout=" + RESTORE_TIMEOUT.toMillis() + " ms: exit " + took.toMillis()
                    + " ms after restored");
            assertThat(took).isBetween(RESTORE_TIMEOUT.dividedBy(2), RESTORE_TIMEOUT.multipliedBy(TIME_FACTOR));
            assertThat(warm.daemon().err()).anyMatch(line -> line.contains("warm_restart.restore_timeout")
                    && line.contains("NEIGH_RESTORE_TABLE|Flags"));
            assertThat(WarmStarted.writesToTables(monitor)).isEmpty();
            assertThat(states(monitor)).containsExactly("initialized", "restored");
        }
        assertThat(operations()).isEmpty();
    }

    @Test
    void shouldLeaveRowsAsTheyWereWhenItIsStoppedInTheWindow() {
        Map<String, String> before = publishAndEnable(TIMER);
        delete(neighbors().getFirst());
        try (CommandMonitor monitor = CommandMonitor.of(host.redis()); WarmStarted warm = WarmStarted.launch(host)) {
            assertThat(warm.daemon().terminate()).isZero();
            assertThat(WarmStarted.writesToTables(monitor)).isEmpty();
            assertThat(host.rows()).isEqualTo(before);
        }
        try (WarmStarted warm = WarmStarted.reconciled(host)) {
            assertThat(WarmStarted.row(host.state())).containsEntry("restore_count", "2");
            assertThat(warm.reconciliation()).containsExactly(
                    "STALE/DELETE " + key(neighbors().getFirst()) + " 00:00:00:00:24:02 STALE");
            host.awaitEqual(SonicHost.SOON, SwitchOracle.PLAIN);
        }
    }

    @Test
    void shouldFindItsWayAfterTheWholeSwitchWasRestarted() {
        int ports = 8;
        int hosts = 16;
        for (int port = 2; port < ports; port++) {
            host.port("Ethernet" + 4 * port);
        }
        forEachHost(ports, hosts, (port, number) -> addHost(port, number, "02:00"));
        WarmStarted.enable(host, "system", TIMER);
        WarmStarted.countStarts(host.state(), 1);
        assertThat(host.publish()).hasSize(2 * ports * hosts);
        forEachHost(ports, hosts, (port, number) -> {
            if (number % 2 == 0) {
                addHost(port, number, "02:01");
            }
        });
        for (int port = 0; port < ports; port += 2) {
            host.ip("link set Ethernet" + 4 * port + " down");
        }
        try (WarmStarted warm = WarmStarted.reconciled(host)) {
            assertThat(WarmStarted.row(host.state())).containsEntry("restore_count", "2");
            assertLines(warm, ports / 2 * hosts / 2, ports / 2 * hosts);
            host.awaitEqual(SonicHost.SOON, SwitchOracle.PLAIN);
            assertThat(host.rows()).hasSize(ports / 2 * hosts * 2);
            assertThat(operations()).hasSize(2 * (ports / 2 * hosts / 2 + ports / 2 * hosts)).doesNotHaveDuplicates();
        }
    }

    /** What is done for each host of each port. */
    private interface HostAction {
        void on(int port, int number);
    }

    private static void forEachHost(int ports, int hosts, HostAction action) {
        for (int port = 0; port < ports; port++) {
            for (int number = 0; number < hosts; number++) {
                action.on(port, number);
            }
        }
    }

    private void addHost(int port, int number, String lladdr) {
        String end = " dev Ethernet%d lladdr %s:00:00:%02x:%02x nud permanent"
                .formatted(4 * port, lladdr, port, number);
        host.netns().ipBatch(List.of("neigh replace 10.0." + port + "." + (number + 1) + end,
                "neigh replace fc00:" + port + "::" + (number + 1) + end));
    }

    @Test
    void shouldHaveChangesOfTheWindowInItsResult() {
        publishAndEnable(TIMER);
        List<String> all = neighbors();
        host.ip("neigh change " + all.get(7) + " nud stale");
        try (WarmStarted warm = WarmStarted.launch(host)) {
            delete(all.get(0));
            host.ip("neigh replace 24.0.0.9 dev Ethernet0 lladdr 02:00:00:00:24:09 nud permanent");
            host.ip("neigh replace 24.0.0.8 dev Ethernet0 lladdr 02:00:00:00:24:08 nud permanent");
            delete("24.0.0.8 dev Ethernet0 lladdr none");
            delete(all.get(1));
            add(List.of(all.get(1)));
            host.ip("neigh change " + all.get(2).replace("lladdr 00", "lladdr 02") + " nud permanent");
            host.ip("neigh change " + all.get(2).replace("lladdr 00", "lladdr 04") + " nud permanent");
            host.ip("neigh change " + all.get(3).replace("lladdr 00", "lladdr 02") + " nud permanent");
            add(List.of(all.get(3)));
            WarmStarted.finishRestore(host.state());
            host.ip("neigh change " + all.get(7) + " nud reachable");
            host.ip("neigh replace 2400::9 dev Ethernet0 lladdr 02:00:00:00:24:09 nud permanent");
            assertThat(host.appl().keys("_*")).isEmpty();
            warm.daemon().awaitReady();
            // which of the two it is depends on whether the first dump came before
            assertThat(warm.reconciliation()).map(line -> line
                    .replaceFirst("STALE/DELETE (.*) (STALE|DELETE)", "DELETED $1")).containsExactlyInAnyOrder(
                    "DELETED " + key(all.get(0)) + " " + lladdr(all.get(0)),
                    "NEW Ethernet0:24.0.0.9 02:00:00:00:24:09 NEW",
                    "NEW Ethernet0:2400::9 02:00:00:00:24:09 NEW",
                    "NEW " + key(all.get(2)) + " 04:00:00:00:24:03 NEW");
            host.awaitEqual(SonicHost.SOON, SwitchOracle.PLAIN);
            assertThat(operations()).hasSize(4);
        }
    }

    @Test
    void shouldWriteAsEverOnceTheWindowIsOver() {
        publishAndEnable(TIMER);
        try (WarmStarted warm = WarmStarted.reconciled(host)) {
            delete(neighbors().get(0));
            host.ip("neigh replace 24.0.0.9 dev Ethernet0 lladdr 02:00:00:00:24:09 nud permanent");
            host.awaitEqual(SonicHost.SOON, SwitchOracle.PLAIN);
            assertLines(warm, 0, 0);
        }
    }

    @Test
    void shouldTakeBackWhatTheProcessBeforeLeftPending() {
        List<String> all = neighbors();
        Map<String, String> before = publishAndEnable(TIMER);
        // one is not yet known to orchagent, one has moved, one was deleted, one was deleted and set again
        host.appl().del(SonicHost.NEIGHBORS.rowPrefix() + key(all.get(0)));
        leavePending(all.get(0), "00:00:00:00:24:02", false);
        leavePending(all.get(2), "02:99:00:00:00:01", false);
        leavePending(all.get(4), "", true);
        leavePending(all.get(6), "02:99:00:00:00:02", true);
        host.appl().hset(SonicHost.NEIGHBORS.pendingPrefix() + "Ethernet9:stranded", "neigh", "none");
        assertThat(before).hasSize(8);
        try (WarmStarted warm = WarmStarted.launch(host)) {
            assertThat(host.appl().keys("_*")).isEmpty();
            assertThat(host.appl().exists(SonicHost.NEIGHBORS.keySet(), SonicHost.NEIGHBORS.deleteSet())).isZero();
            WarmStarted.finishRestore(host.state());
            warm.daemon().awaitReady();
            assertThat(warm.reconciliation()).containsExactly(
                    "NEW " + key(all.get(0)) + " " + lladdr(all.get(0)) + " NEW");
            host.awaitEqual(SonicHost.SOON, SwitchOracle.PLAIN);
            assertThat(operations()).hasSize(1);
            assertThat(orchagent.errors()).isEmpty();
        }
    }

    /** Pending, and nobody was told. */
    private void leavePending(String neighbor, String lladdr, boolean deleted) {
        host.appl().sadd(SonicHost.NEIGHBORS.keySet(), key(neighbor));
        if (deleted) {
            host.appl().sadd(SonicHost.NEIGHBORS.deleteSet(), key(neighbor));
        }
        if (!lladdr.isEmpty()) {
            host.appl().hset(SonicHost.NEIGHBORS.pendingPrefix() + key(neighbor),
                    Map.of("neigh", lladdr, "family", neighbor.contains("::") ? "IPv6" : "IPv4"));
        }
    }

    /** An update that changes nothing but the NUD state is one that the model counts as the same. */
    @Test
    void shouldTouchNoRowThatIsTheSameInStrictModeEither() {
        add(neighbors());
        String stale = "24.0.0.7 dev Ethernet0 lladdr 00:00:00:00:24:07";
        host.ip("neigh replace " + stale + " nud stale");
        publishAndEnable(TIMER);
        try (WarmStarted warm = WarmStarted.launch(host, "compat.strict=true")) {
            WarmStarted.finishRestore(host.state());
            while (!"reconciled".equals(WarmStarted.row(host.state()).get("state"))) {
                host.ip("neigh change " + stale + " nud reachable", "neigh change " + stale + " nud stale");
                assertThat(warm.daemon().isAlive()).isTrue();
            }
            warm.daemon().awaitReady();
            assertThat(warm.reconciliation()).isEmpty();
        }
    }

    /** The C++ daemon deletes host routes for what it sets outside of the window only. */
    @Test
    void shouldLeaveRoutesAloneInTheWindow() {
        host.ip("link add Vrf10 type bridge", "link set Vrf10 up", "link set Ethernet0 master Vrf10");
        host.config().hset("VXLAN_EVPN_NVO|nvo", "source_vtep", "vtep");
        OrchagentConsumer routes = host.consume(SonicHost.ROUTES);
        publishAndEnable(TIMER);
        delete(neighbors().getFirst());
        add(List.of("24.0.0.9 dev Ethernet0 lladdr 02:00:00:00:24:09"));
        try (WarmStarted warm = WarmStarted.reconciled(host)) {
            assertThat(warm.reconciliation()).containsExactlyInAnyOrder(
                    "NEW Ethernet0:24.0.0.9 02:00:00:00:24:09 NEW",
                    "STALE/DELETE " + key(neighbors().getFirst()) + " 00:00:00:00:24:02 STALE");
            assertThat(routes.operations()).isEmpty();
            add(List.of("24.0.0.8 dev Ethernet0 lladdr 02:00:00:00:24:08"));
            Eventually.shouldHold(SonicHost.SOON, "a route that goes",
                    () -> routes.operations().toString().equals("[DEL Vrf10:24.0.0.8]"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"FAST_RESTART_ENABLE_TABLE|system", "FAST_REBOOT|system"})
    void shouldKeepPreloadedRowsUntilAFastRebootIsOver(String flag) {
        add(neighbors());
        Map<String, String> preloaded = host.publish();
        neighbors().forEach(this::delete);
        if (flag.startsWith("FAST_RESTART")) {
            host.state().hset(flag, "enable", "true");
        } else {
            host.state().set(flag, "1");
        }
        try (DaemonProcess daemon = host.mirror()) {
            assertThat(host.rows()).isEqualTo(preloaded);
            add(List.of(neighbors().get(0).replace("lladdr 00", "lladdr 02"),
                    "24.0.0.9 dev Ethernet0 lladdr 02:00:00:00:24:09"));
            Eventually.shouldHold(SonicHost.SOON, "a moved host and one more", () -> host.rows().size() == 9
                    && host.rows().get(key(neighbors().get(0))).startsWith("02:"));
            assertThat(host.rows().keySet()).containsAll(new TreeSet<>(preloaded.keySet()));
            // orchagent tells of an operation only after it has taken the row over
            Eventually.shouldHold(SonicHost.SOON, "both told", () -> orchagent.operations().size() >= 2);
            assertThat(orchagent.operations()).hasSize(2).allMatch(Operation::set);
            if (flag.startsWith("FAST_RESTART")) {
                host.state().hset(flag, "enable", "false");
            } else {
                host.state().del(flag);
            }
            host.awaitEqual(SonicHost.SOON, SwitchOracle.PLAIN);
            assertThat(host.rows()).hasSize(2);
            assertThat(daemon.isAlive()).isTrue();
        }
    }
}
