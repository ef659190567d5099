package io.neighsync.netlink;

import static io.neighsync.netlink.Rtnetlink.AF_BRIDGE;
import static io.neighsync.netlink.Rtnetlink.AF_INET;
import static io.neighsync.netlink.Rtnetlink.AF_INET6;
import static io.neighsync.netlink.Rtnetlink.RTM_DELNEIGH;
import static io.neighsync.netlink.Rtnetlink.RTM_NEWNEIGH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Neighbor messages built by hand. */
class NeighborDecoderTest {
    private static final byte[] INET = {(byte) 192, 0, 2, (byte) 200};
    private static final byte[] INET6 = {(byte) 0xfc, 0, 0, 0, 0, 0, 0, 1, (byte) 0x80, 0, 0, 0, 0, 0, 0, 2};
    private static final byte[] LLADDR = {(byte) 0xfe, 1, 2, 3, (byte) 0x84, 5};

    private final NeighborDecoder decoder = new NeighborDecoder();

    @Test
    void shouldDecodeEveryField() {
        UnsafeBuffer message = full().build();

        assertThat(decoder.wrap(message, 0, message.capacity())).isTrue();

        assertThat(decoder.error()).isEqualTo(DecodeError.NONE);
        assertThat(decoder.messageType()).isEqualTo(RTM_NEWNEIGH);
        assertThat(decoder.messageFlags()).isEqualTo(Nlm.NLM_F_MULTI);
        assertThat(decoder.sequence()).isEqualTo(77);
        assertThat(decoder.family()).isEqualTo(AF_INET6);
        assertThat(decoder.ifindex()).isEqualTo(0x01020304);
        assertThat(decoder.nudState()).isEqualTo(0xc0);
        assertThat(decoder.ntfFlags()).isEqualTo(0x90);
        assertThat(decoder.ndmType()).isEqualTo(5);
        assertThat(decoder.hasDestination()).isTrue();
        assertThat(decoder.addressLength()).isEqualTo(16);
        assertThat(decoder.addressHigh()).isEqualTo(0xfc00_0000_0000_0001L);
        assertThat(decoder.addressLow()).isEqualTo(0x8000_0000_0000_0002L);
        assertThat(decoder.lladdrLength()).isEqualTo(6);
        assertThat(decoder.lladdr()).isEqualTo(0xfe01_0203_8405L);
        assertThat(message.getByte(decoder.lladdrOffset())).isEqualTo((byte) 0xfe);
        assertThat(decoder.extFlags()).isEqualTo(1);
        assertThat(decoder.protocol()).isEqualTo(186);
        assertThat(decoder.master()).isEqualTo(9);
        assertThat(decoder.vlan()).isEqualTo(4094);
        assertThat(decoder.vni()).isEqualTo(0xabcdef);
        assertThat(decoder.sourceVni()).isEqualTo(10);
        assertThat(decoder.port()).isEqualTo(4789);
        assertThat(decoder.outIfindex()).isEqualTo(11);
        assertThat(decoder.linkNetnsId()).isEqualTo(12);
        assertThat(decoder.nhId()).isEqualTo(13);
        assertThat(decoder.probes()).isEqualTo(3);
    }

    @Test
    void shouldForgetTheMessageBefore() {
        UnsafeBuffer full = full().build();
        UnsafeBuffer bare = MessageBuilder.neighbor(RTM_DELNEIGH, AF_INET, 1, 0, 0, 0).build();
        decoder.wrap(full, 0, full.capacity());

        assertThat(decoder.wrap(bare, 0, bare.capacity())).isTrue();

        assertThat(decoder.messageType()).isEqualTo(RTM_DELNEIGH);
        assertThat(decoder.hasDestination()).isFalse();
        assertThat(decoder.addressLength()).isZero();
        assertThat(decoder.addressHigh()).isZero();
        assertThat(decoder.addressLow()).isZero();
        assertThat(decoder.lladdrLength()).isEqualTo(NeighborDecoder.ABSENT);
        assertThat(decoder.lladdr()).isZero();
        assertThat(decoder.extFlags()).isZero();
        assertThat(decoder.protocol()).isZero();
        assertThat(decoder.master()).isZero();
        assertThat(decoder.vlan()).isEqualTo(NeighborDecoder.ABSENT);
        assertThat(decoder.vni()).isEqualTo(NeighborDecoder.ABSENT);
        assertThat(decoder.sourceVni()).isEqualTo(NeighborDecoder.ABSENT);
        assertThat(decoder.port()).isZero();
        assertThat(decoder.outIfindex()).isZero();
        assertThat(decoder.linkNetnsId()).isEqualTo(NeighborDecoder.ABSENT);
        assertThat(decoder.nhId()).isZero();
        assertThat(decoder.probes()).isEqualTo(NeighborDecoder.ABSENT);
    }

    @Test
    void shouldDecodeTheSameInAnyOrderOfAttributes() {
        int compared = 0;
        for (String capture : List.of(Nlcap.A_VRF, Nlcap.B_CHURN)) {
            for (Nlcap.Entry entry : Nlcap.read(capture)) {
                UnsafeBuffer message = entry.buffer();
                if (entry.kind() == Nlcap.Kind.EVENT && decoder.wrap(message, 0, message.capacity())) {
                    String forward = decoder.toString();
                    UnsafeBuffer reversed = reversed(message);
                    assertThat(decoder.wrap(reversed, 0, reversed.capacity())).isTrue();
                    assertThat(decoder.toString()).isEqualTo(forward);
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThan(2_000);
        UnsafeBuffer reversed = reversed(full().build());
        assertThat(decoder.wrap(reversed, 0, reversed.capacity())).isTrue();
        assertThat(decoder.lladdr()).isEqualTo(0xfe01_0203_8405L);
        assertThat(reversed.getByte(decoder.lladdrOffset())).isEqualTo((byte) 0xfe);
    }

    @Test
    void shouldDecodeALastAttributeWithoutPadding() {
        UnsafeBuffer message =
            newNeighbor(AF_INET).attribute(Nda.NDA_DST, INET).attribute(Nda.NDA_LLADDR, LLADDR).build();
        UnsafeBuffer cut = new UnsafeBuffer(new byte[message.capacity() - 2]);
        cut.putBytes(0, message, 0, cut.capacity());
        cut.putInt(0, cut.capacity());

        assertThat(decoder.wrap(cut, 0, cut.capacity())).isTrue();

        assertThat(decoder.lladdr()).isEqualTo(0xfe01_0203_8405L);
    }

    @Test
    void shouldThrowWhenTheBufferDoesNotHoldTheRange() {
        UnsafeBuffer message = full().build();
        assertThatThrownBy(() -> decoder.wrap(message, 4, message.capacity()))
            .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> decoder.wrap(message, -1, message.capacity()))
            .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shouldPutAnInetAddressIntoTheLow32BitsUnsigned() {
        assertThat(wrap(newNeighbor(AF_INET).attribute(Nda.NDA_DST, INET))).isTrue();
        assertThat(decoder.addressLength()).isEqualTo(4);
        assertThat(decoder.addressHigh()).isZero();
        assertThat(decoder.addressLow()).isEqualTo(0xc000_02c8L);
    }

    @Test
    void shouldRefuseAnAddressThatIsNotOfItsFamily() {
        for (int length : new int[] {0, 3, 5, 15, 17}) {
            for (int family : new int[] {AF_INET, AF_INET6, AF_BRIDGE}) {
                assertRefused(
                    newNeighbor(family).attribute(Nda.NDA_DST, new byte[length]), DecodeError.BAD_ADDRESS_LENGTH);
            }
        }
        assertRefused(newNeighbor(AF_INET).attribute(Nda.NDA_DST, INET6), DecodeError.BAD_ADDRESS_LENGTH);
        assertRefused(newNeighbor(AF_INET6).attribute(Nda.NDA_DST, INET), DecodeError.BAD_ADDRESS_LENGTH);
        assertThat(wrap(newNeighbor(AF_BRIDGE).attribute(Nda.NDA_DST, INET))).isTrue();
        assertThat(wrap(newNeighbor(AF_BRIDGE).attribute(Nda.NDA_DST, INET6))).isTrue();
    }

    @Test
    void shouldTakeALladdrOfAnyLengthUpTo32() {
        for (int length : new int[] {0, 1, 8, 20, 32}) {
            assertThat(wrap(newNeighbor(AF_INET).attribute(Nda.NDA_LLADDR, new byte[length]))).isTrue();
            assertThat(decoder.lladdrLength()).isEqualTo(length);
            assertThat(decoder.lladdr()).isZero();
        }
        assertRefused(newNeighbor(AF_INET).attribute(Nda.NDA_LLADDR, new byte[33]), DecodeError.BAD_LLADDR_LENGTH);
    }

    @Test
    void shouldIgnoreAttributesOfALaterKernel() {
        assertThat(wrap(newNeighbor(AF_INET).u32(999, 1).attribute(1000).attribute(Nda.NDA_DST, INET))).isTrue();
        assertThat(decoder.addressLow()).isEqualTo(0xc000_02c8L);
    }

    @Test
    void shouldRefuseAValueTooShortForItsType() {
        for (int attribute : new int[] {Nda.NDA_PROBES, Nda.NDA_VNI, Nda.NDA_IFINDEX, Nda.NDA_MASTER,
            Nda.NDA_LINK_NETNSID, Nda.NDA_SRC_VNI, Nda.NDA_NH_ID, Nda.NDA_FLAGS_EXT}) {
            assertRefused(newNeighbor(AF_INET).attribute(attribute, new byte[3]), DecodeError.SHORT_ATTRIBUTE);
        }
        assertRefused(newNeighbor(AF_INET).u8(Nda.NDA_VLAN, 1), DecodeError.SHORT_ATTRIBUTE);
        assertRefused(newNeighbor(AF_INET).u8(Nda.NDA_PORT, 1), DecodeError.SHORT_ATTRIBUTE);
        assertRefused(newNeighbor(AF_INET).attribute(Nda.NDA_PROTOCOL), DecodeError.SHORT_ATTRIBUTE);
    }

    @Test
    void shouldRefuseOtherTypesAndSayWhy() {
        assertRefused(MessageBuilder.link(Rtnetlink.RTM_NEWLINK, 0, 1, 0, 0), DecodeError.UNEXPECTED_TYPE);
        for (int type : new int[] {RTM_NEWNEIGH - 1, Rtnetlink.RTM_GETNEIGH + 1}) {
            assertRefused(MessageBuilder.neighbor(type, AF_INET, 1, 0, 0, 1), DecodeError.UNEXPECTED_TYPE);
        }
        UnsafeBuffer message = newNeighbor(AF_INET).build();
        message.putInt(0, 27);
        assertThat(decoder.wrap(message, 0, 28)).isFalse();
        assertThat(decoder.error()).isEqualTo(DecodeError.TRUNCATED_HEADER);
        message.putInt(0, 29);
        assertThat(decoder.wrap(message, 0, 28)).isFalse();
        assertThat(decoder.error()).isEqualTo(DecodeError.BAD_MESSAGE_LENGTH);
        assertThat(decoder.toString()).contains("nlmsg_len");
    }

    @Test
    void shouldPrintItself() {
        assertThat(new NeighborDecoder().toString()).isEqualTo("not wrapped");
        wrap(full());
        assertThat(decoder.toString()).isEqualTo(
            "RTM_NEWNEIGH inet6 fc00::1:8000:0:0:2 dev 16909060 lladdr fe:01:02:03:84:05"
            + " nud NOARP|PERMANENT flags EXT_LEARNED|ROUTER ext_flags MANAGED type 5 master 9 protocol 186 vlan 4094"
            + " vni 11259375 nhid 13 probes 3");
    }

    private static MessageBuilder newNeighbor(int family) {
        return MessageBuilder.neighbor(RTM_NEWNEIGH, family, 1, Nud.NUD_REACHABLE, 0, 1);
    }

    private static MessageBuilder full() {
        return MessageBuilder.neighbor(RTM_NEWNEIGH, AF_INET6, 0x01020304, 0xc0, 0x90, 5)
            .flags(Nlm.NLM_F_MULTI).sequence(77)
            .attribute(Nda.NDA_DST, INET6).attribute(Nda.NDA_LLADDR, LLADDR).attribute(Nda.NDA_CACHEINFO, new byte[16])
            .u32(Nda.NDA_PROBES, 3).u16(Nda.NDA_VLAN, 4094).attribute(Nda.NDA_PORT, (byte) 0x12, (byte) 0xb5)
            .u32(Nda.NDA_VNI, 0xabcdef).u32(Nda.NDA_IFINDEX, 11).u32(Nda.NDA_MASTER, 9)
            .u32(Nda.NDA_LINK_NETNSID, 12).u32(Nda.NDA_SRC_VNI, 10).u8(Nda.NDA_PROTOCOL, 186).u32(Nda.NDA_NH_ID, 13)
            .u32(Nda.NDA_FLAGS_EXT, 1);
    }

    /** The message with its attributes from the last to the first. */
    private static UnsafeBuffer reversed(UnsafeBuffer message) {
        UnsafeBuffer reversed = new UnsafeBuffer(new byte[message.capacity()]);
        reversed.putBytes(0, message, 0, NeighborDecoder.ATTRIBUTES_OFFSET);
        int end = message.capacity();
        for (int at = NeighborDecoder.ATTRIBUTES_OFFSET; at < message.capacity();) {
            int length = MessageCursor.align(message.getShort(at) & 0xffff);
            end -= length;
            reversed.putBytes(end, message, at, length);
            at += length;
        }
        return reversed;
    }

    private boolean wrap(MessageBuilder message) {
        UnsafeBuffer buffer = message.build();
        return decoder.wrap(buffer, 0, buffer.capacity());
    }

    private void assertRefused(MessageBuilder message, DecodeError reason) {
        assertThat(wrap(message)).isFalse();
        assertThat(decoder.error()).isEqualTo(reason);
    }
}
