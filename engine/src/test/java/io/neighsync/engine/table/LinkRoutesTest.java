package io.neighsync.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.LinkChange;
import io.neighsync.engine.event.LinkChanges;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import org.junit.jupiter.api.Test;

/** In which VRF the routes to a link's neighbors are: only its master's name says so, as SONiC names VRFs. */
class LinkRoutesTest {
    private final LinkTable links = new LinkTable(name -> !name.toString().equals("Vrf-unmirrored"));

    @Test
    void shouldTakeTheNameOfAMasterThatIsNamedLikeAVrf() {
        put(10, "Vrf10", 0, true);
        put(11, "Vrf11", 0, false);
        put(12, "Bridge", 0, false);
        put(13, "vrf13", 0, true);
        put(14, "mgmt", 0, true);
        assertThat(routeVrf(7, 10)).isEqualTo("Vrf10");
        assertThat(routeVrf(7, 11)).as("a bridge of that name").isEqualTo("Vrf11");
        assertThat(routeVrf(7, 12)).isNull();
        assertThat(routeVrf(7, 13)).as("another name").isNull();
        assertThat(routeVrf(7, 14)).isNull();
        assertThat(routeVrf(7, 99)).as("not known").isNull();
        assertThat(routeVrf(7, 0)).isNull();
        assertThat(links.routeVrf(99)).isNull();
    }

    @Test
    void shouldNotLookBeyondTheMaster() {
        put(10, "Vrf10", 0, true);
        put(9, "Vlan100", 10, false);
        assertThat(routeVrf(7, 9)).isNull();
        assertThat(links.vrfOf(7)).as("where it belongs is another question").isEqualTo(10);
        assertThat(links.routeVrf(10)).as("a VRF has no master").isNull();
    }

    @Test
    void shouldTellOfAMasterThatTakesAnotherName() {
        put(10, "Vrf10", 0, true);
        put(7, "Ethernet0", 10, false);
        assertThat(put(10, "Vrf20", 0, true).of(7).routeVrf()).isEqualTo(new LinkName("Vrf20"));
        LinkChange renamed = put(10, "red", 0, true).of(7);
        assertThat(renamed.routeVrf()).isNull();
        assertThat(renamed.name()).isEqualTo(new LinkName("Ethernet0"));
        assertThat(put(10, "Vrf20", 0, true).of(7).routeVrf()).isEqualTo(new LinkName("Vrf20"));
        assertThat(links.kill(10, 5).of(7).routeVrf()).isNull();
        assertThat(links.routeVrf(7)).isNull();
    }

    @Test
    void shouldTellOfAMasterThatBecomesKnown() {
        put(7, "Ethernet0", 10, false);
        assertThat(links.routeVrf(7)).isNull();
        assertThat(put(10, "Vrf10", 0, false).of(7).routeVrf()).isEqualTo(new LinkName("Vrf10"));
    }

    @Test
    void shouldTellOfALinkThatTakesAnotherMaster() {
        put(10, "Vrf10", 0, false);
        put(11, "Vrf11", 0, false);
        assertThat(put(7, "Ethernet0", 10, false).of(7).routeVrf()).isEqualTo(new LinkName("Vrf10"));
        assertThat(put(7, "Ethernet0", 10, false).isEmpty()).as("nothing new").isTrue();
        assertThat(put(7, "Ethernet0", 11, false).of(7).routeVrf()).isEqualTo(new LinkName("Vrf11"));
        assertThat(put(7, "Ethernet0", 0, false).of(7).routeVrf()).isNull();
    }

    @Test
    void shouldGiveANameThatWasTakenToItsNewBearerOnly() {
        put(10, "Vrf10", 0, false);
        put(7, "Ethernet0", 10, false);
        put(8, "Ethernet4", 11, false);
        LinkChanges changes = put(11, "Vrf10", 0, false);
        assertThat(changes.of(7).routeVrf()).isNull();
        assertThat(changes.of(8).routeVrf()).isEqualTo(new LinkName("Vrf10"));
    }

    @Test
    void shouldHaveNoRoutesWhereTheVrfIsNotMirrored() {
        put(10, "Vrf-unmirrored", 0, true);
        LinkChange change = put(7, "Ethernet0", 10, false).of(7);
        assertThat(change.name()).as("without a name nothing is written").isNull();
    }

    private String routeVrf(int ifindex, int master) {
        put(ifindex, "Ethernet0", master, false);
        LinkName name = links.routeVrf(ifindex);
        return name == null ? null : name.toString();
    }

    private LinkChanges put(int ifindex, String name, int master, boolean vrf) {
        NeighborEvent event = new NeighborEvent();
        event.ifindex = ifindex;
        event.linkName = new LinkName(name);
        event.master = master;
        event.vrf = vrf;
        return links.put(event);
    }
}
