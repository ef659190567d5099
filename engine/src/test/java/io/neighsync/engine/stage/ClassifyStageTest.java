package io.neighsync.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.Origin;
import io.neighsync.engine.event.Verdict;
import io.neighsync.engine.table.LinkTable;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import org.junit.jupiter.api.Test;

/** Links, VRFs and verdicts in the order of the ring. */
class ClassifyStageTest {
    private final Counters counters = new Counters();
    private final LinkTable links = new LinkTable(name -> true);
    private final ClassifyStage stage = new ClassifyStage(links, counters);
    private long sequence;
    private int generation;

    @Test
    void shouldGiveNeighborsTheirVerdictAndVrf() {
        vrf(10, "Vrf-red");
        link(Origin.NOTIFICATION, 7, "Ethernet0", 10);
        NeighborEvent set = neighbor(EventKind.NEIGH_SET, 7, Nud.NUD_REACHABLE);
        assertThat(set.verdict).isEqualTo(Verdict.SET);
        assertThat(set.vrfIfindex).isEqualTo(10);
        assertThat(neighbor(EventKind.NEIGH_SET, 7, Nud.NUD_FAILED).verdict).isEqualTo(Verdict.DEL);
        assertThat(neighbor(EventKind.NEIGH_DEL, 7, Nud.NUD_REACHABLE).verdict).isEqualTo(Verdict.DEL);
        assertThat(counters.get(Counter.UNKNOWN_LINKS)).isZero();
    }

    @Test
    void shouldCountNeighborsOfLinksItDoesNotKnow() {
        assertThat(neighbor(EventKind.NEIGH_SET, 7, Nud.NUD_REACHABLE).verdict).isEqualTo(Verdict.SET);
        neighbor(EventKind.NEIGH_DEL, 7, Nud.NUD_REACHABLE);
        assertThat(counters.get(Counter.UNKNOWN_LINKS)).isEqualTo(1);
    }

    @Test
    void shouldSayWhenALinkTookAnotherName() {
        assertThat(link(Origin.NOTIFICATION, 1, "eth0", 0).linkChanges.isEmpty()).isFalse();
        assertThat(link(Origin.NOTIFICATION, 1, "eth0", 0).linkChanges.isEmpty()).isTrue();
        assertThat(link(Origin.NOTIFICATION, 1, "uplink", 0).linkChanges.isEmpty()).isFalse();
    }

    @Test
    void shouldPreferANotificationToADumpRowOfTheSameGeneration() {
        link(Origin.NOTIFICATION, 1, "eth0", 0);
        begin();
        link(Origin.NOTIFICATION, 1, "uplink", 0);
        assertThat(link(Origin.DUMP, 1, "eth0", 0).linkChanges.isEmpty()).isTrue();
        mark(EventKind.DUMP_DONE);
        mark(EventKind.SWEEP_DONE);
        assertThat(link(Origin.NOTIFICATION, 1, "uplink", 0).linkChanges.isEmpty()).isTrue();
    }

    @Test
    void shouldPreferADumpRowToANotificationOfAnEarlierGeneration() {
        link(Origin.NOTIFICATION, 1, "eth0", 0);
        begin();
        assertThat(link(Origin.DUMP, 1, "uplink", 0).linkChanges.isEmpty()).isFalse();
    }

    @Test
    void shouldNotBringADeletedLinkBackByAnOlderDumpRow() {
        link(Origin.NOTIFICATION, 1, "eth0", 0);
        begin();
        mark(EventKind.LINK_DEL, 1);
        mark(EventKind.LINK_DEL, 2);
        assertThat(link(Origin.DUMP, 1, "eth0", 0).linkChanges.isEmpty()).isTrue();
        assertThat(link(Origin.DUMP, 2, "eth1", 0).linkChanges.isEmpty()).isTrue();
        assertThat(links.isKnown(1)).isFalse();
        assertThat(links.isKnown(2)).isFalse();
        mark(EventKind.DUMP_DONE);
        mark(EventKind.SWEEP_DONE);
        assertThat(links.size()).isZero();
    }

    @Test
    void shouldTakeALinkBackThatIsAnnouncedAgain() {
        begin();
        mark(EventKind.LINK_DEL, 1);
        assertThat(link(Origin.NOTIFICATION, 1, "eth0", 0).linkChanges.isEmpty()).isFalse();
        mark(EventKind.DUMP_DONE);
        mark(EventKind.SWEEP_DONE);
        assertThat(links.isKnown(1)).isTrue();
    }

    @Test
    void shouldForgetLinksThatACompleteDumpLacks() {
        link(Origin.NOTIFICATION, 1, "eth0", 0);
        link(Origin.NOTIFICATION, 2, "eth1", 0);
        link(Origin.NOTIFICATION, 3, "eth2", 0);
        begin();
        link(Origin.DUMP, 1, "eth0", 0);
        link(Origin.NOTIFICATION, 2, "eth1", 0);
        link(Origin.NOTIFICATION, 4, "eth3", 0);
        mark(EventKind.LINKS_DONE);
        assertThat(links.isKnown(1)).isTrue();
        assertThat(links.isKnown(2)).isTrue();
        assertThat(links.isKnown(3)).isFalse();
        assertThat(links.isKnown(4)).isTrue();
    }

    @Test
    void shouldKeepNoTombstonesWhileNoGenerationIsOpen() {
        for (int ifindex = 1; ifindex < 1_000; ifindex++) {
            link(Origin.NOTIFICATION, ifindex, "veth" + ifindex, 0);
            mark(EventKind.LINK_DEL, ifindex);
        }
        assertThat(links.size()).isZero();
    }

    private void begin() {
        generation++;
        mark(EventKind.DUMP_BEGIN);
    }

    private void mark(EventKind kind) {
        mark(kind, 0);
    }

    private void mark(EventKind kind, int ifindex) {
        NeighborEvent event = new NeighborEvent();
        event.kind = kind;
        event.ifindex = ifindex;
        on(event);
    }

    private NeighborEvent link(Origin origin, int ifindex, String name, int master) {
        NeighborEvent event = new NeighborEvent();
        event.kind = EventKind.LINK_SET;
        event.origin = origin;
        event.ifindex = ifindex;
        event.linkName = new LinkName(name);
        event.master = master;
        return on(event);
    }

    private void vrf(int ifindex, String name) {
        NeighborEvent event = new NeighborEvent();
        event.kind = EventKind.LINK_SET;
        event.ifindex = ifindex;
        event.linkName = new LinkName(name);
        event.vrf = true;
        on(event);
    }

    private NeighborEvent neighbor(EventKind kind, int ifindex, int nudState) {
        NeighborEvent event = new NeighborEvent();
        event.kind = kind;
        event.ifindex = ifindex;
        event.family = Rtnetlink.AF_INET;
        event.addressLow = 1;
        event.nudState = nudState;
        event.lladdrLength = 6;
        event.lladdr = 7;
        return on(event);
    }

    private NeighborEvent on(NeighborEvent event) {
        event.generation = generation;
        stage.onEvent(event, ++sequence, true);
        return event;
    }
}
