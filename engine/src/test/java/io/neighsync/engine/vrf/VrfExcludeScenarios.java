package io.neighsync.engine.vrf;

import static io.neighsync.engine.vrf.VrfHost.neighbor;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Every VRF is mirrored but Vrf-blue and the default one. */
class VrfExcludeScenarios extends VrfScenarios {
    private static final Set<String> EXCLUDED = Set.of("Vrf-blue", VrfOracle.DEFAULT);

    VrfExcludeScenarios() {
        super(vrf -> !EXCLUDED.contains(vrf), "vrf.exclude=Vrf-blue,default");
    }

    @Test
    void shouldHideRowsWhileTheirLinkIsInAnExcludedVrf() {
        host().addPort("p1");
        host().ip("link add br0 type bridge", "link set br0 up", "link set p1 master br0",
                neighbor("p1", "10.0.0.1", 1));
        assertThat(host().convergedRows()).isEmpty();
        host().ip("link set br0 master Vrf-red");
        assertThat(host().convergedRows()).containsOnlyKeys("p1:10.0.0.1");
        host().ip("link set br0 master Vrf-blue");
        assertThat(host().convergedRows()).isEmpty();
    }

    @Test
    void shouldShowRowsWhenTheirVrfLosesTheExcludedName() {
        host().addPort("p1", "Vrf-blue");
        host().ip(neighbor("p1", "10.0.0.1", 1), neighbor("p1", "fc00::1", 1));
        assertThat(host().convergedRows()).isEmpty();
        host().ip("link set Vrf-blue down", "link set Vrf-blue name Vrf-green");
        assertThat(host().convergedRows()).containsOnlyKeys("p1:10.0.0.1", "p1:fc00::1");
        host().ip("link del Vrf-green");
        assertThat(host().convergedRows()).isEmpty();
    }

    @Test
    @Order(LAST)
    void shouldStopWithTheCountsOfEachVrfAndNothingRepaired() {
        host().addPort("p1", "Vrf-red");
        host().addPort("p2", "Vrf-blue");
        host().ip(neighbor("p1", "10.0.0.1", 1), neighbor("p2", "10.0.0.1", 2), neighbor("p2", "10.0.0.2", 2));
        assertThat(host().convergedRows()).containsOnlyKeys("p1:10.0.0.1");
        host().shouldStopWithRows(Map.of("Vrf-red", 1, "Vrf-blue", 0, VrfOracle.DEFAULT, 0, VrfHost.MARK_VRF, 1));
    }
}
