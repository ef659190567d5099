package io.neighsync.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Ranges, and the defaults in reference.conf. */
class NetlinkConfigTest {
    private static final long MIB = 1 << 20;

    @Test
    void shouldHaveADefaultForEachComponentAndNoOther() throws IOException {
        Map<String, Long> defaults = defaults();
        assertThat(defaults.keySet()).containsExactly(Arrays.stream(NetlinkConfig.class.getRecordComponents())
            .map(RecordComponent::getName)
            .map(name -> name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
            .toArray(String[]::new));
        NetlinkConfig config = new NetlinkConfig(defaults.get("receive_buffer"),
            Math.toIntExact(defaults.get("receive_batch")), defaults.get("dump_receive_buffer"));
        assertThat(config).isEqualTo(new NetlinkConfig(64 * MIB, 64, MIB));
    }

    @Test
    void shouldAcceptTheEndsOfItsRanges() {
        assertThat(new NetlinkConfig(4096, 1, 128 << 10).receiveBuffer()).isEqualTo(4096);
        assertThat(new NetlinkConfig(1 << 30, 1024, 1 << 30).receiveBatch()).isEqualTo(1024);
    }

    @Test
    void shouldNameTheKeyTheValueAndWhatIsAllowed() {
        assertThatThrownBy(() -> new NetlinkConfig(4095, 64, MIB)).isInstanceOf(IllegalArgumentException.class)
            .hasMessage("netlink.receive_buffer = 4095 is out of range: allowed are 4096 to 1073741824 bytes");
        assertThatThrownBy(() -> new NetlinkConfig((1L << 30) + 1, 64, MIB))
            .hasMessageContaining("netlink.receive_buffer = 1073741825");
        assertThatThrownBy(() -> new NetlinkConfig(MIB, 0, MIB))
            .hasMessage("netlink.receive_batch = 0 is out of range: allowed are 1 to 1024 datagrams");
        assertThatThrownBy(() -> new NetlinkConfig(MIB, 1025, MIB))
            .hasMessageContaining("netlink.receive_batch = 1025");
        assertThatThrownBy(() -> new NetlinkConfig(MIB, 64, (128 << 10) - 1))
            .hasMessageContaining("netlink.dump_receive_buffer = 131071");
        assertThatThrownBy(() -> new NetlinkConfig(MIB, 64, (1L << 30) + 1))
            .hasMessageContaining("netlink.dump_receive_buffer");
    }

    private static Map<String, Long> defaults() throws IOException {
        Map<String, Long> defaults = new LinkedHashMap<>();
        try (InputStream in = NetlinkConfig.class.getResourceAsStream("/reference.conf")) {
            Matcher matcher = Pattern.compile("^ +(\\w+) = (\\d+)( MiB)?$", Pattern.MULTILINE)
                .matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            while (matcher.find()) {
                defaults.put(matcher.group(1), Long.parseLong(matcher.group(2)) * (matcher.group(3) == null ? 1 : MIB));
            }
        }
        return defaults;
    }
}
