package io.neighsync.netlink;

import static io.neighsync.netlink.Rtnetlink.RTM_DELLINK;
import static io.neighsync.netlink.Rtnetlink.RTM_NEWLINK;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Link messages built by hand. */
class LinkDecoderTest {
    private final LinkDecoder decoder = new LinkDecoder();

    @Test
    void shouldDecodeEveryField() {
        UnsafeBuffer message = full().build();

        assertThat(decoder.wrap(message, 0, message.capacity())).isTrue();

        assertThat(decoder.messageType()).isEqualTo(RTM_NEWLINK);
        assertThat(decoder.messageFlags()).isEqualTo(Nlm.NLM_F_MULTI);
        assertThat(decoder.sequence()).isEqualTo(5);
        assertThat(decoder.family()).isEqualTo(7);
        assertThat(decoder.ifindex()).isEqualTo(42);
        assertThat(decoder.flags()).isEqualTo(0x11043);
        assertThat(decoder.change()).isEqualTo(-1);
        assertThat(decoder.name()).isEqualTo("Ethernet12");
        assertThat(decoder.nameLength()).isEqualTo(10);
        assertThat(message.getStringWithoutLengthAscii(decoder.nameOffset(), 10)).isEqualTo("Ethernet12");
        assertThat(decoder.master()).isEqualTo(4);
        assertThat(decoder.linkIfindex()).isEqualTo(10);
        assertThat(decoder.operstate()).isEqualTo(6);
        assertThat(decoder.lladdrLength()).isEqualTo(6);
        assertThat(decoder.lladdr()).isEqualTo(0x8001_0203_0405L);
        assertThat(message.getByte(decoder.lladdrOffset())).isEqualTo((byte) 0x80);
        assertThat(decoder.linkNetnsId()).isEqualTo(1);
        assertThat(decoder.newNetnsId()).isEqualTo(2);
        assertThat(decoder.newIfindex()).isEqualTo(3);
        assertThat(decoder.event()).isEqualTo(8);
        assertThat(decoder.propertyNames()).containsExactly("etp2", "uplink");
        assertThat(decoder.kind()).isEqualTo("vlan");
        assertThat(message.getStringWithoutLengthAscii(decoder.kindOffset(), decoder.kindLength())).isEqualTo("vlan");
        assertThat(decoder.isVrf()).isFalse();
        assertThat(decoder.vrfTable()).isZero();
        assertThat(decoder.vlanId()).isEqualTo(100);
        assertThat(decoder.slaveKind()).isEqualTo("vrf");
        assertThat(decoder.isVrfSlave()).isTrue();
        assertThat(decoder.slaveTable()).isEqualTo(200);
    }

    @Test
    void shouldForgetTheMessageBefore() {
        wrap(full());
        assertThat(wrap(MessageBuilder.link(RTM_DELLINK, 0, 1, 0, 0))).isTrue();

        assertThat(decoder.messageType()).isEqualTo(RTM_DELLINK);
        assertThat(decoder.nameLength()).isZero();
        assertThat(decoder.name()).isEmpty();
        assertThat(decoder.master()).isZero();
        assertThat(decoder.linkIfindex()).isEqualTo(LinkDecoder.ABSENT);
        assertThat(decoder.operstate()).isEqualTo(LinkDecoder.ABSENT);
        assertThat(decoder.lladdrLength()).isEqualTo(LinkDecoder.ABSENT);
        assertThat(decoder.lladdr()).isZero();
        assertThat(decoder.linkNetnsId()).isEqualTo(LinkDecoder.ABSENT);
        assertThat(decoder.newNetnsId()).isEqualTo(LinkDecoder.ABSENT);
        assertThat(decoder.newIfindex()).isZero();
        assertThat(decoder.event()).isZero();
        assertThat(decoder.propertyNames()).isEmpty();
        assertThat(decoder.kindLength()).isZero();
        assertThat(decoder.kind()).isEmpty();
        assertThat(decoder.vlanId()).isEqualTo(LinkDecoder.ABSENT);
        assertThat(decoder.slaveKind()).isEmpty();
        assertThat(decoder.isVrfSlave()).isFalse();
        assertThat(decoder.slaveTable()).isZero();
    }

    @Test
    void shouldTellAVrfAndItsTable() {
        assertThat(wrap(link().nested(Ifla.IFLA_LINKINFO, vrf(0x8000_0001)))).isTrue();
        assertThat(decoder.isVrf()).isTrue();
        assertThat(decoder.vrfTable()).isEqualTo(0x8000_0001);
        assertThat(decoder.isVrfSlave()).isFalse();
        assertThat(decoder.vlanId()).isEqualTo(LinkDecoder.ABSENT);
    }

    @Test
    void shouldTellAVrfWhoseDataPrecedesItsKind() {
        MessageBuilder info = MessageBuilder.nest()
            .nested(Ifla.IFLA_INFO_DATA, MessageBuilder.nest().u32(Ifla.IFLA_VRF_TABLE, 7))
            .text(Ifla.IFLA_INFO_KIND, "vrf");
        assertThat(wrap(link().nested(Ifla.IFLA_LINKINFO, info))).isTrue();
        assertThat(decoder.vrfTable()).isEqualTo(7);
    }

    @Test
    void shouldNotTakeAnotherKindForAVrf() {
        for (String kind : new String[] {"vr", "vrfx", "vxlan", "VRF", ""}) {
            MessageBuilder info = MessageBuilder.nest().text(Ifla.IFLA_INFO_KIND, kind)
                .nested(Ifla.IFLA_INFO_DATA, MessageBuilder.nest().u32(Ifla.IFLA_VRF_TABLE, 7));
            assertThat(wrap(link().nested(Ifla.IFLA_LINKINFO, info))).isTrue();
            assertThat(decoder.kind()).isEqualTo(kind);
            assertThat(decoder.isVrf()).isFalse();
            assertThat(decoder.vrfTable()).isZero();
        }
    }

    @Test
    void shouldTakeANameOf15BytesAndRefuseOneOf16() {
        String longest = "abcdefghijklmno";
        assertThat(wrap(link().text(Ifla.IFLA_IFNAME, longest))).isTrue();
        assertThat(decoder.name()).isEqualTo(longest);
        assertThat(wrap(link().attribute(Ifla.IFLA_IFNAME, longest.getBytes(StandardCharsets.UTF_8)))).isTrue();
        assertThat(decoder.nameLength()).isEqualTo(15);
        assertRefused(link().text(Ifla.IFLA_IFNAME, longest + "p"), DecodeError.BAD_NAME_LENGTH);
    }

    @Test
    void shouldRefuseDamagedValues() {
        for (int attribute : new int[] {Ifla.IFLA_LINK, Ifla.IFLA_MASTER, Ifla.IFLA_LINK_NETNSID,
            Ifla.IFLA_NEW_NETNSID, Ifla.IFLA_NEW_IFINDEX, Ifla.IFLA_EVENT}) {
            assertRefused(link().attribute(attribute, new byte[3]), DecodeError.SHORT_ATTRIBUTE);
        }
        assertRefused(link().attribute(Ifla.IFLA_OPERSTATE), DecodeError.SHORT_ATTRIBUTE);
        assertRefused(link().attribute(Ifla.IFLA_ADDRESS, new byte[33]), DecodeError.BAD_LLADDR_LENGTH);
        assertRefused(MessageBuilder.neighbor(Rtnetlink.RTM_NEWNEIGH, 2, 1, 0, 0, 0), DecodeError.UNEXPECTED_TYPE);
    }

    @Test
    void shouldRefuseDamagedLinkInfo() {
        assertRefused(link().attribute(Ifla.IFLA_LINKINFO, (byte) 9, (byte) 0, (byte) 1, (byte) 0),
            DecodeError.BAD_ATTRIBUTE_LENGTH);
        for (String kind : new String[] {"vrf", "vlan"}) {
            MessageBuilder shortData = MessageBuilder.nest().text(Ifla.IFLA_INFO_KIND, kind)
                .nested(Ifla.IFLA_INFO_DATA, MessageBuilder.nest().u8(1, 1));
            assertRefused(link().nested(Ifla.IFLA_LINKINFO, shortData), DecodeError.SHORT_ATTRIBUTE);
            MessageBuilder badData = MessageBuilder.nest().text(Ifla.IFLA_INFO_KIND, kind)
                .attribute(Ifla.IFLA_INFO_DATA, (byte) 9, (byte) 0, (byte) 1, (byte) 0);
            assertRefused(link().nested(Ifla.IFLA_LINKINFO, badData), DecodeError.BAD_ATTRIBUTE_LENGTH);
        }
        MessageBuilder shortSlave = MessageBuilder.nest().text(Ifla.IFLA_INFO_SLAVE_KIND, "vrf")
            .nested(Ifla.IFLA_INFO_SLAVE_DATA, MessageBuilder.nest().u16(Ifla.IFLA_VRF_PORT_TABLE, 1));
        assertRefused(link().nested(Ifla.IFLA_LINKINFO, shortSlave), DecodeError.SHORT_ATTRIBUTE);
        MessageBuilder badSlave = MessageBuilder.nest().text(Ifla.IFLA_INFO_SLAVE_KIND, "vrf")
            .attribute(Ifla.IFLA_INFO_SLAVE_DATA, (byte) 1, (byte) 0, (byte) 1, (byte) 0);
        assertRefused(link().nested(Ifla.IFLA_LINKINFO, badSlave), DecodeError.BAD_ATTRIBUTE_LENGTH);
    }

    @Test
    void shouldPrintItself() {
        assertThat(new LinkDecoder().toString()).isEqualTo("not wrapped");
        wrap(full());
        assertThat(decoder.toString()).isEqualTo("RTM_NEWLINK 42: Ethernet12 family bridge"
            + " <UP|BROADCAST|RUNNING|MULTICAST|LOWER_UP> change 0xffffffff master 4 link 10 operstate 6"
            + " address 80:01:02:03:04:05 kind vlan slave_kind vrf");
    }

    private static MessageBuilder link() {
        return MessageBuilder.link(RTM_NEWLINK, 0, 2, 1, 0);
    }

    private static MessageBuilder vrf(int table) {
        return MessageBuilder.nest().text(Ifla.IFLA_INFO_KIND, "vrf")
            .nested(Ifla.IFLA_INFO_DATA, MessageBuilder.nest().u32(Ifla.IFLA_VRF_TABLE, table));
    }

    private static MessageBuilder full() {
        MessageBuilder info = MessageBuilder.nest().text(Ifla.IFLA_INFO_KIND, "vlan")
            .nested(Ifla.IFLA_INFO_DATA, MessageBuilder.nest().u16(Ifla.IFLA_VLAN_ID, 100))
            .text(Ifla.IFLA_INFO_SLAVE_KIND, "vrf")
            .nested(Ifla.IFLA_INFO_SLAVE_DATA, MessageBuilder.nest().u32(Ifla.IFLA_VRF_PORT_TABLE, 200));
        MessageBuilder properties = MessageBuilder.nest()
            .text(Ifla.IFLA_ALT_IFNAME, "etp2").text(Ifla.IFLA_ALT_IFNAME, "uplink");
        return MessageBuilder.link(RTM_NEWLINK, 7, 42, 0x11043, -1).flags(Nlm.NLM_F_MULTI).sequence(5)
            .text(Ifla.IFLA_IFNAME, "Ethernet12").u32(Ifla.IFLA_MASTER, 4).u32(Ifla.IFLA_LINK, 10)
            .u8(Ifla.IFLA_OPERSTATE, 6)
            .attribute(Ifla.IFLA_ADDRESS, (byte) 0x80, (byte) 1, (byte) 2, (byte) 3, (byte) 4, (byte) 5)
            .u32(Ifla.IFLA_LINK_NETNSID, 1).u32(Ifla.IFLA_NEW_NETNSID, 2).u32(Ifla.IFLA_NEW_IFINDEX, 3)
            .u32(Ifla.IFLA_EVENT, 8).nested(Ifla.IFLA_LINKINFO, info).nested(Ifla.IFLA_PROP_LIST, properties);
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
