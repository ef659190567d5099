package io.neighsync.netlink;

import static io.neighsync.netlink.Rtnetlink.AF_INET;
import static io.neighsync.netlink.Rtnetlink.AF_INET6;
import static io.neighsync.netlink.Rtnetlink.AF_UNSPEC;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests against captured ones, and decoded again. */
class NetlinkRequestsTest {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);
    private final NeighborDecoder neighbor = new NeighborDecoder();

    @BeforeEach
    void fillWithRubbish() {
        buffer.setMemory(0, 256, (byte) 0xa5);
    }

    @Test
    void shouldEncodeDumpsAsTheCapturedOnes() {
        assertThat(captured(NetlinkRequests.encodeLinkDump(buffer, 8, 1001))).isTrue();
        assertThat(captured(NetlinkRequests.encodeNeighborDump(buffer, 8, 1002, AF_UNSPEC))).isTrue();
        assertThat(captured(NetlinkRequests.encodeNeighborDump(buffer, 8, 1004, Rtnetlink.AF_BRIDGE))).isTrue();
        assertThat(captured(NetlinkRequests.encodeNeighborDump(buffer, 8, 1004, AF_INET))).isFalse();
    }

    @Test
    void shouldEncodeAGetThatDecodes() {
        int length = NetlinkRequests.encodeNeighborGet(
            buffer, 8, 5, 42, AF_INET6, 0xfe80L << 48, 0x8000_0000_0000_0001L);
        assertThat(length).isEqualTo(48);
        assertThat(neighbor.wrap(buffer, 8, length)).isTrue();
        assertThat(neighbor.messageType()).isEqualTo(Rtnetlink.RTM_GETNEIGH);
        assertThat(neighbor.messageFlags()).isEqualTo(Nlm.NLM_F_REQUEST);
        assertThat(neighbor.sequence()).isEqualTo(5);
        assertThat(neighbor.ifindex()).isEqualTo(42);
        assertThat(neighbor.family()).isEqualTo(AF_INET6);
        assertThat(neighbor.nudState()).isZero();
        assertThat(neighbor.ntfFlags()).isZero();
        assertThat(neighbor.ndmType()).isZero();
        assertThat(neighbor.addressHigh()).isEqualTo(0xfe80L << 48);
        assertThat(neighbor.addressLow()).isEqualTo(0x8000_0000_0000_0001L);

        length = NetlinkRequests.encodeNeighborGet(buffer, 8, 6, 43, AF_INET, 0, 0xc000_0201L);
        assertThat(length).isEqualTo(36);
        assertThat(neighbor.wrap(buffer, 8, length)).isTrue();
        assertThat(neighbor.addressLength()).isEqualTo(4);
        assertThat(neighbor.addressLow()).isEqualTo(0xc000_0201L);
    }

    @Test
    void shouldEncodeChangesThatDecode() {
        int length = NeighborRequests.encodeNewNeighbor(buffer, 8, 7, Nlm.NLM_F_CREATE, 3, AF_INET, 0, 0x0a00_0001L,
            0xfe01_0203_0405L, Nud.NUD_STALE, Ntf.NTF_EXT_LEARNED);
        assertThat(length).isLessThanOrEqualTo(NeighborRequests.MAX_LENGTH).isEqualTo(48);
        assertThat(neighbor.wrap(buffer, 8, length)).isTrue();
        assertThat(neighbor.messageType()).isEqualTo(Rtnetlink.RTM_NEWNEIGH);
        assertThat(neighbor.messageFlags()).isEqualTo(Nlm.NLM_F_REQUEST | Nlm.NLM_F_CREATE);
        assertThat(neighbor.lladdr()).isEqualTo(0xfe01_0203_0405L);
        assertThat(neighbor.nudState()).isEqualTo(Nud.NUD_STALE);
        assertThat(neighbor.ntfFlags()).isEqualTo(Ntf.NTF_EXT_LEARNED);

        length = NeighborRequests.encodeDelNeighbor(buffer, 8, 8, 0, 3, AF_INET6, 1, 2);
        assertThat(neighbor.wrap(buffer, 8, length)).isTrue();
        assertThat(neighbor.messageType()).isEqualTo(Rtnetlink.RTM_DELNEIGH);
        assertThat(neighbor.lladdrLength()).isEqualTo(NeighborDecoder.ABSENT);
        assertThat(neighbor.addressHigh()).isEqualTo(1);
        assertThat(neighbor.addressLow()).isEqualTo(2);
    }

    private boolean captured(int length) {
        byte[] encoded = new byte[length];
        buffer.getBytes(8, encoded);
        return Nlcap.read(Nlcap.A_VRF).stream()
            .anyMatch(entry -> entry.kind() == Nlcap.Kind.REQUEST && Arrays.equals(entry.bytes(), encoded));
    }
}
