package io.neighsync.netlink;

import org.agrona.MutableDirectBuffer;

/** Encodes requests that change the kernel's neighbor table: tests and benchmarks make them, the daemon never does. */
public final class NeighborRequests {
    /** Longest request here in bytes. */
    public static final int MAX_LENGTH = 64;
    /** No link layer address. */
    public static final long NO_LLADDR = -1;

    private NeighborRequests() {
    }

    /**
     * Adds or changes a neighbor.
     *
     * @param buffer where the request goes
     * @param offset in it
     * @param sequence {@code nlmsg_seq}
     * @param flags {@code NLM_F_*} beside {@code NLM_F_REQUEST}
     * @param ifindex link
     * @param family {@code AF_INET} or {@code AF_INET6}
     * @param addressHigh as {@link NeighborDecoder#addressHigh()}
     * @param addressLow as {@link NeighborDecoder#addressLow()}
     * @param lladdr 48 bits, or {@link #NO_LLADDR}
     * @param nudState {@code NUD_*}
     * @param ntfFlags {@code NTF_*}
     * @return its length in bytes
     */
    public static int encodeNewNeighbor(
        MutableDirectBuffer buffer, int offset, int sequence, int flags, int ifindex, int family, long addressHigh,
        long addressLow, long lladdr, int nudState, int ntfFlags) {
        return encode(buffer, offset, Rtnetlink.RTM_NEWNEIGH, sequence, flags, ifindex, family, addressHigh,
            addressLow, lladdr, nudState, ntfFlags);
    }

    /**
     * Deletes a neighbor.
     *
     * @param buffer where the request goes
     * @param offset in it
     * @param sequence {@code nlmsg_seq}
     * @param flags {@code NLM_F_*} beside {@code NLM_F_REQUEST}
     * @param ifindex link
     * @param family {@code AF_INET} or {@code AF_INET6}
     * @param addressHigh as {@link NeighborDecoder#addressHigh()}
     * @param addressLow as {@link NeighborDecoder#addressLow()}
     * @return its length in bytes
     */
    public static int encodeDelNeighbor(
        MutableDirectBuffer buffer, int offset, int sequence, int flags, int ifindex, int family, long addressHigh,
        long addressLow) {
        return encode(buffer, offset, Rtnetlink.RTM_DELNEIGH, sequence, flags, ifindex, family, addressHigh,
            addressLow, NO_LLADDR, 0, 0);
    }

    private static int encode(
        MutableDirectBuffer buffer, int offset, int type, int sequence, int flags, int ifindex, int family,
        long addressHigh, long addressLow, long lladdr, int nudState, int ntfFlags) {
        buffer.setMemory(offset, NeighborDecoder.ATTRIBUTES_OFFSET, (byte) 0);
        buffer.putByte(offset + NeighborDecoder.FAMILY_OFFSET, (byte) family);
        buffer.putInt(offset + NeighborDecoder.IFINDEX_OFFSET, ifindex);
        buffer.putShort(offset + NeighborDecoder.STATE_OFFSET, (short) nudState);
        buffer.putByte(offset + NeighborDecoder.FLAGS_OFFSET, (byte) ntfFlags);
        int length = NeighborDecoder.ATTRIBUTES_OFFSET;
        length += NetlinkRequests.encodeDestination(buffer, offset + length, family, addressHigh, addressLow);
        if (lladdr != NO_LLADDR) {
            NetlinkRequests.encodeAttributeHeader(buffer, offset + length, Nda.NDA_LLADDR, 6);
            for (int i = 0; i < 6; i++) {
                buffer.putByte(offset + length + 4 + i, (byte) (lladdr >>> (40 - 8 * i)));
            }
            buffer.putShort(offset + length + 10, (short) 0);
            length += 12;
        }
        NetlinkRequests.encodeHeader(buffer, offset, length, type, Nlm.NLM_F_REQUEST | flags, sequence);
        return length;
    }
}
