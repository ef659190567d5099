package io.neighsync.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.RowValue;
import io.neighsync.netlink.Rtnetlink;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class RowCodecTest {
    private static final long LLADDR = 0x0200_0000_0001L;
    private static final String MAC = "02:00:00:00:00:01";

    private final RowCodec codec = new RowCodec();
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[RowCodec.MAX_KEY_BYTES]);

    @Test
    void shouldWriteKeyWithoutEscapingColons() {
        int ipv4 = codec.putKey(key, 0, new LinkName("Ethernet0"), Rtnetlink.AF_INET, 0, 0x0a000001);
        assertThat(key.getStringWithoutLengthAscii(0, ipv4)).isEqualTo("Ethernet0:10.0.0.1");

        int ipv6 = codec.putKey(key, 0, new LinkName("Vlan100"), Rtnetlink.AF_INET6, 0xfc00L << 48, 2);
        assertThat(key.getStringWithoutLengthAscii(0, ipv6)).isEqualTo("Vlan100:fc00::2");
    }

    @Test
    void shouldFitTheLongestKey() {
        int length = codec.putKey(key, 0, new LinkName("fifteen-bytes-x"), Rtnetlink.AF_INET6, -1, -1);
        assertThat(length).isEqualTo(15 + 1 + 39);
    }

    @Test
    void shouldWriteExactlyTwoFieldsInOrder() {
        UnsafeBuffer fields = codec.fields(Rtnetlink.AF_INET, RowValue.of(LLADDR));
        assertThat(fields.getStringWithoutLengthAscii(0, fields.capacity()))
                .isEqualTo("$5\r\nneigh\r\n$17\r\n" + MAC + "\r\n$6\r\nfamily\r\n$4\r\nIPv4\r\n");
        assertThat(codec.fields(Rtnetlink.AF_INET6, RowValue.of(0)).getStringWithoutLengthAscii(0, fields.capacity()))
                .isEqualTo("$5\r\nneigh\r\n$17\r\n00:00:00:00:00:00\r\n$6\r\nfamily\r\n$4\r\nIPv6\r\n");
    }

    @Test
    void shouldReadBackWhatItWrites() {
        assertThat(valueOf("eth0:10.0.0.1", Map.of("neigh", MAC, "family", "IPv4"))).isEqualTo(RowValue.of(LLADDR));
        assertThat(valueOf("eth0:fc00::1", Map.of("neigh", MAC, "family", "IPv6"))).isEqualTo(RowValue.of(LLADDR));
    }

    @Test
    void shouldCallForeignWhatItWouldNotWrite() {
        assertThat(valueOf("eth0:10.0.0.1", Map.of())).isEqualTo(RowValue.FOREIGN);
        assertThat(valueOf("eth0:10.0.0.1", Map.of("neigh", MAC))).isEqualTo(RowValue.FOREIGN);
        assertThat(valueOf("eth0:10.0.0.1", Map.of("neigh", MAC, "family", "IPv6"))).isEqualTo(RowValue.FOREIGN);
        assertThat(valueOf("eth0:10.0.0.1", Map.of("neigh", "02:00:00:00:00:0G", "family", "IPv4")))
                .isEqualTo(RowValue.FOREIGN);
        assertThat(valueOf("eth0:10.0.0.1", Map.of("neigh", MAC, "family", "IPv4", "vrf", "red")))
                .isEqualTo(RowValue.FOREIGN);
    }

    private static long valueOf(String key, Map<String, String> fields) {
        return RowCodec.valueOf(key.getBytes(StandardCharsets.US_ASCII), fields);
    }
}
