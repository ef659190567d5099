package io.neighsync.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkChange;
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
    private final ClassifyStage stage = new ClassifyStage(links, new ResyncRequests(), counters);
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

    @Test
    void shouldCountWhatAnAuditFindsOfLinksWhenItCloses() {
        link(Origin.NOTIFICATION, 1, "eth0", 0);
        link(Origin.NOTIFICATION, 2, "eth1", 0);
        link(Origin.NOTIFICATION, 3, "eth2", 0);
        begin(ResyncCause.AUDIT.bit());
        link(Origin.DUMP, 1, "eth0", 0);
        link(Origin.DUMP, 2, "uplink", 0);
        link(Origin.DUMP, 4, "eth4", 0);
        mark(EventKind.LINKS_DONE);
        mark(EventKind.DUMP_DONE);
        assertThat(counters.get(Counter.LINK_REPAIRS)).as("a notification may be on its way").isZero();
        mark(EventKind.SWEEP_DONE);
        assertThat(counters.get(Counter.LINK_REPAIRS)).as("one changed, one new, one gone").isEqualTo(3);
        begin(ResyncCause.AUDIT.bit());
        link(Origin.DUMP, 1, "eth0", 0);
        link(Origin.DUMP, 2, "uplink", 0);
        link(Origin.DUMP, 4, "eth4", 0);
        mark(EventKind.LINKS_DONE);
        mark(EventKind.SWEEP_DONE);
        assertThat(counters.get(Counter.LINK_REPAIRS)).as("nothing else").isEqualTo(3);
    }

    @Test
    void shouldCountALinkOnceThatTakesOthersAlong() {
        vrf(10, "Vrf-red");
        link(Origin.NOTIFICATION, 7, "eth0", 10);
        link(Origin.NOTIFICATION, 8, "eth1", 10);
        begin(ResyncCause.AUDIT.bit());
        link(Origin.DUMP, 7, "eth0", 10);
        link(Origin.DUMP, 8, "eth1", 10);
        assertThat(mark(EventKind.LINKS_DONE).linkChanges.all()).hasSize(3);
        mark(EventKind.SWEEP_DONE);
        assertThat(counters.get(Counter.LINK_REPAIRS)).isEqualTo(1);
    }

    @Test
    void shouldNotCountALinkThatADumpRepeatsWhenItsNotificationsFollow() {
        link(Origin.NOTIFICATION, 1, "a", 0);
        begin(ResyncCause.AUDIT.bit());
        link(Origin.DUMP, 1, "b", 0);
        link(Origin.DUMP, 1, "c", 0);
        link(Origin.NOTIFICATION, 1, "b", 0);
        link(Origin.NOTIFICATION, 1, "c", 0);
        mark(EventKind.SWEEP_DONE);
        assertThat(counters.get(Counter.LINK_REPAIRS)).isZero();
    }

    @Test
    void shouldNotCountWhatANotificationTellsBeforeTheAuditCloses() {
        link(Origin.NOTIFICATION, 1, "eth0", 0);
        link(Origin.NOTIFICATION, 2, "eth1", 0);
        begin(ResyncCause.AUDIT.bit());
        link(Origin.DUMP, 1, "uplink", 0);
        link(Origin.DUMP, 3, "eth3", 0);
        mark(EventKind.LINKS_DONE);
        link(Origin.NOTIFICATION, 1, "uplink", 0);
        link(Origin.NOTIFICATION, 3, "eth3", 0);
        link(Origin.NOTIFICATION, 3, "eth3", 0);
        mark(EventKind.LINK_DEL, 2);
        mark(EventKind.SWEEP_DONE);
        assertThat(counters.get(Counter.LINK_REPAIRS)).isZero();
        assertThat(links.isKnown(2)).isFalse();
    }

    @Test
    void shouldCountRepairsOfAuditsOnly() {
        link(Origin.NOTIFICATION, 1, "eth0", 0);
        int[] causes = {ResyncCause.START.bit(), ResyncCause.OVERRUN.bit(), ResyncCause.ERROR.bit(),
            ResyncCause.AUDIT.bit() | ResyncCause.OVERRUN.bit(), ResyncCause.AUDIT.bit() | ResyncCause.ERROR.bit()};
        for (int i = 0; i < causes.length; i++) {
            begin(causes[i]);
            link(Origin.DUMP, 1, "name" + i, 0);
            mark(EventKind.LINKS_DONE);
            mark(EventKind.SWEEP_DONE);
        }
        assertThat(counters.get(Counter.LINK_REPAIRS)).isZero();
        begin(ResyncCause.AUDIT.bit());
        link(Origin.DUMP, 1, "repaired", 0);
        mark(EventKind.SWEEP_DONE);
        link(Origin.NOTIFICATION, 1, "later", 0);
        begin(ResyncCause.START.bit());
        link(Origin.DUMP, 1, "again", 0);
        mark(EventKind.SWEEP_DONE);
        assertThat(counters.get(Counter.LINK_REPAIRS)).isEqualTo(1);
    }

    @Test
    void shouldTellEveryLinkAnewInAGenerationAfterAnError() {
        link(Origin.NOTIFICATION, 1, "eth0", 0);
        link(Origin.NOTIFICATION, 2, "eth1", 0);
        begin(ResyncCause.ERROR.bit() | ResyncCause.OVERRUN.bit());
        assertThat(link(Origin.DUMP, 1, "eth0", 0).linkChanges.of(1).name()).isEqualTo(new LinkName("eth0"));
        assertThat(link(Origin.NOTIFICATION, 2, "eth1", 0).linkChanges.of(2).name()).isEqualTo(new LinkName("eth1"));
        assertThat(link(Origin.DUMP, 1, "eth0", 0).linkChanges.isEmpty()).isTrue();
        assertThat(link(Origin.DUMP, 2, "eth1", 0).linkChanges.isEmpty()).isTrue();
        mark(EventKind.SWEEP_DONE);
        begin(ResyncCause.OVERRUN.bit());
        assertThat(link(Origin.DUMP, 1, "eth0", 0).linkChanges.isEmpty()).isTrue();
    }

    @Test
    void shouldGiveNeighborsTheVrfThatTheirLinkHasMovedToBeforeTheyAreDeleted() {
        vrf(10, "Vrf-red");
        link(Origin.NOTIFICATION, 7, "eth0", 0);
        NeighborEvent moved = link(Origin.NOTIFICATION, 7, "eth0", 10);
        assertThat(moved.linkChanges.of(7).vrfIfindex()).isEqualTo(10);
        assertThat(neighbor(EventKind.NEIGH_DEL, 7, Nud.NUD_REACHABLE).vrfIfindex).isEqualTo(10);
        NeighborEvent gone = mark(EventKind.LINK_DEL, 10);
        assertThat(gone.linkChanges.all()).extracting(LinkChange::ifindex).containsExactlyInAnyOrder(7, 10);
        assertThat(gone.linkChanges.of(10).gone()).isTrue();
        assertThat(gone.linkChanges.of(7).gone()).isFalse();
        assertThat(neighbor(EventKind.NEIGH_SET, 7, Nud.NUD_REACHABLE).vrfIfindex).isZero();
    }

    private void begin() {
        begin(ResyncCause.START.bit());
    }

    private void begin(int causes) {
        generation++;
        NeighborEvent event = new NeighborEvent();
        event.kind = EventKind.DUMP_BEGIN;
        event.causes = causes;
        on(event);
    }

    private NeighborEvent mark(EventKind kind) {
        return mark(kind, 0);
    }

    private NeighborEvent mark(EventKind kind, int ifindex) {
        NeighborEvent event = new NeighborEvent();
        event.kind = kind;
        event.ifindex = ifindex;
        return on(event);
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
