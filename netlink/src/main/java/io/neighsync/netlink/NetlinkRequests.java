package io.neighsync.netlink;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.MutableDirectBuffer;

/**
 * Encodes requests. Each returns the length of what it has written, which is a multiple of 4, so that requests can
 * follow one another in one datagram.
 *
 * <p>Dump requests carry their whole fixed header, all zero but for the family, as {@code NETLINK_GET_STRICT_CHK}
 * demands. Stateless: any thread may call, with its own buffer.
 */
public final class NetlinkRequests {
    /** Longest request here in bytes: a get for an IPv6 neighbor. */
    public static final int MAX_LENGTH = 64;

    private static final int NLA_HDRLEN = 4;

    private NetlinkRequests() {
    }

    /**
     * Asks for all links.
     *
     * @param buffer where the request goes
     * @param offset in it
     * @param sequence {@code nlmsg_seq}, which the answers carry
     * @return its length in bytes
     */
    public static int encodeLinkDump(MutableDirectBuffer buffer, int offset, int sequence) {
        int length = LinkDecoder.ATTRIBUTES_OFFSET;
        buffer.setMemory(offset, length, (byte) 0);
        encodeHeader(buffer, offset, length, Rtnetlink.RTM_GETLINK, Nlm.NLM_F_REQUEST | Nlm.NLM_F_DUMP, sequence);
        return length;
    }

    /**
     * Asks for all neighbors of a family.
     *
     * @param buffer where the request goes
     * @param offset in it
     * @param sequence {@code nlmsg_seq}, which the answers carry
     * @param family {@code AF_INET}, {@code AF_INET6}, or {@code AF_UNSPEC} for both
     * @return its length in bytes
     */
    public static int encodeNeighborDump(MutableDirectBuffer buffer, int offset, int sequence, int family) {
        int length = NeighborDecoder.ATTRIBUTES_OFFSET;
        buffer.setMemory(offset, length, (byte) 0);
        encodeHeader(buffer, offset, length, Rtnetlink.RTM_GETNEIGH, Nlm.NLM_F_REQUEST | Nlm.NLM_F_DUMP, sequence);
        buffer.putByte(offset + NeighborDecoder.FAMILY_OFFSET, (byte) family);
        return length;
    }

    /**
     * Asks for one neighbor. The kernel answers with its {@code RTM_NEWNEIGH}, or with {@code ENOENT}, or with
     * {@code ENODEV} if there is no such link.
     *
     * @param buffer where the request goes
     * @param offset in it
     * @param sequence {@code nlmsg_seq}, which the answer carries
     * @param ifindex link
     * @param family {@code AF_INET} or {@code AF_INET6}
     * @param addressHigh as {@link NeighborDecoder#addressHigh()}
     * @param addressLow as {@link NeighborDecoder#addressLow()}
     * @return its length in bytes
     */
    public static int encodeNeighborGet(
        MutableDirectBuffer buffer, int offset, int sequence, int ifindex, int family, long addressHigh,
        long addressLow) {
        buffer.setMemory(offset, NeighborDecoder.ATTRIBUTES_OFFSET, (byte) 0);
        buffer.putByte(offset + NeighborDecoder.FAMILY_OFFSET, (byte) family);
        buffer.putInt(offset + NeighborDecoder.IFINDEX_OFFSET, ifindex);
        int length = NeighborDecoder.ATTRIBUTES_OFFSET;
        length += encodeDestination(buffer, offset + length, family, addressHigh, addressLow);
        encodeHeader(buffer, offset, length, Rtnetlink.RTM_GETNEIGH, Nlm.NLM_F_REQUEST, sequence);
        return length;
    }

    static void encodeHeader(
        MutableDirectBuffer buffer, int offset, int length, int type, int flags, int sequence) {
        buffer.putInt(offset + MessageCursor.LENGTH_OFFSET, length);
        buffer.putShort(offset + MessageCursor.TYPE_OFFSET, (short) type);
        buffer.putShort(offset + MessageCursor.FLAGS_OFFSET, (short) flags);
        buffer.putInt(offset + MessageCursor.SEQUENCE_OFFSET, sequence);
        buffer.putInt(offset + MessageCursor.PORT_ID_OFFSET, 0);
    }

    static int encodeDestination(
        MutableDirectBuffer buffer, int offset, int family, long addressHigh, long addressLow) {
        if (family == Rtnetlink.AF_INET6) {
            encodeAttributeHeader(buffer, offset, Nda.NDA_DST, 16);
            buffer.putLong(offset + NLA_HDRLEN, addressHigh, BIG_ENDIAN);
            buffer.putLong(offset + NLA_HDRLEN + Long.BYTES, addressLow, BIG_ENDIAN);
            return NLA_HDRLEN + 16;
        }
        encodeAttributeHeader(buffer, offset, Nda.NDA_DST, 4);
        buffer.putInt(offset + NLA_HDRLEN, (int) addressLow, BIG_ENDIAN);
        return NLA_HDRLEN + 4;
    }

    static void encodeAttributeHeader(MutableDirectBuffer buffer, int offset, int type, int valueLength) {
        buffer.putShort(offset, (short) (NLA_HDRLEN + valueLength));
        buffer.putShort(offset + Short.BYTES, (short) type);
    }
}
