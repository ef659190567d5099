package io.neighsync.engine.vrf;

import static io.neighsync.engine.vrf.VrfHost.neighbor;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Every VRF is mirrored: rows follow their links through everything that happens to links and VRFs. */
class VrfMirrorScenarios extends VrfScenarios {
    VrfMirrorScenarios() {
        super(vrf -> true);
    }

    @Test
    void shouldKeepTheSameAddressInThreeVrfsApart() {
        host().addPort("p1", "Vrf-red");
        host().addPort("p2", "Vrf-blue");
        host().addPort("p3");
        host().ip(neighbor("p1", "10.0.0.1", 1), neighbor("p2", "10.0.0.1", 2), neighbor("p3", "10.0.0.1", 3),
                neighbor("p1", "fc00::1", 1), neighbor("p2", "fc00::1", 2), neighbor("p3", "fc00::1", 3));
        assertThat(host().convergedRows()).isEqualTo(Map.of(
                "p1:10.0.0.1", "02:00:00:00:00:01 IPv4", "p1:fc00::1", "02:00:00:00:00:01 IPv6",
                "p2:10.0.0.1", "02:00:00:00:00:02 IPv4", "p2:fc00::1", "02:00:00:00:00:02 IPv6",
                "p3:10.0.0.1", "02:00:00:00:00:03 IPv4", "p3:fc00::1", "02:00:00:00:00:03 IPv6"));

        host().ip(neighbor("p2", "10.0.0.1", 4), "neigh del fc00::1 dev p1", "neigh del 10.0.0.1 dev p3");
        assertThat(host().convergedRows()).isEqualTo(Map.of(
                "p1:10.0.0.1", "02:00:00:00:00:01 IPv4",
                "p2:10.0.0.1", "02:00:00:00:00:04 IPv4", "p2:fc00::1", "02:00:00:00:00:02 IPv6",
                "p3:fc00::1", "02:00:00:00:00:03 IPv6"));
    }

    @Test
    void shouldFollowALinkFromVrfToVrfAndOut() {
        host().addPort("p1", "Vrf-red");
        host().ip(neighbor("p1", "10.0.0.1", 1), neighbor("p1", "fc00::1", 1));
        assertThat(host().convergedRows()).hasSize(2);
        host().ip("link set p1 master Vrf-blue");
        assertThat(host().convergedRows()).isEmpty();
        host().ip(neighbor("p1", "10.0.0.1", 2), "link set p1 master Vrf-red", neighbor("p1", "10.0.0.1", 3));
        assertThat(host().convergedRows()).isEqualTo(Map.of("p1:10.0.0.1", "02:00:00:00:00:03 IPv4"));
        host().ip("link set p1 nomaster");
        assertThat(host().convergedRows()).isEmpty();
        host().ip(neighbor("p1", "10.0.0.1", 1));
        assertThat(host().convergedRows()).containsOnlyKeys("p1:10.0.0.1");
    }

    @Test
    void shouldRenameRowsWithTheirLinkInsideAVrf() {
        host().addPort("p1", "Vrf-red");
        host().ip(neighbor("p1", "10.0.0.1", 1));
        assertThat(host().convergedRows()).hasSize(1);
        host().ip("link set p1 down");
        host().ip(neighbor("p1", "10.0.0.2", 2), neighbor("p1", "fc00::2", 2));
        assertThat(host().convergedRows()).containsOnlyKeys("p1:10.0.0.2", "p1:fc00::2");
        host().ip("link set p1 name uplink");
        host().ip("link set uplink up");
        assertThat(host().convergedRows()).containsOnlyKeys("uplink:10.0.0.2", "uplink:fc00::2");
    }

    @Test
    void shouldKeepRowsWhenTheirVrfIsRenamed() {
        host().addPort("p1", "Vrf-red");
        host().ip(neighbor("p1", "10.0.0.1", 1));
        host().ip("link set Vrf-red down", "link set Vrf-red name Vrf-green");
        host().ip("link set Vrf-green up");
        assertThat(host().convergedRows()).containsOnlyKeys("p1:10.0.0.1");
        host().ip(neighbor("p1", "10.0.0.1", 2));
        assertThat(host().convergedRows()).isEqualTo(Map.of("p1:10.0.0.1", "02:00:00:00:00:02 IPv4"));
    }

    @Test
    void shouldFollowABridgeThroughVrfs() {
        host().ip("link add br0 type bridge", "link set br0 master Vrf-red", "link set br0 up");
        host().addPort("p1", "br0");
        host().ip(neighbor("br0", "10.0.0.1", 1), neighbor("br0", "fc00::1", 1), neighbor("p1", "10.0.0.2", 2));
        assertThat(host().convergedRows()).containsOnlyKeys("br0:10.0.0.1", "br0:fc00::1", "p1:10.0.0.2");
        host().ip("link set br0 master Vrf-blue", neighbor("br0", "10.0.0.3", 3));
        assertThat(host().convergedRows()).containsOnlyKeys("br0:10.0.0.3", "p1:10.0.0.2");
    }

    @Test
    void shouldKeepRowsOfAPortThatLeavesItsBridge() {
        // else the bridge takes its ports' address, and its neighbors go with each change of it
        host().ip("link add br0 address 02:00:00:00:0b:00 type bridge",
                "link set br0 master Vrf-red", "link set br0 up");
        host().addPort("p1", "br0");
        host().ip(neighbor("br0", "10.0.0.1", 1), neighbor("p1", "10.0.0.2", 2));
        assertThat(host().convergedRows()).hasSize(2);
        host().ip("link set p1 nomaster");
        assertThat(host().convergedRows()).containsOnlyKeys("br0:10.0.0.1", "p1:10.0.0.2");
        host().ip("link set p1 master br0", neighbor("p1", "10.0.0.3", 3));
        assertThat(host().convergedRows()).containsOnlyKeys("br0:10.0.0.1", "p1:10.0.0.2", "p1:10.0.0.3");
        host().ip("link del br0");
        assertThat(host().convergedRows()).containsOnlyKeys("p1:10.0.0.2", "p1:10.0.0.3");
    }

    @Test
    void shouldDeleteRowsOfTheMembersOfADeletedVrf() {
        host().addPort("p1", "Vrf-red");
        host().addPort("p2", "Vrf-red");
        host().addPort("p3", "Vrf-blue");
        host().ip(neighbor("p1", "10.0.0.1", 1), neighbor("p2", "fc00::1", 2), neighbor("p3", "10.0.0.1", 3));
        assertThat(host().convergedRows()).hasSize(3);
        host().ip("link del Vrf-red");
        assertThat(host().convergedRows()).containsOnlyKeys("p3:10.0.0.1");
        host().ip(neighbor("p1", "10.0.0.1", 4));
        assertThat(host().convergedRows()).containsOnlyKeys("p1:10.0.0.1", "p3:10.0.0.1");
    }

    @Test
    void shouldKnowAVrfThatReturnsWithAnotherTableAndIndex() {
        host().addPort("p1", "Vrf-red");
        host().ip(neighbor("p1", "10.0.0.1", 1));
        assertThat(host().convergedRows()).hasSize(1);
        host().ip("link del Vrf-red");
        host().ip("link add Vrf-red index 500 type vrf table 30", "link set Vrf-red up", "link set p1 master Vrf-red",
                neighbor("p1", "10.0.0.1", 2));
        assertThat(host().convergedRows()).isEqualTo(Map.of("p1:10.0.0.1", "02:00:00:00:00:02 IPv4"));
    }

    @Test
    void shouldNotGiveRowsOfALinkToItsSuccessorWithTheSameIndex() {
        host().ip("link add p1 index 600 type dummy", "link set p1 master Vrf-red", "link set p1 up",
                neighbor("p1", "10.0.0.1", 1), neighbor("p1", "10.0.0.2", 2));
        assertThat(host().convergedRows()).hasSize(2);
        host().ip("link del p1");
        host().ip("link add p2 index 600 type dummy", "link set p2 master Vrf-blue", "link set p2 up",
                neighbor("p2", "10.0.0.1", 3));
        assertThat(host().convergedRows()).isEqualTo(Map.of("p2:10.0.0.1", "02:00:00:00:00:03 IPv4"));
    }

    @Test
    void shouldForgetALinkThatMovesToAnotherNamespace() {
        host().addPort("p1", "Vrf-red");
        host().ip(neighbor("p1", "10.0.0.1", 1), neighbor("p1", "fc00::1", 1));
        assertThat(host().convergedRows()).hasSize(2);
        host().ip("netns add elsewhere");
        try {
            host().ip("link set p1 netns elsewhere");
            assertThat(host().convergedRows()).isEmpty();
            host().bringBack("p1", "elsewhere");
        } finally {
            host().ip("netns del elsewhere");
        }
        host().ip("link set p1 up", neighbor("p1", "10.0.0.2", 2));
        assertThat(host().convergedRows()).containsOnlyKeys("p1:10.0.0.2");
    }

    @Test
    void shouldMirrorAVlanInAVrfApartFromItsParent() {
        host().addPort("p1");
        host().ip("link add link p1 name p1.10 type vlan id 10", "link set p1.10 master Vrf-red", "link set p1.10 up");
        host().ip(neighbor("p1", "10.0.0.1", 1), neighbor("p1.10", "10.0.0.1", 2));
        assertThat(host().convergedRows()).containsOnlyKeys("p1:10.0.0.1", "p1.10:10.0.0.1");
        host().ip("link set p1.10 master Vrf-blue");
        assertThat(host().convergedRows()).containsOnlyKeys("p1:10.0.0.1");
    }

    @Test
    void shouldMirrorABondInAVrfAndItsMember() {
        host().ip("link add bond0 type bond mode active-backup", "link set bond0 master Vrf-red");
        host().ip("link add p1 type dummy", "link set p1 master bond0", "link set bond0 up");
        host().ip(neighbor("bond0", "10.0.0.1", 1), neighbor("p1", "10.0.0.2", 2));
        assertThat(host().convergedRows()).containsOnlyKeys("bond0:10.0.0.1", "p1:10.0.0.2");
        host().ip("link set p1 nomaster", neighbor("bond0", "10.0.0.1", 3));
        assertThat(host().convergedRows()).containsKey("bond0:10.0.0.1");
        host().ip("link del bond0");
        assertThat(host().convergedRows()).doesNotContainKey("bond0:10.0.0.1");
    }

    @Test
    void shouldMirrorATeamInAVrf() {
        host().ip("link add team0 type team", "link set team0 master Vrf-red", "link set team0 up");
        host().ip(neighbor("team0", "10.0.0.1", 1));
        assertThat(host().convergedRows()).containsOnlyKeys("team0:10.0.0.1");
        host().ip("link del team0");
        assertThat(host().convergedRows()).isEmpty();
    }

    @Test
    void shouldMirrorManyAtOnceAndTheirEnd() {
        host().addPort("p1", "Vrf-red");
        host().addPort("p2", "Vrf-blue");
        host().ip(many("p1"));
        assertThat(host().convergedRows()).hasSize(400);
        host().ip("neigh flush dev p1 nud permanent");
        assertThat(host().convergedRows()).isEmpty();
        host().ip(many("p2"));
        host().ip("link set p2 down");
        assertThat(host().convergedRows()).isEmpty();
        host().ip("link set p2 up");
        host().ip(many("p2"));
        host().ip("link set p2 master Vrf-red");
        assertThat(host().convergedRows()).isEmpty();
    }

    @Test
    @Order(LAST)
    void shouldStopWithTheCountsOfEachVrfAndNothingRepaired() {
        host().addPort("p1", "Vrf-red");
        host().addPort("p2", "Vrf-blue");
        host().addPort("p3");
        host().ip(neighbor("p1", "10.0.0.1", 1), neighbor("p2", "10.0.0.1", 2), neighbor("p2", "10.0.0.2", 2),
                neighbor("p3", "10.0.0.1", 3), neighbor("p3", "10.0.0.2", 3), neighbor("p3", "10.0.0.3", 3));
        assertThat(host().convergedRows()).hasSize(6);
        host().shouldStopWithRows(Map.of("Vrf-red", 1, "Vrf-blue", 2, VrfOracle.DEFAULT, 3, VrfHost.MARK_VRF, 1));
    }

    private static List<String> many(String link) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            lines.add(neighbor(link, "10.0.1." + i, i));
            lines.add(neighbor(link, "fc00::1:" + Integer.toHexString(i), i));
        }
        return lines;
    }
}
