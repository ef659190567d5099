package io.neighsync.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.codec.RowCodec;
import io.neighsync.engine.event.Decision;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkChange;
import io.neighsync.engine.event.LinkChanges;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.Origin;
import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.table.PendingSet;
import io.neighsync.netlink.Rtnetlink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Routes that go before rows, and rows that are written again, across both tables. */
class MirrorRoutesTest {
    private static final int CAPACITY = 64;
    private static final String KEY = "Ethernet0:fc00::1";
    private static final String ROUTE = "DEL ROUTE_TABLE:Vrf10:fc00::1";
    private static final String SET = "SET NEIGH_TABLE:" + KEY + " neigh 02:00:00:00:00:0a family IPv6";
    private static final String FAILED = "SET NEIGH_FAILED_TABLE:" + KEY + " NULL NULL";
    private static final long VALUE = RowValue.of(0x02_00_00_00_00_0aL);

    private final PendingSet neighbors = new PendingSet(CAPACITY);
    private final PendingSet failed = new PendingSet(CAPACITY);
    private final RedisMirrors mirrors =
            new RedisMirrors(new MirrorMemory(neighbors, failed, new RowCodec(), CAPACITY), RowListener.NONE);
    private final HeldTables held = HeldTables.reserve(CAPACITY);
    private final RecordedOperations operations = new RecordedOperations();
    private long sequence;

    @BeforeEach
    void link() {
        link("Ethernet0", "Vrf10");
    }

    @AfterEach
    void close() {
        mirrors.abandon();
        neighbors.close();
        failed.close();
    }

    @Test
    void shouldDeleteTheRouteBeforeTheRow() {
        mirrors.connect(held);
        decide(Decision.SET, Decision.NONE, true, false);
        assertThat(written()).containsExactly(ROUTE, SET);
        decide(Decision.SET, Decision.NONE, false, false);
        assertThat(written()).as("Redis holds it").isEmpty();
        decide(Decision.NONE, Decision.NONE, true, false);
        assertThat(written()).as("only the route").containsExactly(ROUTE);
        decide(Decision.SET, Decision.NONE, true, true);
        assertThat(written()).as("written again").containsExactly(ROUTE, SET);
    }

    @Test
    void shouldDeleteTheRouteOnceForARowInBothTables() {
        mirrors.connect(held);
        decide(Decision.SET, Decision.SET, true, false);
        assertThat(written()).containsExactly(ROUTE, SET, FAILED);
    }

    @Test
    void shouldDeleteTheRouteInTheVrfThatTheLinkIsInWhenItIsWritten() {
        mirrors.connect(held);
        link("Ethernet0", "Vrf11");
        decide(Decision.SET, Decision.NONE, true, false);
        assertThat(written()).containsExactly("DEL ROUTE_TABLE:Vrf11:fc00::1", SET);
        link("Ethernet0", null);
        decide(Decision.SET, Decision.NONE, true, true);
        assertThat(written()).containsExactly(SET);
    }

    @Test
    void shouldWriteEveryFailureThatIsNotified() {
        mirrors.connect(held);
        for (int i = 0; i < 3; i++) {
            decide(Decision.NONE, Decision.SET, false, false);
            assertThat(written()).containsExactly(FAILED);
        }
        decide(Decision.NONE, Decision.DEL, false, false);
        assertThat(written()).containsExactly("DEL NEIGH_FAILED_TABLE:" + KEY);
        decide(Decision.NONE, Decision.DEL, false, false);
        assertThat(written()).isEmpty();
    }

    @Test
    void shouldStillReplaceWhatIsNotOursWhenItIsToldAgain() {
        byte[] key = KEY.getBytes(StandardCharsets.US_ASCII);
        held.neighbors().add(new UnsafeBuffer(key), 0, key.length, RowValue.FOREIGN, false);
        mirrors.connect(held);
        mirrors.walk();
        decide(Decision.SET, Decision.NONE, false, false);
        decide(Decision.SET, Decision.NONE, false, true);
        assertThat(written()).first().isNotEqualTo(SET);
    }

    @Test
    void shouldWriteRepeatedRowsOfALinkOnceItHasAName() {
        mirrors.connect(held);
        link(null, null);
        for (int i = 0; i < 2; i++) {
            decide(Decision.SET, Decision.SET, true, true);
            assertThat(written()).isEmpty();
        }
        link("Ethernet4", "Vrf10");
        assertThat(written()).containsExactlyInAnyOrder(ROUTE, SET.replace("Ethernet0", "Ethernet4"),
                FAILED.replace("Ethernet0", "Ethernet4"));
    }

    @Test
    void shouldWriteNothingAboutALinkWithoutAName() {
        mirrors.connect(held);
        assertThat(written()).isEmpty();
        link(null, null);
        decide(Decision.DEL, Decision.DEL, false, true);
        assertThat(written()).isEmpty();
        link("Ethernet4", "Vrf10");
        assertThat(written()).isEmpty();
    }

    @Test
    void shouldDeleteRoutesThatWereDueWhenNoConnectionWasThere() {
        decide(Decision.SET, Decision.NONE, true, false);
        mirrors.hold(false);
        mirrors.connect(held);
        assertThat(written()).containsExactly(ROUTE, SET);
    }

    @Test
    void shouldDeleteNoRouteAndTellOfNoDifferenceInTheWindowOfAWarmRestart() {
        byte[] key = KEY.getBytes(StandardCharsets.US_ASCII);
        held.neighbors().add(new UnsafeBuffer(key), 0, key.length, VALUE, false);
        decide(Decision.SET, Decision.NONE, true, false);
        mirrors.connect(held);
        mirrors.hold(true);
        mirrors.walk();
        decide(Decision.NONE, Decision.NONE, true, false);
        decide(Decision.SET, Decision.NONE, true, true);
        mirrors.hold(false);
        assertThat(differences()).isEmpty();
        assertThat(written()).isEmpty();
        decide(Decision.SET, Decision.NONE, true, true);
        assertThat(written()).as("behind the window").containsExactly(ROUTE, SET);
    }

    @Test
    void shouldTellOfWhatIsNewInTheWindowAndDeleteNoRouteForIt() {
        decide(Decision.SET, Decision.NONE, true, false);
        mirrors.connect(held);
        mirrors.hold(true);
        mirrors.walk();
        mirrors.hold(false);
        assertThat(differences()).containsExactly("NEW " + KEY);
        assertThat(written()).containsExactly(SET);
    }

    private List<String> differences() {
        List<String> told = new ArrayList<>();
        mirrors.tellDifferences((state, key, value) -> told.add(state + " " + key));
        return told;
    }

    private void link(String name, String routeVrf) {
        NeighborEvent event = new NeighborEvent();
        event.kind = EventKind.LINK_SET;
        event.linkChanges = LinkChanges.of(List.of(new LinkChange(7, nameOf(name), 0, nameOf(routeVrf), false)));
        mirrors.onEvent(event, ++sequence, 0);
    }

    private static LinkName nameOf(String text) {
        return text == null ? null : new LinkName(text);
    }

    private void decide(Decision decision, Decision failedDecision, boolean dropRoute, boolean repeated) {
        NeighborEvent event = new NeighborEvent();
        event.kind = EventKind.NEIGH_SET;
        event.origin = Origin.NOTIFICATION;
        event.ifindex = 7;
        event.family = Rtnetlink.AF_INET6;
        event.addressHigh = 0xfc00_0000_0000_0000L;
        event.addressLow = 1;
        event.decision = decision;
        event.value = decision == Decision.SET ? VALUE : RowValue.ABSENT;
        event.failedDecision = failedDecision;
        event.dropRoute = dropRoute;
        event.repeated = repeated;
        mirrors.onEvent(event, ++sequence, 0);
    }

    private List<String> written() {
        mirrors.walk();
        while (mirrors.hasWork()) {
            operations.beginBatch();
            int entries = mirrors.fill(operations);
            for (int i = 0; i < entries; i++) {
                mirrors.acknowledge(i);
            }
            mirrors.complete();
        }
        return operations.take().stream().map(Operation::toString).toList();
    }
}
