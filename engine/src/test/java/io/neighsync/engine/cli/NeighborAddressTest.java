package io.neighsync.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.neighsync.netlink.Rtnetlink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class NeighborAddressTest {
    @Test
    void shouldReadAddressesAsTheKernelHasThem() {
        assertThat(NeighborAddress.parse("10.0.0.255")).isEqualTo(
                new NeighborAddress(Rtnetlink.AF_INET, 0, 0x0a00_00ffL));
        assertThat(NeighborAddress.parse("255.0.0.1")).isEqualTo(
                new NeighborAddress(Rtnetlink.AF_INET, 0, 0xff00_0001L));
        assertThat(NeighborAddress.parse("FC00:0:0:1::2")).isEqualTo(
                new NeighborAddress(Rtnetlink.AF_INET6, 0xfc00_0000_0000_0001L, 2));
        assertThat(NeighborAddress.parse("::ffff:10.0.0.1")).isEqualTo(
                new NeighborAddress(Rtnetlink.AF_INET6, 0, 0xffff_0a00_0001L));
        assertThat(NeighborAddress.parse("FE80::1")).hasToString("fe80::1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.1", "1", "256.0.0.1", "10.0.0.1.2", "fe80::1%eth0", "fe80::1%1", "localhost", ":",
        "1:2:3:4:5:6:7:8:9", "g::1", "10.0.0.1/24"})
    void shouldRefuseWhatIsNone(String text) {
        assertThatThrownBy(() -> NeighborAddress.parse(text)).isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'" + text + "' is no IP address");
    }
}
