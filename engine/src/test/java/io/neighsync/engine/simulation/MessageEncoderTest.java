package io.neighsync.engine.simulation;

import static io.neighsync.netlink.Rtnetlink.AF_INET;
import static io.neighsync.netlink.Rtnetlink.AF_INET6;
import static io.neighsync.netlink.Rtnetlink.RTM_DELLINK;
import static io.neighsync.netlink.Rtnetlink.RTM_NEWLINK;
import static io.neighsync.netlink.Rtnetlink.RTM_NEWNEIGH;
import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.netlink.LinkDecoder;
import io.neighsync.netlink.NeighborDecoder;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageEncoderTest {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[MessageEncoder.MAX_LENGTH]);
    private final NeighborDecoder neighbor = new NeighborDecoder();
    private final LinkDecoder link = new LinkDecoder();

    @Test
    void shouldHaveTheLengthsOfARealKernel() {
        assertThat(encode(AF_INET, 0, 0x0a00_0001L, 6)).isEqualTo(76);
        assertThat(encode(AF_INET6, 1, 2, 6)).isEqualTo(88);
        assertThat(encode(AF_INET, 0, 0x0a00_0001L, -1)).isEqualTo(64);
        assertThat(encode(AF_INET6, 1, 2, -1)).isEqualTo(76);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1, 4, 6, 8, 20, 32})
    void shouldEncodeLinkLayerAddressesOfAnyLength(int lladdrLength) {
        int length = encode(AF_INET6, 0xfc00L << 48, 2, lladdrLength);
        assertThat(neighbor.wrap(buffer, 0, length)).isTrue();
        assertThat(neighbor.messageType()).isEqualTo(RTM_NEWNEIGH);
        assertThat(neighbor.sequence()).isEqualTo(3);
        assertThat(neighbor.ifindex()).isEqualTo(9);
        assertThat(neighbor.addressHigh()).isEqualTo(0xfc00L << 48);
        assertThat(neighbor.addressLow()).isEqualTo(2);
        assertThat(neighbor.nudState()).isEqualTo(Nud.NUD_NOARP | Nud.NUD_PERMANENT);
        assertThat(neighbor.ntfFlags()).isEqualTo(0x90);
        assertThat(neighbor.ndmType()).isEqualTo(5);
        assertThat(neighbor.lladdrLength()).isEqualTo(lladdrLength);
        assertThat(neighbor.lladdr()).isEqualTo(lladdrLength == 6 ? 0x0200_0000_00fdL : 0);
        assertThat(neighbor.probes()).isZero();
        if (lladdrLength > 0) {
            assertThat(buffer.getByte(neighbor.lladdrOffset() + lladdrLength - 1)).isEqualTo((byte) 0xfd);
        }
    }

    @Test
    void shouldEncodeLinksAndTheirMasters() {
        Link vrf = new Link(5, "Vrf-red", Link.Kind.VRF, 100);
        Link member = new Link(6, "a-name-of-15-cs", Link.Kind.PLAIN, 0);
        member.master = vrf;
        member.up = true;
        assertThat(link.wrap(buffer, 0, MessageEncoder.link(buffer, 0, RTM_NEWLINK, 2, 7, 8, vrf, 0))).isTrue();
        assertThat(link.name()).isEqualTo("Vrf-red");
        assertThat(link.isVrf()).isTrue();
        assertThat(link.vrfTable()).isEqualTo(100);
        assertThat(link.master()).isZero();
        assertThat(link.sequence()).isEqualTo(7);
        assertThat(link.operstate()).isEqualTo(2);
        assertThat(link.wrap(buffer, 0, MessageEncoder.link(buffer, 0, RTM_NEWLINK, 0, 0, 0, member, 1))).isTrue();
        assertThat(link.name()).isEqualTo("a-name-of-15-cs");
        assertThat(link.kind()).isEqualTo("dummy");
        assertThat(link.master()).isEqualTo(5);
        assertThat(link.isVrfSlave()).isTrue();
        assertThat(link.slaveTable()).isEqualTo(100);
        assertThat(link.lladdr()).isEqualTo(member.lladdr);
        assertThat(link.flags() & 1).isEqualTo(1);
        assertThat(link.operstate()).isEqualTo(6);
        assertThat(link.change()).isEqualTo(1);
    }

    @Test
    void shouldEncodeBridgePortsAndMovedLinks() {
        Link bridge = new Link(5, "br0", Link.Kind.BRIDGE, 0);
        assertThat(link.wrap(buffer, 0, MessageEncoder.bridgePort(buffer, RTM_NEWLINK, bridge))).isTrue();
        assertThat(link.family()).isEqualTo(Rtnetlink.AF_BRIDGE);
        assertThat(link.master()).isEqualTo(5);
        assertThat(link.kindLength()).isZero();
        assertThat(link.wrap(buffer, 0, MessageEncoder.movedLink(buffer, bridge))).isTrue();
        assertThat(link.messageType()).isEqualTo(RTM_DELLINK);
        assertThat(link.newNetnsId()).isZero();
        assertThat(link.newIfindex()).isEqualTo(5);
    }

    private int encode(int family, long high, long low, int lladdrLength) {
        buffer.setMemory(0, buffer.capacity(), (byte) 0xee);
        return MessageEncoder.neighbor(buffer, 0, RTM_NEWNEIGH, 0, 3, 4, family, 9, high, low,
                Nud.NUD_NOARP | Nud.NUD_PERMANENT, 0x90, 5, 0x0200_0000_00fdL, lladdrLength);
    }
}
