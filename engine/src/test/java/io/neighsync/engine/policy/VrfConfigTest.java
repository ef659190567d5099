package io.neighsync.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VrfConfigTest {
    @ParameterizedTest
    @ValueSource(strings = {"Vrf-red", "default", "mgmt", "v", "...", "Vrf.1", "fifteen_bytes_1", "Vrf-ä"})
    void shouldTakeNamesThatAKernelTakes(String name) {
        assertThat(new VrfConfig(List.of(name), List.of()).include()).containsExactly(name);
        assertThat(new VrfConfig(List.of(), List.of(name)).exclude()).containsExactly(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "Vrf red", "Vrf\tred", "a/b", "a:b", ".", "..", "sixteen_bytes_01",
        "fifteen_letterä", "Vrf-red "})
    void shouldRefuseNamesThatNoVrfCanHave(String name) {
        List<String> names = List.of("Vrf-ok", name);
        assertThatThrownBy(() -> new VrfConfig(names, List.of())).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("vrf.include = ").hasMessageContaining("\"" + name + "\"")
                .hasMessageContaining("1 to 15 bytes").hasMessageContaining("default");
        assertThatThrownBy(() -> new VrfConfig(List.of(), names)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("vrf.exclude = ");
    }

    @Test
    void shouldRefuseAVrfThatIsBothIncludedAndExcluded() {
        assertThatThrownBy(() -> new VrfConfig(List.of("Vrf-a", "Vrf-b"), List.of("Vrf-c", "Vrf-b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("vrf.exclude = [Vrf-c, Vrf-b]").hasMessageContaining("Vrf-b is in vrf.include");
    }

    @Test
    void shouldNotFollowTheListsItWasMadeFrom() {
        List<String> names = new ArrayList<>(List.of("Vrf-red"));
        VrfConfig config = new VrfConfig(names, List.of());
        names.set(0, "Vrf-blue");
        assertThat(config.include()).containsExactly("Vrf-red");
    }
}
