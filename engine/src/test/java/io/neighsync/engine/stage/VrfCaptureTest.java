package io.neighsync.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.policy.VrfConfig;
import io.neighsync.engine.policy.VrfFilter;
import io.neighsync.engine.table.NeighborTable;
import io.neighsync.engine.table.VrfCounts;
import io.neighsync.netlink.Nlcap;
import io.neighsync.netlink.Rtnetlink;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The capture with VRFs through receiver and stages: after every event, and so at every marker, the neighbors of each
 * VRF, and the rows, are those that the capture's text says there are; at the markers that matter they are those that a
 * reader of it finds.
 */
class VrfCaptureTest {
    private static final String END = "END";
    private static final String MARKER = " ## ";
    private static final int MAX_IFINDEX = 20;
    private static final String[] RED = {
        "Ethernet0 10.0.0.2 02:00:00:00:10:03", "Ethernet0 fc00:0:0:0:0:0:0:2 02:00:00:00:10:02",
        "Ethernet0 fe80:0:0:0:0:0:0:2 -", "Vlan100 10.1.0.2 02:00:00:00:11:02", "Vlan100 fe80:0:0:0:0:0:0:2 -"};
    private static final String[] BLUE = {
        "Ethernet4 10.0.0.2 02:00:00:00:20:02", "Ethernet4 fc00:0:0:0:0:0:0:2 02:00:00:00:20:02",
        "Ethernet4 fe80:0:0:0:0:0:0:2 -", "PortChannel0001 10.3.0.2 02:00:00:00:22:02",
        "bond0 10.2.0.2 02:00:00:00:21:02"};
    private static final String[] DEFAULT = {
        "Ethernet4.10 10.4.0.2 02:00:00:00:40:02", "Ethernet8 10.0.0.2 02:00:00:00:30:02",
        "Ethernet8 fc00:0:0:0:0:0:0:2 02:00:00:00:30:02"};

    private final List<Nlcap.Entry> records = Nlcap.read(Nlcap.A_VRF);
    private final Iterator<String> lines =
            Nlcap.decodedText(Nlcap.A_VRF).stream().filter(line -> !line.isEmpty()).iterator();
    private final DecodedVrfs decoded = new DecodedVrfs();
    private SteppedStages replay;
    private int next;
    private int markers;
    private int events;

    @AfterEach
    void close() {
        replay.close();
    }

    @Test
    void shouldHoldTheNeighborsOfEachVrfAfterEveryEventAndAtEveryMarker() {
        start("", "");
        for (String step = step(); !step.equals(END); step = step()) {
            assertThat(tables()).as(step).isEqualTo(decoded.tables());
            assertThat(links()).as(step).isEqualTo(decoded.linksByVrf());
            assertThat(held()).as(step).isEqualTo(decoded.held());
            assertThatCountsAreThoseOf(decoded.held(), step);
        }
        assertThat(held()).isEqualTo(decoded.held());
        assertThat(markers).isGreaterThan(110);
        assertThat(events).isGreaterThan(1_200);
        assertThat(replay.count(Counter.UNKNOWN_LINKS)).isZero();
        assertThat(replay.count(Counter.MALFORMED_MESSAGES)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"'',''", "Vrf-red,''", "default,''", "Vrf-azure,''", "'Vrf-blue Vrf-red',''", "'',Vrf-red",
        "'','Vrf-azure default'"})
    void shouldPublishTheRowsOfMirroredVrfsAndNoOthersAtEveryStep(String include, String exclude) {
        start(include, exclude);
        List<String> included = names(include);
        List<String> excluded = names(exclude);
        int most = 0;
        for (String step = step(); !step.equals(END); step = step()) {
            SortedMap<String, String> expected = decoded.rows(
                    vrf -> (included.isEmpty() || included.contains(vrf)) && !excluded.contains(vrf));
            assertThat(replay.redis().rows()).as(step).isEqualTo(expected);
            assertThat(replay.vrfs().publishedRows()).as(step).isEqualTo(expected.size());
            assertThat(replay.vrfs().all().stream().mapToInt(VrfCounts.Vrf::rows).sum()).as(step)
                    .isEqualTo(expected.size());
            most = Math.max(most, expected.size());
        }
        assertThat(most).as("the most rows there were").isPositive();
    }

    @Test
    void shouldTakeALinkFromOneVrfToAnotherAndOutOfAll() {
        start("", "");
        runTo("# move Ethernet0 Vrf-red -> Vrf-blue in one step; its neighbours go");
        assertThatVrfsAre("Vrf-blue 200", "Vrf-red 100", "default 0");
        assertThat(held().get("Vrf-red")).containsExactly(RED);
        assertThat(held().get("Vrf-blue")).containsExactly(BLUE);
        assertThat(held().get("default")).containsExactly(DEFAULT);

        runTo("$ ip neigh add 10.0.0.7 lladdr 02:00:00:00:10:07 dev Ethernet0");
        assertThat(held().get("Vrf-red")).containsExactly(RED[3], RED[4]);
        assertThat(held().get("Vrf-blue")).containsExactly(BLUE);
        assertThat(held().get("default")).containsExactly(DEFAULT);

        runTo("# out of any VRF, then back to red");
        assertThat(held().get("Vrf-blue")).hasSize(BLUE.length + 2).contains(BLUE).contains(
                "Ethernet0 10.0.0.7 02:00:00:00:10:07", "Ethernet0 fc00:0:0:0:0:0:0:7 02:00:00:00:10:07");

        runTo("$ ip neigh add 10.0.0.7 lladdr 02:00:00:00:10:07 dev Ethernet0");
        assertThat(held().get("Vrf-blue")).containsExactly(BLUE);
        assertThat(held().get("default")).containsExactly(DEFAULT);

        runTo("$ ip link set Ethernet0 master Vrf-red");
        assertThat(held().get("default")).hasSize(DEFAULT.length + 1).contains(DEFAULT)
                .contains("Ethernet0 10.0.0.7 02:00:00:00:10:07");

        runTo("# rename Ethernet8 (down, rename, up): 'ip link set down' removes its neighbours");
        assertThat(held().get("Vrf-red")).containsExactly(
                "Ethernet0 10.0.0.7 02:00:00:00:10:07", RED[3], RED[4]);
        assertThat(held().get("default")).containsExactly(DEFAULT);
    }

    @Test
    void shouldFollowAVrfThatIsRenamedDeletedAndComesBackUnderItsOldName() {
        start("", "");
        runTo("$ ip link set Vrf-blue name Vrf-azure");
        assertThat(held().get("Vrf-blue")).containsExactly(BLUE);
        runTo("# altname");
        assertThatVrfsAre("Vrf-azure 200", "Vrf-red 100", "default 0");
        assertThat(held().get("Vrf-azure")).containsExactly(BLUE);

        runTo("$ ip link del Vrf-red");
        assertThat(held().get("Vrf-red")).containsExactly("Ethernet0 10.0.0.7 02:00:00:00:10:07");
        runTo("$ ip neigh add 10.0.0.2 lladdr 02:00:00:00:10:02 dev Ethernet0");
        assertThatVrfsAre("Vrf-azure 200", "default 0");
        assertThat(held().get("Vrf-azure")).containsExactly(BLUE);
        assertThat(held().get("default")).containsExactly(DEFAULT[0], "Ethernet80 10.0.0.2 02:00:00:00:30:02");

        runTo("# delete an interface with neighbours; reuse its ifindex under another name in the other VRF");
        assertThatVrfsAre("Vrf-azure 200", "Vrf-red 101", "default 0");
        assertThat(held().get("Vrf-red")).containsExactly("Ethernet0 10.0.0.2 02:00:00:00:10:02");
        assertThat(held().get("default")).containsExactly(DEFAULT[0], "Ethernet80 10.0.0.2 02:00:00:00:30:02");
    }

    @Test
    void shouldTellApartLinksThatBearTheSameIfindexOneAfterTheOther() {
        start("", "");
        runTo("$ ip link del Ethernet4");
        assertThat(held().get("Vrf-azure")).containsExactly(BLUE);
        runTo("$ ip link set Ethernet44 master Vrf-red");
        assertThat(held().get("Vrf-azure")).containsExactly(BLUE[3], BLUE[4]);
        assertThat(held().get("default")).containsExactly("Ethernet80 10.0.0.2 02:00:00:00:30:02");
        runTo("# interface moved to another network namespace");
        assertThat(replay.links().publishedName(6)).hasToString("Ethernet44");
        assertThat(held().get("Vrf-red")).containsExactly(
                "Ethernet0 10.0.0.2 02:00:00:00:10:02", "Ethernet44 10.0.0.4 02:00:00:00:44:04");
        assertThat(held().get("Vrf-azure")).containsExactly(BLUE[3], BLUE[4]);
        runTo("$ ip link set Ethernet16 netns other");
        assertThat(held().get("default")).contains("Ethernet16 10.0.0.16 02:00:00:00:16:16");
        runTo("# many neighbours at once, then a flush");
        assertThat(held().get("default")).containsExactly("Ethernet80 10.0.0.2 02:00:00:00:30:02");
    }

    @Test
    void shouldHoldFourHundredNeighborsOfOneVrfUntilTheyAreFlushed() {
        start("Vrf-red", "");
        runTo("$ ip neigh flush dev Ethernet0 nud permanent to 10.9.0.0/24");
        assertThat(held().get("Vrf-red")).hasSize(402);
        assertThat(replay.redis().rows()).hasSize(402)
                .containsEntry("Ethernet0:10.9.0.1", "02:00:00:09:00:01")
                .containsEntry("Ethernet0:10.9.0.200", "02:00:00:09:00:c8")
                .containsEntry("Ethernet0:fc00:9::200", "02:00:00:09:00:c8");
        runTo("$ ip link set Ethernet0 down");
        assertThat(replay.redis().rows()).hasSize(202)
                .doesNotContainKeys("Ethernet0:10.9.0.1", "Ethernet0:10.9.0.200")
                .containsEntry("Ethernet0:fc00:9::200", "02:00:00:09:00:c8");
        runTo(END);
        assertThat(replay.redis().rows()).containsOnly(Map.entry("Ethernet44:10.0.0.4", "02:00:00:00:44:04"));
    }

    private void start(String include, String exclude) {
        replay = new SteppedStages(new VrfFilter(new VrfConfig(names(include), names(exclude))));
        next = CaptureRecords.indexOf(records, Nlcap.Kind.MARKER);
        replay.dump(CaptureRecords.dumped(records.subList(0, next)));
    }

    private static List<String> names(String list) {
        return list.isEmpty() ? List.of() : List.of(list.split(" ", -1));
    }

    /** Takes the next event or marker, in both forms; returns a marker's text, or the line of an event. */
    private String step() {
        String line = lines.next();
        while (!(line.contains(MARKER) || line.contains(" event ["))) {
            decoded.line(line);
            line = lines.next();
        }
        Nlcap.Entry record = records.get(next++);
        if (line.contains(MARKER)) {
            assertThat(record.kind()).isEqualTo(Nlcap.Kind.MARKER);
            assertThat(line).endsWith(MARKER + record.text());
            markers++;
            return record.text();
        }
        assertThat(record.kind()).isEqualTo(Nlcap.Kind.EVENT);
        decoded.line(line);
        replay.event(record.buffer());
        events++;
        return line;
    }

    private void runTo(String marker) {
        String step = step();
        while (!step.equals(marker)) {
            step = step();
        }
    }

    /** The links there are as {@code <ifindex> <name> <VRF>}. */
    private SortedSet<String> links() {
        Map<Integer, LinkName> names = vrfNames();
        SortedSet<String> known = new TreeSet<>();
        for (int ifindex = 1; ifindex <= MAX_IFINDEX; ifindex++) {
            if (replay.links().isKnown(ifindex)) {
                known.add(ifindex + " " + replay.links().publishedName(ifindex) + " "
                        + names.get(replay.links().vrfOf(ifindex)));
            }
        }
        return known;
    }

    private SortedMap<String, Integer> tables() {
        SortedMap<String, Integer> tables = new TreeMap<>();
        replay.vrfs().all().forEach(vrf -> tables.put(vrf.name().toString(), vrf.table()));
        return tables;
    }

    private void assertThatVrfsAre(String... vrfs) {
        assertThat(replay.vrfs().all()).extracting(vrf -> vrf.name() + " " + vrf.table())
                .containsExactlyInAnyOrder(vrfs);
    }

    private void assertThatCountsAreThoseOf(SortedMap<String, SortedSet<String>> held, String step) {
        for (VrfCounts.Vrf vrf : replay.vrfs().all()) {
            SortedSet<String> neighbors = held.get(vrf.name().toString());
            long ipv6 = neighbors.stream().filter(neighbor -> neighbor.split(" ", -1)[1].contains(":")).count();
            long rows = neighbors.stream().filter(neighbor -> !neighbor.endsWith(" -")).count();
            assertThat(vrf.ipv6Neighbors()).as("%s of %s", step, vrf.name()).isEqualTo((int) ipv6);
            assertThat(vrf.ipv4Neighbors()).as("%s of %s", step, vrf.name()).isEqualTo(neighbors.size() - (int) ipv6);
            assertThat(vrf.rows()).as("%s of %s", step, vrf.name()).isEqualTo((int) rows);
        }
    }

    /** The neighbors of the table by the VRF of their link, as {@link DecodedVrfs#held} writes them. */
    private SortedMap<String, SortedSet<String>> held() {
        Map<Integer, LinkName> names = vrfNames();
        SortedMap<String, SortedSet<String>> held = new TreeMap<>();
        names.values().forEach(name -> held.put(name.toString(), new TreeSet<>()));
        NeighborTable table = replay.table();
        for (int row = 0; row < table.highWater(); row++) {
            if (table.isLive(row)) {
                int ifindex = table.ifindex(row);
                held.get(names.get(replay.links().vrfOf(ifindex)).toString()).add(
                        replay.links().publishedName(ifindex) + " " + address(row) + " " + row(table.decided(row)));
            }
        }
        return held;
    }

    private Map<Integer, LinkName> vrfNames() {
        Map<Integer, LinkName> names = new HashMap<>();
        replay.vrfs().all().forEach(vrf -> names.put(vrf.ifindex(), vrf.name()));
        return names;
    }

    private String address(int row) {
        NeighborTable table = replay.table();
        boolean ipv4 = table.family(row) == Rtnetlink.AF_INET;
        ByteBuffer bytes = ipv4
                ? ByteBuffer.allocate(4).putInt((int) table.addressLow(row))
                : ByteBuffer.allocate(16).putLong(table.addressHigh(row)).putLong(table.addressLow(row));
        try {
            return InetAddress.getByAddress(bytes.array()).getHostAddress();
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static String row(long value) {
        if (!RowValue.isPresent(value)) {
            return "-";
        }
        String digits = String.format("%012x", RowValue.lladdr(value));
        return digits.replaceAll("(..)(?!$)", "$1:");
    }
}
