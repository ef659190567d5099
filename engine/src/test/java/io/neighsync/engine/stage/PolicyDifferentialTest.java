package io.neighsync.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.PolicySettings;
import io.neighsync.netlink.Nud;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The same scripted messages before the C++ daemon's rules and before the production stages, in both modes. */
class PolicyDifferentialTest {
    private static final String NONE = ScriptedMessage.NO_LLADDR;
    private static final String MAC = "02:00:00:00:00:0a";
    private static final String OTHER_MAC = "02:00:00:00:00:0b";
    private static final String ZERO = "00:00:00:00:00:00";
    private static final String ONES = "ff:ff:ff:ff:ff:ff";
    private static final String INFINIBAND = "80:00:02:08:fe:80:00:00:00:00:00:00:00:02:c9:03:00:00:00:01";
    private static final String TUNNEL = "0a:00:00:01";

    private static final int ALL_STATES = 0x100;
    private static final List<Integer> STATES = List.of(Nud.NUD_NONE, Nud.NUD_INCOMPLETE, Nud.NUD_REACHABLE,
            Nud.NUD_STALE, Nud.NUD_DELAY, Nud.NUD_PROBE, Nud.NUD_FAILED, Nud.NUD_NOARP, Nud.NUD_PERMANENT,
            Nud.NUD_NOARP | Nud.NUD_PERMANENT);
    private static final List<String> ADDRESSES =
            List.of("10.0.0.1", "169.254.1.1", "fc00::1", "fe80::1", "ff02::1", "ff12::1", "ff05::1", "febf::1");
    private static final boolean[] OFF_ON = {false, true};
    private static final int SEEDS = 2_000;
    private static final int STEPS = 40;

    @Test
    void shouldDoAsTheTableSaysForEveryMessage() {
        List<String> lladdrs = List.of(NONE, "", MAC, ZERO, ONES, INFINIBAND, TUNNEL);
        try (DifferentialWorld world = new DifferentialWorld()) {
            for (String ip : ADDRESSES) {
                forEverySetting(world, ip, () -> {
                    for (int state = 0; state < ALL_STATES; state++) {
                        for (ScriptedMessage message : messages(ip, List.of(state), lladdrs, lladdrs)) {
                            world.next(ip);
                            world.onMessage(message);
                        }
                    }
                });
            }
            report("single messages", world);
            assertThat(world.messagesByRow()).containsOnlyKeys(0, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15);
            assertThat(world.operationsByTable()).containsOnlyKeys("NEIGH_FAILED_TABLE", "NEIGH_TABLE", "ROUTE_TABLE");
            assertThat(world.rowDifferences()).as("there is nothing to lose yet").isEmpty();
            assertThat(world.operationDifferences()).containsOnlyKeys("9");
            assertThat(world.exits()).isPositive();
        }
    }

    @Test
    void shouldDoAsTheTableSaysForEveryPairOfMessages() {
        List<String> lladdrs = List.of(NONE, MAC, OTHER_MAC, ZERO, ONES, INFINIBAND);
        try (DifferentialWorld world = new DifferentialWorld()) {
            for (String ip : ADDRESSES.subList(0, 5)) {
                List<ScriptedMessage> messages = messages(ip, STATES, lladdrs, List.of(NONE, MAC));
                forEverySetting(world, ip, () -> {
                    for (ScriptedMessage first : messages) {
                        for (ScriptedMessage second : messages) {
                            world.next(ip);
                            world.onMessage(first);
                            world.onMessage(second);
                        }
                    }
                });
            }
            report("pairs of messages", world);
            assertThat(world.rowDifferences()).containsOnlyKeys("6", "7", "12", "13", "15");
            assertThat(world.operationDifferences()).containsOnlyKeys("6", "7", "9", "12", "13", "15", "17");
        }
    }

    @Test
    void shouldDoAsTheTableSaysInLongScripts() {
        try (DifferentialWorld world = new DifferentialWorld()) {
            for (int seed = 0; seed < SEEDS; seed++) {
                Random random = new Random(seed);
                world.configure(random.nextBoolean(), random.nextBoolean(), random.nextBoolean(),
                        random.nextBoolean());
                boolean live = random.nextBoolean();
                for (int i = 0; i < STEPS; i++) {
                    switch (random.nextInt(12)) {
                        case 0 -> world.resync();
                        case 1 -> {
                            if (live) {
                                world.reconfigure(settings(random));
                            }
                        }
                        default -> world.onMessage(message(random));
                    }
                }
            }
            report("long scripts", world);
            assertThat(world.rowDifferences()).containsOnlyKeys(
                    "3", "4", "6", "7", "12", "13", "15", DifferentialWorld.CONFIG_DB);
            assertThat(world.operationDifferences()).containsOnlyKeys(
                    "3", "4", "6", "7", "9", "12", "13", "15", "17", DifferentialWorld.CONFIG_DB);
        }
    }

    /** Row 2: C++ looks a link up once, and takes the number for the name of one that it does not find. */
    @Test
    void shouldPublishUnderTheNamesThatLinksHaveNow() {
        Map<Integer, CppDaemon.KernelLink> links = new HashMap<>(Map.of(7, new CppDaemon.KernelLink("Ethernet0", 0)));
        CppDaemon cpp = new CppDaemon(links);
        ScriptedMessage first = reachable(7, MAC);
        ScriptedMessage second = reachable(7, OTHER_MAC);
        for (boolean strict : OFF_ON) {
            try (ScriptedDaemon daemon = new ScriptedDaemon()) {
                daemon.configure(new PolicySettings(strict, false, false, Set.of()));
                daemon.link(7, "Ethernet0", 0);
                assertThat(daemon.onMessage(first)).isEqualTo(cpp.onMessage(first));
                links.put(7, new CppDaemon.KernelLink("Ethernet4", 0));
                assertThat(cpp.onMessage(second)).hasToString(
                        "[SET NEIGH_TABLE:Ethernet0:10.0.0.1 neigh " + OTHER_MAC + " family IPv4]");
                assertThat(texts(daemon.link(7, "Ethernet4", 0))).containsExactlyInAnyOrder(
                        "DEL NEIGH_TABLE:Ethernet0:10.0.0.1",
                        "SET NEIGH_TABLE:Ethernet4:10.0.0.1 neigh " + MAC + " family IPv4");
                assertThat(daemon.onMessage(second)).hasToString(
                        "[SET NEIGH_TABLE:Ethernet4:10.0.0.1 neigh " + OTHER_MAC + " family IPv4]");
                assertThat(cpp.onMessage(reachable(9, MAC))).hasToString(
                        "[SET NEIGH_TABLE:9:10.0.0.1 neigh " + MAC + " family IPv4]");
                assertThat(daemon.onMessage(reachable(9, MAC))).isEmpty();
                assertThat(texts(daemon.link(9, "Ethernet8", 0))).containsExactly(
                        "SET NEIGH_TABLE:Ethernet8:10.0.0.1 neigh " + MAC + " family IPv4");
                links.put(7, new CppDaemon.KernelLink("Ethernet0", 0));
                cpp.forget();
            }
        }
    }

    /** Row 2 again: so C++ deletes routes in the VRF that a link was in when it was looked up. */
    @Test
    void shouldDeleteRoutesInTheVrfThatTheLinkIsInNow() {
        Map<Integer, CppDaemon.KernelLink> links = new HashMap<>(Map.of(
                7, new CppDaemon.KernelLink("Ethernet0", 10), 10, new CppDaemon.KernelLink("Vrf10", 0),
                11, new CppDaemon.KernelLink("Vrf11", 0), 12, new CppDaemon.KernelLink("Bridge", 0)));
        CppDaemon cpp = new CppDaemon(links);
        PolicySettings settings = new PolicySettings(true, false, true, Set.of());
        cpp.configure(settings);
        try (ScriptedDaemon daemon = new ScriptedDaemon()) {
            daemon.configure(settings);
            links.forEach((ifindex, link) -> daemon.link(ifindex, link.name(), link.master()));
            assertThat(daemon.onMessage(reachable(7, MAC))).isEqualTo(cpp.onMessage(reachable(7, MAC)))
                    .first().hasToString("DEL ROUTE_TABLE:Vrf10:10.0.0.1");
            links.put(7, new CppDaemon.KernelLink("Ethernet0", 11));
            assertThat(cpp.onMessage(reachable(7, MAC))).first().hasToString("DEL ROUTE_TABLE:Vrf10:10.0.0.1");
            daemon.link(7, "Ethernet0", 11);
            assertThat(daemon.onMessage(reachable(7, MAC))).first().hasToString("DEL ROUTE_TABLE:Vrf11:10.0.0.1");
            daemon.link(7, "Ethernet0", 12);
            assertThat(daemon.onMessage(reachable(7, MAC))).hasSize(1).first()
                    .extracting(Operation::table).isEqualTo("NEIGH_TABLE");
        }
    }

    private static ScriptedMessage reachable(int ifindex, String lladdr) {
        return new ScriptedMessage(true, ifindex, "10.0.0.1", Nud.NUD_REACHABLE, false, lladdr);
    }

    private static List<String> texts(List<Operation> operations) {
        return operations.stream().map(Operation::toString).toList();
    }

    private static void forEverySetting(DifferentialWorld world, String ip, Runnable run) {
        for (boolean dualTor : OFF_ON) {
            for (boolean evpnNvo : OFF_ON) {
                for (boolean inVrf : OFF_ON) {
                    for (boolean linkLocal : OFF_ON) {
                        boolean matters = (evpnNvo || !inVrf) && (ip.startsWith("fe") || !linkLocal);
                        if (matters) {
                            world.configure(dualTor, evpnNvo, linkLocal, inVrf);
                            run.run();
                        }
                    }
                }
            }
        }
    }

    private static List<ScriptedMessage> messages(
            String ip, List<Integer> states, List<String> added, List<String> deleted) {
        List<ScriptedMessage> messages = new ArrayList<>();
        for (int state : states) {
            for (boolean learned : OFF_ON) {
                for (String lladdr : added) {
                    messages.add(new ScriptedMessage(true, DifferentialWorld.LINK, ip, state, learned, lladdr));
                }
                for (String lladdr : deleted) {
                    messages.add(new ScriptedMessage(false, DifferentialWorld.LINK, ip, state, learned, lladdr));
                }
            }
        }
        return messages;
    }

    private static PolicySettings settings(Random random) {
        return DifferentialWorld.settings(random.nextBoolean(), random.nextBoolean(), random.nextBoolean());
    }

    private static ScriptedMessage message(Random random) {
        int link = random.nextInt(4) == 0 ? DifferentialWorld.OTHER_LINK : DifferentialWorld.LINK;
        return new ScriptedMessage(random.nextInt(5) > 0, link, any(ADDRESSES, random), any(STATES, random),
                random.nextInt(4) == 0, any(List.of(MAC, MAC, OTHER_MAC, NONE, ZERO, ONES, INFINIBAND), random));
    }

    private static <T> T any(List<T> some, Random random) {
        return some.get(random.nextInt(some.size()));
    }

    private static void report(String what, DifferentialWorld world) {
        System.out.printf("differential: %s: %,d scripts; messages by row %s; operations of the C++ daemon and of the "
                + "strict mode %s; where ours differs, by row: operations %s, rows left %s%n", what, world.scripts(),
                world.messagesByRow(), world.operationsByTable(), world.operationDifferences(),
                world.rowDifferences());
    }
}
