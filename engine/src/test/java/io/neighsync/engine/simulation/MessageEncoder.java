package io.neighsync.engine.simulation;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.neighsync.netlink.Iff;
import io.neighsync.netlink.Ifla;
import io.neighsync.netlink.Nda;
import io.neighsync.netlink.Nlm;
import io.neighsync.netlink.Rtnetlink;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Encodes messages as the kernel does: neigh_fill_info, rtnl_fill_ifinfo, br_fill_ifinfo, netlink_ack. */
final class MessageEncoder {
    /** No message is longer, in bytes. */
    static final int MAX_LENGTH = 512;
    /** Not about a change of flags. */
    static final int NO_CHANGE = 0;
    /** IFF_UP has changed. */
    static final int CHANGED_UP = Iff.IFF_UP;
    /** IFF_UP has changed, for the link goes away. */
    static final int CHANGED_CLOSED = Iff.IFF_UP | Iff.IFF_RUNNING;
    /** IFF_PROMISC has changed: a bridge takes or leaves a port. */
    static final int CHANGED_PROMISC = Iff.IFF_PROMISC;
    /** The link is new, or has gone. */
    static final int CHANGED_ALL = 0xffff_ffff;

    private static final int TYPE_OFFSET = 4;
    private static final int FLAGS_OFFSET = 6;
    private static final int SEQUENCE_OFFSET = 8;
    private static final int PORT_ID_OFFSET = 12;
    private static final int NDMSG_END = 28;
    private static final int IFINFOMSG_END = 32;
    private static final int NLA_HDRLEN = 4;
    private static final int NLMSGERR_ATTR_MSG = 1;
    private static final int OPERSTATE_DOWN = 2;
    private static final int OPERSTATE_UP = 6;
    private static final int ETH_ALEN = 6;
    private static final int ARPHRD_ETHER = 1;

    private static final byte[] DUMMY = "dummy".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VRF = "vrf".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BRIDGE = "bridge".getBytes(StandardCharsets.US_ASCII);

    private MessageEncoder() {
    }

    static void flag(MutableDirectBuffer buffer, int offset, int flag) {
        buffer.putShort(offset + FLAGS_OFFSET, (short) (buffer.getShort(offset + FLAGS_OFFSET) | flag));
    }

    /** A neighbor message about an entry; returns its length. */
    static int neighbor(
            UnsafeBuffer buffer, int offset, int messageType, int messageFlags, int sequence, int portId,
            NeighborStore store, int slot) {
        return neighbor(buffer, offset, messageType, messageFlags, sequence, portId, store.family,
                store.link(slot).ifindex, store.high(slot), store.low(slot), store.nudState(slot),
                store.ntfFlags(slot), store.type(slot), store.lladdr(slot),
                store.isValid(slot) ? store.lladdrLength(slot) : -1);
    }

    /** A neighbor message; a link-layer address length of -1 leaves that attribute out. Returns its length. */
    static int neighbor(
            UnsafeBuffer buffer, int offset, int messageType, int messageFlags, int sequence, int portId, int family,
            int ifindex, long high, long low, int nudState, int ntfFlags, int type, long lladdr, int lladdrLength) {
        buffer.putInt(offset + NDMSG_END - 12, family);
        buffer.putInt(offset + NDMSG_END - 8, ifindex);
        buffer.putInt(offset + NDMSG_END - 4, (nudState & 0xffff) | (ntfFlags & 0xff) << 16 | type << 24);
        int at = destination(buffer, offset + NDMSG_END, family, high, low);
        if (lladdrLength >= 0) {
            at = lladdr(buffer, at, Nda.NDA_LLADDR, lladdr, lladdrLength);
        }
        at = u32(buffer, at, Nda.NDA_PROBES, 0);
        attribute(buffer, at, Nda.NDA_CACHEINFO, 16);
        buffer.putLong(at + NLA_HDRLEN, 0);
        buffer.putLong(at + NLA_HDRLEN + Long.BYTES, 0);
        at += NLA_HDRLEN + 16;
        return header(buffer, offset, at, messageType, messageFlags, sequence, portId);
    }

    /** A message of the bridge's forwarding database; returns its length. */
    static int forwarding(UnsafeBuffer buffer, int messageType, Link port, long lladdr, int nudState) {
        buffer.putInt(NDMSG_END - 12, Rtnetlink.AF_BRIDGE);
        buffer.putInt(NDMSG_END - 8, port.ifindex);
        buffer.putInt(NDMSG_END - 4, nudState);
        int at = lladdr(buffer, NDMSG_END, Nda.NDA_LLADDR, lladdr, ETH_ALEN);
        at = u32(buffer, at, Nda.NDA_MASTER, port.masterIfindex());
        return header(buffer, 0, at, messageType, 0, 0, 0);
    }

    /** A link message; returns its length. */
    static int link(
            UnsafeBuffer buffer, int offset, int messageType, int messageFlags, int sequence, int portId, Link link,
            int change) {
        int at = link(buffer, offset, Rtnetlink.AF_UNSPEC, link, link.masterIfindex(), change);
        at = linkInfo(buffer, at, link);
        return header(buffer, offset, at, messageType, messageFlags, sequence, portId);
    }

    /** A message about a bridge port; the bridge itself is its own master. Returns its length. */
    static int bridgePort(UnsafeBuffer buffer, int messageType, Link port) {
        int master = port.isBridge() ? port.ifindex : port.masterIfindex();
        int at = link(buffer, 0, Rtnetlink.AF_BRIDGE, port, master, NO_CHANGE);
        return header(buffer, 0, at, messageType, 0, 0, 0);
    }

    /** A link message with where the link has gone to; returns its length. */
    static int movedLink(UnsafeBuffer buffer, Link link) {
        int at = link(buffer, 0, Rtnetlink.AF_UNSPEC, link, 0, CHANGED_ALL);
        at = linkInfo(buffer, at, link);
        at = u32(buffer, at, Ifla.IFLA_NEW_NETNSID, 0);
        at = u32(buffer, at, Ifla.IFLA_NEW_IFINDEX, link.ifindex);
        return header(buffer, 0, at, Rtnetlink.RTM_DELLINK, 0, 0, 0);
    }

    /** NLMSG_DONE; returns its length. */
    static int done(UnsafeBuffer buffer, int offset, int sequence, int portId, int errno) {
        buffer.putInt(offset + Nlm.NLMSG_HDRLEN, -errno);
        int end = offset + Nlm.NLMSG_HDRLEN + Integer.BYTES;
        return header(buffer, offset, end, Nlm.NLMSG_DONE, Nlm.NLM_F_MULTI, sequence, portId);
    }

    /** NLMSG_ERROR with the request and, if any, the kernel's words (NETLINK_EXT_ACK); returns its length. */
    static int error(
            UnsafeBuffer buffer, int portId, int errno, DirectBuffer request, int offset, int length, String words) {
        buffer.putInt(Nlm.NLMSG_HDRLEN, -errno);
        buffer.putBytes(Nlm.NLMSG_HDRLEN + Integer.BYTES, request, offset, length);
        int at = Nlm.NLMSG_HDRLEN + Integer.BYTES + ((length + 3) & -4);
        if (!words.isEmpty()) {
            at = text(buffer, at, NLMSGERR_ATTR_MSG, words.getBytes(StandardCharsets.US_ASCII));
        }
        return header(buffer, 0, at, Nlm.NLMSG_ERROR, words.isEmpty() ? 0 : Nlm.NLM_F_ACK_TLVS,
                request.getInt(offset + SEQUENCE_OFFSET), portId);
    }

    private static int header(
            UnsafeBuffer buffer, int offset, int end, int type, int flags, int sequence, int portId) {
        buffer.putInt(offset, end - offset);
        buffer.putShort(offset + TYPE_OFFSET, (short) type);
        buffer.putShort(offset + FLAGS_OFFSET, (short) flags);
        buffer.putInt(offset + SEQUENCE_OFFSET, sequence);
        buffer.putInt(offset + PORT_ID_OFFSET, portId);
        return end - offset;
    }

    private static int link(UnsafeBuffer buffer, int offset, int family, Link link, int master, int change) {
        buffer.putInt(offset + IFINFOMSG_END - 16, family | ARPHRD_ETHER << 16);
        buffer.putInt(offset + IFINFOMSG_END - 12, link.ifindex);
        buffer.putInt(offset + IFINFOMSG_END - 8, flags(link));
        buffer.putInt(offset + IFINFOMSG_END - 4, change);
        int at = text(buffer, offset + IFINFOMSG_END, Ifla.IFLA_IFNAME, link.nameBytes);
        attribute(buffer, at, Ifla.IFLA_OPERSTATE, 1);
        buffer.putInt(at + NLA_HDRLEN, link.up && link.carrier ? OPERSTATE_UP : OPERSTATE_DOWN);
        at += NLA_HDRLEN + Integer.BYTES;
        if (master != 0) {
            at = u32(buffer, at, Ifla.IFLA_MASTER, master);
        }
        return lladdr(buffer, at, Ifla.IFLA_ADDRESS, link.lladdr, ETH_ALEN);
    }

    private static int flags(Link link) {
        int flags = link.isVrf() ? Iff.IFF_NOARP | Iff.IFF_MASTER : Iff.IFF_BROADCAST | Iff.IFF_MULTICAST;
        if (link.up) {
            flags |= Iff.IFF_UP | (link.carrier ? Iff.IFF_RUNNING | Iff.IFF_LOWER_UP : 0);
        }
        return flags;
    }

    private static int linkInfo(UnsafeBuffer buffer, int offset, Link link) {
        int at = text(buffer, offset + NLA_HDRLEN, Ifla.IFLA_INFO_KIND, kind(link));
        if (link.isVrf()) {
            at = vrfTable(buffer, at, Ifla.IFLA_INFO_DATA, Ifla.IFLA_VRF_TABLE, link.table);
        }
        if (link.master != null) {
            at = text(buffer, at, Ifla.IFLA_INFO_SLAVE_KIND, kind(link.master));
            if (link.master.isVrf()) {
                at = vrfTable(buffer, at, Ifla.IFLA_INFO_SLAVE_DATA, Ifla.IFLA_VRF_PORT_TABLE, link.master.table);
            }
        }
        attribute(buffer, offset, Ifla.IFLA_LINKINFO, at - offset - NLA_HDRLEN);
        return at;
    }

    private static byte[] kind(Link link) {
        return switch (link.kind) {
            case PLAIN -> DUMMY;
            case VRF -> VRF;
            case BRIDGE -> BRIDGE;
        };
    }

    private static int vrfTable(UnsafeBuffer buffer, int offset, int nest, int type, int table) {
        attribute(buffer, offset, nest, NLA_HDRLEN + Integer.BYTES);
        return u32(buffer, offset + NLA_HDRLEN, type, table);
    }

    private static int destination(UnsafeBuffer buffer, int offset, int family, long high, long low) {
        if (family == Rtnetlink.AF_INET6) {
            attribute(buffer, offset, Nda.NDA_DST, 16);
            buffer.putLong(offset + NLA_HDRLEN, high, BIG_ENDIAN);
            buffer.putLong(offset + NLA_HDRLEN + Long.BYTES, low, BIG_ENDIAN);
            return offset + NLA_HDRLEN + 16;
        }
        attribute(buffer, offset, Nda.NDA_DST, Integer.BYTES);
        buffer.putInt(offset + NLA_HDRLEN, (int) low, BIG_ENDIAN);
        return offset + NLA_HDRLEN + Integer.BYTES;
    }

    private static int lladdr(UnsafeBuffer buffer, int offset, int type, long lladdr, int length) {
        attribute(buffer, offset, type, length);
        int at = offset + NLA_HDRLEN;
        if (length == ETH_ALEN) {
            buffer.putLong(at, lladdr << 16, BIG_ENDIAN);
            return at + Long.BYTES;
        }
        int padded = (length + 3) & -4;
        for (int i = 0; i < padded; i++) {
            buffer.putByte(at + i, i < length ? (byte) (lladdr >>> (8 * (length - 1 - i & 7))) : 0);
        }
        return at + padded;
    }

    private static int u32(UnsafeBuffer buffer, int offset, int type, int value) {
        attribute(buffer, offset, type, Integer.BYTES);
        buffer.putInt(offset + NLA_HDRLEN, value);
        return offset + NLA_HDRLEN + Integer.BYTES;
    }

    private static int text(UnsafeBuffer buffer, int offset, int type, byte[] value) {
        attribute(buffer, offset, type, value.length + 1);
        int end = offset + NLA_HDRLEN + ((value.length + 4) & -4);
        buffer.putInt(end - Integer.BYTES, 0);
        buffer.putBytes(offset + NLA_HDRLEN, value);
        return end;
    }

    private static void attribute(UnsafeBuffer buffer, int offset, int type, int valueLength) {
        buffer.putInt(offset, (NLA_HDRLEN + valueLength) | type << 16);
    }
}
