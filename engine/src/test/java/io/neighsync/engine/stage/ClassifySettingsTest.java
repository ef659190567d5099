package io.neighsync.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.Origin;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.engine.event.Verdict;
import io.neighsync.engine.table.LinkTable;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What CONFIG_DB says, and which routes a neighbor may take the place of, in the order of the ring. */
class ClassifySettingsTest {
    private static final long GLOBAL = 0xfc00_0000_0000_0000L;
    private static final long LINK_LOCAL = 0xfe80_0000_0000_0000L;

    private final ResyncRequests resyncs = new ResyncRequests();
    private final ClassifyStage stage = new ClassifyStage(new LinkTable(name -> true), resyncs, new Counters());
    private PolicySettings settings = PolicySettings.PLAIN;
    private long sequence;
    private int generation;

    @BeforeEach
    void link() {
        link(Origin.NOTIFICATION, 1, "Ethernet0", 0);
    }

    @Test
    void shouldDecideBySettingsFromTheirPlaceInTheOrderOn() {
        assertThat(neighbor(GLOBAL, Nud.NUD_FAILED).verdict).isEqualTo(Verdict.DEL);
        assertThat(neighbor(GLOBAL, Nud.NUD_FAILED).failedVerdict).isEqualTo(Verdict.DEL);
        configure(new PolicySettings(false, true, false, Set.of()));
        assertThat(neighbor(GLOBAL, Nud.NUD_FAILED).verdict).isEqualTo(Verdict.SET_ZERO);
        assertThat(neighbor(GLOBAL, Nud.NUD_FAILED).failedVerdict).isEqualTo(Verdict.SET);
        configure(new PolicySettings(false, false, true, Set.of()));
        assertThat(neighbor(GLOBAL, Nud.NUD_FAILED).verdict).isEqualTo(Verdict.DEL);
        assertThat(neighbor(GLOBAL, Nud.NUD_PROBE).verdict).isEqualTo(Verdict.REFRESH);
        configure(new PolicySettings(true, false, true, Set.of()));
        assertThat(neighbor(GLOBAL, Nud.NUD_PROBE).verdict).isEqualTo(Verdict.KEEP);
        configure(PolicySettings.PLAIN);
        assertThat(neighbor(GLOBAL, Nud.NUD_PROBE).verdict).isEqualTo(Verdict.SET);
    }

    @Test
    void shouldDecideAboutLinkLocalNeighborsByTheNameTheLinkHas() {
        configure(linkLocal("Ethernet0"));
        assertThat(neighbor(LINK_LOCAL, Nud.NUD_REACHABLE).verdict).isEqualTo(Verdict.SET);
        link(Origin.NOTIFICATION, 1, "Ethernet4", 0);
        assertThat(neighbor(LINK_LOCAL, Nud.NUD_REACHABLE).verdict).isEqualTo(Verdict.DEL);
        configure(linkLocal("Ethernet4"));
        assertThat(neighbor(LINK_LOCAL, Nud.NUD_REACHABLE).verdict).isEqualTo(Verdict.SET);
    }

    @Test
    void shouldAskForAResyncWhenALinkTakesANameThatIsSetUpOtherwise() {
        configure(linkLocal("Ethernet0", "Ethernet8"));
        assertThat(resyncs.isPending()).as("the receiver sees to changed settings").isFalse();
        link(Origin.NOTIFICATION, 1, "Ethernet4", 0);
        assertThat(isResyncAskedFor()).as("no more link-local neighbors").isTrue();
        link(Origin.NOTIFICATION, 1, "Ethernet5", 0);
        assertThat(isResyncAskedFor()).as("neither of them").isFalse();
        link(Origin.NOTIFICATION, 1, "Ethernet8", 0);
        assertThat(isResyncAskedFor()).as("link-local neighbors again").isTrue();
        link(Origin.NOTIFICATION, 1, "Ethernet0", 0);
        assertThat(isResyncAskedFor()).as("both of them").isFalse();
        link(Origin.NOTIFICATION, 1, "Ethernet0", 0);
        assertThat(isResyncAskedFor()).as("nothing new").isFalse();
    }

    @Test
    void shouldNotAskForAResyncWhenALinkIsNew() {
        configure(linkLocal("Ethernet0", "Ethernet4"));
        link(Origin.NOTIFICATION, 2, "Ethernet4", 0);
        NeighborEvent gone = new NeighborEvent();
        gone.kind = EventKind.LINK_DEL;
        gone.ifindex = 1;
        on(gone);
        link(Origin.NOTIFICATION, 1, "Ethernet0", 0);
        assertThat(isResyncAskedFor()).isFalse();
    }

    @Test
    void shouldAskForAResyncWhenADumpTellsOfTheRename() {
        configure(linkLocal("Ethernet0"));
        open();
        link(Origin.DUMP, 1, "Ethernet4", 0);
        assertThat(isResyncAskedFor()).isTrue();
        link(Origin.NOTIFICATION, 1, "Ethernet5", 0);
        link(Origin.DUMP, 1, "Ethernet0", 0);
        assertThat(isResyncAskedFor()).as("a notification has overtaken the dump row").isFalse();
    }

    @Test
    void shouldAskForAResyncWhenALinkThatLostItsNameHasOneAgain() {
        configure(linkLocal("Ethernet4"));
        link(Origin.NOTIFICATION, 2, "Ethernet4", 0);
        link(Origin.NOTIFICATION, 1, "Ethernet4", 0);
        assertThat(isResyncAskedFor()).as("the first took the name").isTrue();
        link(Origin.NOTIFICATION, 2, "Ethernet0", 0);
        assertThat(isResyncAskedFor()).as("the second had none meanwhile").isFalse();
        link(Origin.NOTIFICATION, 1, "Ethernet8", 0);
        link(Origin.NOTIFICATION, 2, "Ethernet4", 0);
        assertThat(isResyncAskedFor()).isTrue();
    }

    @Test
    void shouldSayWhereEvpnMayHaveLeftARoute() {
        link(Origin.NOTIFICATION, 10, "Vrf10", 0);
        link(Origin.NOTIFICATION, 1, "Ethernet0", 10);
        assertThat(neighbor(GLOBAL, Nud.NUD_REACHABLE).mayHaveRoute).as("no EVPN").isFalse();
        configure(new PolicySettings(false, false, true, Set.of()));
        assertThat(neighbor(GLOBAL, Nud.NUD_REACHABLE).mayHaveRoute).isTrue();
        link(Origin.NOTIFICATION, 10, "Bridge", 0);
        assertThat(neighbor(GLOBAL, Nud.NUD_REACHABLE).mayHaveRoute).as("no name of a VRF").isFalse();
        link(Origin.NOTIFICATION, 10, "Vrf", 0);
        assertThat(neighbor(GLOBAL, Nud.NUD_REACHABLE).mayHaveRoute).isTrue();
        link(Origin.NOTIFICATION, 1, "Ethernet0", 0);
        assertThat(neighbor(GLOBAL, Nud.NUD_REACHABLE).mayHaveRoute).as("no master").isFalse();
    }

    private static PolicySettings linkLocal(String... links) {
        return new PolicySettings(
                false, false, false, Arrays.stream(links).map(LinkName::new).collect(Collectors.toSet()));
    }

    private boolean isResyncAskedFor() {
        int causes = resyncs.takeAll();
        assertThat(causes).isIn(0, ResyncCause.CONFIG.bit());
        return causes != 0;
    }

    private void configure(PolicySettings changed) {
        settings = changed;
        NeighborEvent event = new NeighborEvent();
        event.kind = EventKind.CONFIG_CHANGED;
        on(event);
    }

    private void open() {
        generation++;
        NeighborEvent event = new NeighborEvent();
        event.kind = EventKind.DUMP_BEGIN;
        event.causes = ResyncCause.AUDIT.bit();
        on(event);
    }

    private void link(Origin origin, int ifindex, String name, int master) {
        NeighborEvent event = new NeighborEvent();
        event.kind = EventKind.LINK_SET;
        event.origin = origin;
        event.ifindex = ifindex;
        event.linkName = new LinkName(name);
        event.master = master;
        on(event);
    }

    private NeighborEvent neighbor(long addressHigh, int nudState) {
        NeighborEvent event = new NeighborEvent();
        event.kind = EventKind.NEIGH_SET;
        event.ifindex = 1;
        event.family = Rtnetlink.AF_INET6;
        event.addressHigh = addressHigh;
        event.addressLow = 1;
        event.nudState = nudState;
        event.lladdrLength = 6;
        event.lladdr = 7;
        on(event);
        return event;
    }

    private void on(NeighborEvent event) {
        event.generation = generation;
        event.settings = settings;
        stage.onEvent(event, ++sequence, true);
    }
}
