package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys of a CONFIG_DB. */
class ConfigDbTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 21, 5_000})
    void shouldHaveAsManyKeysAsAreWanted(int count) {
        assertThat(ConfigDb.keys(count)).hasSize(count).containsKey("DEVICE_METADATA|localhost");
    }

    @Test
    void shouldHaveAThirdOfThemInTheTablesOfInterfaces() {
        assertThat(ConfigDb.keys(5_000).keySet())
            .filteredOn(key -> key.contains("INTERFACE|")).hasSizeBetween(1_500, 2_000);
    }

    @Test
    void shouldNameInterfacesAsASwitchDoes() {
        Map<String, String> keys = ConfigDb.keys(5_000);
        assertThat(keys).containsEntry("INTERFACE|Ethernet516|10.1.2.0/31", "NULL NULL")
            .containsEntry("VLAN_INTERFACE|Vlan2", "ipv6_use_link_local_only disable");
        assertThat(keys.values()).allMatch(fields -> fields.split(" ", -1).length % 2 == 0);
    }
}
