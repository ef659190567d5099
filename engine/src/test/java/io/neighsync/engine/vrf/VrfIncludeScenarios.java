package io.neighsync.engine.vrf;

import static io.neighsync.engine.vrf.VrfHost.neighbor;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Only Vrf-red is mirrored: a row is in Redis exactly while its link's chain of masters ends there. Neighbors of a
 * bridge's port survive what happens to the bridge and its VRF, so that their rows come and go by link events alone.
 */
class VrfIncludeScenarios extends VrfScenarios {
    VrfIncludeScenarios() {
        super(Set.of("Vrf-red", VrfHost.MARK_VRF)::contains, "vrf.include=Vrf-red," + VrfHost.MARK_VRF);
    }

    /** A bridge in a VRF with a port, and two neighbors on the port. */
    private void addBridgedNeighbors(String vrf) {
        host().ip("link add br0 type bridge", "link set br0 master " + vrf, "link set br0 up");
        host().addPort("p1", "br0");
        host().ip(neighbor("p1", "10.0.0.1", 1), neighbor("p1", "fc00::1", 1));
    }

    @Test
    void shouldShowRowsOnlyWhileTheirLinkIsInTheVrf() {
        host().addPort("p1");
        host().ip(neighbor("p1", "10.0.0.1", 1));
        assertThat(host().convergedRows()).isEmpty();
        host().ip("link set p1 master Vrf-red", neighbor("p1", "10.0.0.1", 2), neighbor("p1", "fc00::1", 2));
        assertThat(host().convergedRows()).isEqualTo(Map.of(
                "p1:10.0.0.1", "02:00:00:00:00:02 IPv4", "p1:fc00::1", "02:00:00:00:00:02 IPv6"));
        host().ip("link set p1 master Vrf-blue", neighbor("p1", "10.0.0.1", 3));
        assertThat(host().convergedRows()).isEmpty();
        host().ip("link set p1 master Vrf-red", neighbor("p1", "10.0.0.1", 4));
        assertThat(host().convergedRows()).containsOnlyKeys("p1:10.0.0.1");
        host().ip("link set p1 nomaster", neighbor("p1", "10.0.0.1", 5));
        assertThat(host().convergedRows()).isEmpty();
    }

    @Test
    void shouldShowTheSameAddressOfOneVrfOnly() {
        host().addPort("p1", "Vrf-red");
        host().addPort("p2", "Vrf-blue");
        host().addPort("p3");
        host().ip(neighbor("p1", "10.0.0.1", 1), neighbor("p2", "10.0.0.1", 2), neighbor("p3", "10.0.0.1", 3));
        assertThat(host().convergedRows()).isEqualTo(Map.of("p1:10.0.0.1", "02:00:00:00:00:01 IPv4"));
        host().ip(neighbor("p2", "10.0.0.1", 4), "neigh del 10.0.0.1 dev p3", neighbor("p1", "10.0.0.1", 5));
        assertThat(host().convergedRows()).isEqualTo(Map.of("p1:10.0.0.1", "02:00:00:00:00:05 IPv4"));
    }

    @Test
    void shouldShowAndHideRowsOfAPortAsItsBridgeMoves() {
        addBridgedNeighbors("Vrf-blue");
        assertThat(host().convergedRows()).isEmpty();
        host().ip("link set br0 master Vrf-red");
        assertThat(host().convergedRows()).containsOnlyKeys("p1:10.0.0.1", "p1:fc00::1");
        host().ip("link set br0 nomaster");
        assertThat(host().convergedRows()).isEmpty();
    }

    @Test
    void shouldShowAndHideRowsOfAPortAsItJoinsAndLeavesItsBridge() {
        addBridgedNeighbors("Vrf-red");
        assertThat(host().convergedRows()).hasSize(2);
        host().ip("link set p1 nomaster");
        assertThat(host().convergedRows()).isEmpty();
        host().ip("link set p1 master br0");
        assertThat(host().convergedRows()).hasSize(2);
        host().ip("link del br0");
        assertThat(host().convergedRows()).isEmpty();
    }

    @Test
    void shouldChangeAndDeleteRowsThatWereHiddenMeanwhile() {
        addBridgedNeighbors("Vrf-red");
        assertThat(host().convergedRows()).hasSize(2);
        host().ip("link set br0 master Vrf-blue",
                neighbor("p1", "10.0.0.1", 7), "neigh del fc00::1 dev p1", neighbor("p1", "10.0.0.2", 8));
        assertThat(host().convergedRows()).isEmpty();
        host().ip("link set br0 master Vrf-red");
        assertThat(host().convergedRows()).isEqualTo(Map.of(
                "p1:10.0.0.1", "02:00:00:00:00:07 IPv4", "p1:10.0.0.2", "02:00:00:00:00:08 IPv4"));
    }

    @Test
    void shouldRenameRowsThatWereHiddenMeanwhile() {
        addBridgedNeighbors("Vrf-blue");
        host().ip("link set p1 down");
        host().ip(neighbor("p1", "10.0.0.2", 2));
        host().ip("link set p1 name uplink");
        assertThat(host().convergedRows()).isEmpty();
        host().ip("link set br0 master Vrf-red");
        assertThat(host().convergedRows()).containsOnlyKeys("uplink:10.0.0.2");
    }

    @Test
    void shouldLookAtARenamedVrfAnew() {
        host().addPort("p2", "Vrf-red");
        addBridgedNeighbors("Vrf-red");
        host().ip(neighbor("p2", "10.0.0.2", 2));
        assertThat(host().convergedRows()).hasSize(3);
        rename("Vrf-red", "Vrf-green");
        assertThat(host().convergedRows()).isEmpty();
        rename("Vrf-green", "Vrf-red");
        assertThat(host().convergedRows()).containsOnlyKeys("p1:10.0.0.1", "p1:fc00::1", "p2:10.0.0.2");
    }

    @Test
    void shouldMirrorTheVrfThatTakesTheNameOver() {
        host().addPort("p2", "Vrf-blue");
        host().ip(neighbor("p2", "10.0.0.2", 2));
        addBridgedNeighbors("Vrf-red");
        assertThat(host().convergedRows()).hasSize(2);
        rename("Vrf-red", "Vrf-green");
        rename("Vrf-blue", "Vrf-red");
        assertThat(host().convergedRows()).containsOnlyKeys("p2:10.0.0.2");
    }

    @Test
    void shouldHideMembersOfADeletedVrfAndShowThemInItsSuccessor() {
        host().addPort("p2", "Vrf-red");
        addBridgedNeighbors("Vrf-red");
        host().ip(neighbor("p2", "10.0.0.2", 2));
        assertThat(host().convergedRows()).hasSize(3);
        host().ip("link del Vrf-red");
        assertThat(host().convergedRows()).isEmpty();
        host().ip("link add Vrf-red index 500 type vrf table 30", "link set Vrf-red up", "link set br0 master Vrf-red");
        assertThat(host().convergedRows()).containsOnlyKeys("p1:10.0.0.1", "p1:fc00::1");
    }

    @Test
    void shouldNotMirrorAnotherVrfWithTheIndexOfAMirroredOne() {
        host().ip("link del Vrf-red");
        host().ip("link add Vrf-red index 500 type vrf table 10", "link set Vrf-red up");
        addBridgedNeighbors("Vrf-red");
        assertThat(host().convergedRows()).hasSize(2);
        host().ip("link del Vrf-red");
        host().ip("link add Vrf-green index 500 type vrf table 10", "link set Vrf-green up",
                "link set br0 master Vrf-green", neighbor("p1", "10.0.0.1", 2));
        assertThat(host().convergedRows()).isEmpty();
    }

    @Test
    void shouldNotGiveTheVrfOfALinkToItsSuccessorWithTheSameIndex() {
        host().ip("link add p1 index 600 type dummy", "link set p1 master Vrf-red", "link set p1 up",
                neighbor("p1", "10.0.0.1", 1));
        assertThat(host().convergedRows()).hasSize(1);
        host().ip("link del p1");
        host().ip("link add p2 index 600 type dummy", "link set p2 master Vrf-blue", "link set p2 up",
                neighbor("p2", "10.0.0.1", 2));
        assertThat(host().convergedRows()).isEmpty();
        host().ip("link del p2");
        host().ip("link add p3 index 600 type dummy", "link set p3 up", neighbor("p3", "10.0.0.1", 3));
        assertThat(host().convergedRows()).isEmpty();
        host().ip("link set p3 master Vrf-red", neighbor("p3", "10.0.0.1", 4));
        assertThat(host().convergedRows()).containsOnlyKeys("p3:10.0.0.1");
    }

    @Test
    void shouldTakeABondsVrfForItsMemberButNotAVlansForItsParent() {
        host().ip("link add bond0 type bond mode active-backup", "link set bond0 master Vrf-blue");
        host().ip("link add p1 type dummy", "link set p1 master bond0", "link set bond0 up");
        host().ip("link add link bond0 name bond0.10 type vlan id 10", "link set bond0.10 up");
        host().ip(neighbor("p1", "10.0.0.1", 1), neighbor("bond0", "10.0.0.2", 2), neighbor("bond0.10", "10.0.0.3", 3));
        assertThat(host().convergedRows()).isEmpty();
        host().ip("link set bond0.10 master Vrf-red", neighbor("bond0.10", "10.0.0.3", 3));
        assertThat(host().convergedRows()).containsOnlyKeys("bond0.10:10.0.0.3");
        host().ip("link set bond0 master Vrf-red");
        host().ip(neighbor("p1", "10.0.0.1", 4));
        assertThat(host().convergedRows()).containsKey("p1:10.0.0.1").doesNotContainKey("bond0:10.0.0.2");
    }

    @Test
    @Order(LAST)
    void shouldStopWithTheCountsOfEachVrfAndNothingRepaired() {
        addBridgedNeighbors("Vrf-red");
        host().addPort("p2", "Vrf-blue");
        host().ip(neighbor("p2", "10.0.0.1", 2));
        assertThat(host().convergedRows()).hasSize(2);
        host().ip("link set br0 nomaster");
        assertThat(host().convergedRows()).isEmpty();
        host().shouldStopWithRows(Map.of("Vrf-red", 0, "Vrf-blue", 0, VrfOracle.DEFAULT, 0, VrfHost.MARK_VRF, 1));
    }

    private void rename(String from, String to) {
        host().ip("link set " + from + " down", "link set " + from + " name " + to);
        host().ip("link set " + to + " up");
    }
}
