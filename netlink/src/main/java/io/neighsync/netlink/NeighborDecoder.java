package io.neighsync.netlink;

import static io.neighsync.netlink.Rtnetlink.AF_INET;
import static io.neighsync.netlink.Rtnetlink.AF_INET6;
import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.DirectBuffer;

/**
 * Decodes one neighbor message: {@code RTM_NEWNEIGH}, {@code RTM_DELNEIGH}, {@code RTM_GETNEIGH}.
 *
 * <pre>
 *   0              16       17      20        24       26      27     28
 *   |  nlmsghdr    | family | pad   | ifindex | state  | flags | type | attributes NDA_*
 *                  struct ndmsg (linux/neighbour.h)
 * </pre>
 *
 * <p>{@link #wrap} reads everything in one pass; the accessors then return what it has read, whatever becomes of the
 * buffer, except the two offsets. After a {@code wrap} that returned false only {@link #error()} has a meaning. One
 * thread owns a decoder; nothing but {@link #toString()} allocates.
 *
 * <p>The kernel sends {@code NDA_DST}, {@code NDA_LLADDR}, {@code NDA_PROBES}, {@code NDA_CACHEINFO} first and in this
 * order ({@code neigh_fill_info} in {@code net/core/neighbour.c}): they are looked for there without a loop. Whatever
 * follows, or comes in another order or length, a loop decodes.
 */
public final class NeighborDecoder {
    /** Value of an attribute that is absent and for which 0 has a meaning. */
    public static final int ABSENT = -1;

    static final int NDMSG_LENGTH = 12;
    static final int FAMILY_OFFSET = Nlm.NLMSG_HDRLEN;
    static final int IFINDEX_OFFSET = FAMILY_OFFSET + 4;
    static final int STATE_OFFSET = FAMILY_OFFSET + 8;
    static final int FLAGS_OFFSET = FAMILY_OFFSET + 10;
    static final int TYPE_OFFSET = FAMILY_OFFSET + 11;
    static final int ATTRIBUTES_OFFSET = FAMILY_OFFSET + NDMSG_LENGTH;

    private static final int NLA_HDRLEN = 4;
    private static final int NLA_TYPE_SHIFT = 16;
    private static final int NLA_TYPE_MASK = 0x3fff;
    private static final int MAX_ADDR_LEN = 32;
    private static final int ETH_ALEN = 6;
    private static final int INET_LENGTH = 4;
    private static final int INET6_LENGTH = 16;
    private static final int CACHEINFO_LENGTH = 16;

    // nla_len and nla_type as one number.
    private static final int INET_DST = Nda.NDA_DST << NLA_TYPE_SHIFT | NLA_HDRLEN + INET_LENGTH;
    private static final int INET6_DST = Nda.NDA_DST << NLA_TYPE_SHIFT | NLA_HDRLEN + INET6_LENGTH;
    private static final int ETHERNET_LLADDR = Nda.NDA_LLADDR << NLA_TYPE_SHIFT | NLA_HDRLEN + ETH_ALEN;
    private static final int PROBES = Nda.NDA_PROBES << NLA_TYPE_SHIFT | NLA_HDRLEN + Integer.BYTES;
    private static final int CACHEINFO = Nda.NDA_CACHEINFO << NLA_TYPE_SHIFT | NLA_HDRLEN + CACHEINFO_LENGTH;

    private DirectBuffer buffer;
    private long bufferAddress;
    private DecodeError error = DecodeError.NONE;
    private int typeAndFlags;
    private int sequence;
    private long familyAndIfindex;
    private int stateFlagsAndType;
    private int addressLength;
    private long addressHigh;
    private long addressLow;
    private int lladdrOffset;
    private int lladdrLength;
    private long lladdr;
    // Bit NDA_x: the message has the attribute. Without it the field below is of an earlier message.
    private int present;
    private int extFlags;
    private int protocol;
    private int master;
    private int vlan;
    private int vni;
    private int sourceVni;
    private int port;
    private int outIfindex;
    private int linkNetnsId;
    private int nhId;
    private int probes;

    /**
     * Decodes a message.
     *
     * @param buffer that holds it
     * @param offset of its {@code nlmsghdr}
     * @param length bytes there; {@code nlmsg_len} must not be more
     * @return false if it is malformed or of another type, see {@link #error()}
     * @throws IndexOutOfBoundsException if the buffer does not hold the range
     */
    public boolean wrap(DirectBuffer buffer, int offset, int length) {
        buffer.boundsCheck(offset, length);
        reset(buffer);
        Object base = buffer.byteArray();
        long at = bufferAddress + offset;
        long lengthTypeAndFlags = length < Nlm.NLMSG_HDRLEN ? 0 : BoundedMemory.getLong(base, at, at + length);
        int messageLength = (int) lengthTypeAndFlags;
        if (messageLength < Nlm.NLMSG_HDRLEN || messageLength > length) {
            return refuse(DecodeError.BAD_MESSAGE_LENGTH);
        }
        typeAndFlags = (int) (lengthTypeAndFlags >>> 32);
        if (!isNeighbor(messageType())) {
            return refuse(DecodeError.UNEXPECTED_TYPE);
        }
        if (messageLength < ATTRIBUTES_OFFSET) {
            return refuse(DecodeError.TRUNCATED_HEADER);
        }
        long end = at + messageLength;
        decodeHeader(base, at, end);
        return decodeAttributes(base, at + ATTRIBUTES_OFFSET, end);
    }

    /**
     * Why the last {@link #wrap} returned false.
     *
     * @return the reason; {@link DecodeError#NONE} if it returned true
     */
    public DecodeError error() {
        return error;
    }

    /**
     * Message type.
     *
     * @return {@code RTM_NEWNEIGH}, {@code RTM_DELNEIGH} or {@code RTM_GETNEIGH}
     */
    public int messageType() {
        return typeAndFlags & 0xffff;
    }

    /**
     * Message flags.
     *
     * @return {@code nlmsg_flags}, see {@link Nlm}
     */
    public int messageFlags() {
        return typeAndFlags >>> 16;
    }

    /**
     * Sequence number of the request that the message answers.
     *
     * @return {@code nlmsg_seq}; 0 in a notification nobody asked for
     */
    public int sequence() {
        return sequence;
    }

    /**
     * Address family.
     *
     * @return {@code ndm_family}: {@code AF_INET}, {@code AF_INET6}, {@code AF_BRIDGE}
     */
    public int family() {
        return (int) familyAndIfindex & 0xff;
    }

    /**
     * Link.
     *
     * @return {@code ndm_ifindex}
     */
    public int ifindex() {
        return (int) (familyAndIfindex >>> 32);
    }

    /**
     * State, possibly more than one bit.
     *
     * @return {@code ndm_state}, see {@link Nud}
     */
    public int nudState() {
        return stateFlagsAndType & 0xffff;
    }

    /**
     * Flags.
     *
     * @return {@code ndm_flags}, see {@link Ntf}
     */
    public int ntfFlags() {
        return (stateFlagsAndType >>> 16) & 0xff;
    }

    /**
     * Type of the route to the address.
     *
     * @return {@code ndm_type}, {@code RTN_*}: 1 unicast, 2 local, 3 broadcast, 5 multicast
     */
    public int ndmType() {
        return stateFlagsAndType >>> 24;
    }

    /**
     * Whether the message has a network address.
     *
     * @return true if {@code NDA_DST} is there
     */
    public boolean hasDestination() {
        return addressLength != 0;
    }

    /**
     * Length of the network address.
     *
     * @return 4, 16, or 0 without {@code NDA_DST}
     */
    public int addressLength() {
        return addressLength;
    }

    /**
     * First eight bytes of an IPv6 address as a big-endian number.
     *
     * @return the number; 0 for IPv4
     */
    public long addressHigh() {
        return addressHigh;
    }

    /**
     * Last eight bytes of an IPv6 address as a big-endian number, or an IPv4 address in the low 32 bits.
     *
     * @return the number; 0 without {@code NDA_DST}
     */
    public long addressLow() {
        return addressLow;
    }

    /**
     * Length of the link layer address.
     *
     * @return bytes, 0 to 32; {@link #ABSENT} without {@code NDA_LLADDR}
     */
    public int lladdrLength() {
        return lladdrLength;
    }

    /**
     * Where the link layer address is.
     *
     * @return index in the buffer handed to {@link #wrap}; of use only if {@link #lladdrLength()} &gt; 0
     */
    public int lladdrOffset() {
        return lladdrOffset;
    }

    /**
     * Link layer address of six bytes as a big-endian number.
     *
     * @return 48 bits; 0 if {@link #lladdrLength()} is not 6
     */
    public long lladdr() {
        return lladdr;
    }

    /**
     * Extended flags.
     *
     * @return {@code NDA_FLAGS_EXT}, see {@link NtfExt}; 0 if absent
     */
    public int extFlags() {
        return has(Nda.NDA_FLAGS_EXT) ? extFlags : 0;
    }

    /**
     * Originator of the entry.
     *
     * @return {@code NDA_PROTOCOL}, {@code RTPROT_*}; 0 if absent
     */
    public int protocol() {
        return has(Nda.NDA_PROTOCOL) ? protocol : 0;
    }

    /**
     * Master of the link.
     *
     * @return {@code NDA_MASTER}; 0 if absent
     */
    public int master() {
        return has(Nda.NDA_MASTER) ? master : 0;
    }

    /**
     * VLAN of an FDB entry.
     *
     * @return {@code NDA_VLAN}, or {@link #ABSENT}
     */
    public int vlan() {
        return has(Nda.NDA_VLAN) ? vlan : ABSENT;
    }

    /**
     * VNI of a vxlan FDB entry.
     *
     * @return {@code NDA_VNI}, or {@link #ABSENT}
     */
    public int vni() {
        return has(Nda.NDA_VNI) ? vni : ABSENT;
    }

    /**
     * Source VNI of a vxlan FDB entry.
     *
     * @return {@code NDA_SRC_VNI}, or {@link #ABSENT}
     */
    public int sourceVni() {
        return has(Nda.NDA_SRC_VNI) ? sourceVni : ABSENT;
    }

    /**
     * Remote UDP port of a vxlan FDB entry.
     *
     * @return {@code NDA_PORT}; 0 if absent
     */
    public int port() {
        return has(Nda.NDA_PORT) ? port : 0;
    }

    /**
     * Outgoing link of a vxlan FDB entry.
     *
     * @return {@code NDA_IFINDEX}; 0 if absent
     */
    public int outIfindex() {
        return has(Nda.NDA_IFINDEX) ? outIfindex : 0;
    }

    /**
     * Network namespace of the outgoing link.
     *
     * @return {@code NDA_LINK_NETNSID}; {@link #ABSENT}, which is also the kernel's "not assigned"
     */
    public int linkNetnsId() {
        return has(Nda.NDA_LINK_NETNSID) ? linkNetnsId : ABSENT;
    }

    /**
     * Nexthop of an FDB entry.
     *
     * @return {@code NDA_NH_ID}; 0 if absent
     */
    public int nhId() {
        return has(Nda.NDA_NH_ID) ? nhId : 0;
    }

    /**
     * Probes sent so far.
     *
     * @return {@code NDA_PROBES}, or {@link #ABSENT}
     */
    public int probes() {
        return has(Nda.NDA_PROBES) ? probes : ABSENT;
    }

    /**
     * Appends the message in printable form.
     *
     * @param to where it goes
     * @return {@code to}
     */
    public StringBuilder appendTo(StringBuilder to) {
        if (error != DecodeError.NONE) {
            return to.append("not a neighbor message: ").append(error.sentence());
        }
        to.append(Rtnetlink.toString(messageType())).append(' ').append(Rtnetlink.familyName(family()));
        if (hasDestination()) {
            to.append(' ');
            AddressText.append(to, addressLength, addressHigh, addressLow);
        }
        to.append(" dev ").append(ifindex());
        if (lladdrLength > 0) {
            to.append(" lladdr ");
            AddressText.appendLladdr(to, buffer, lladdrOffset, lladdrLength);
        }
        Nud.append(to.append(" nud "), nudState());
        Ntf.append(to.append(" flags "), ntfFlags());
        NtfExt.append(to.append(" ext_flags "), extFlags());
        return to.append(" type ").append(ndmType()).append(" master ").append(master())
            .append(" protocol ").append(protocol()).append(" vlan ").append(vlan()).append(" vni ").append(vni())
            .append(" nhid ").append(nhId()).append(" probes ").append(probes());
    }

    /**
     * The message in printable form. Cold: it allocates, and reads the link layer address from the buffer.
     *
     * @return one line
     */
    @Override
    public String toString() {
        return buffer == null ? "not wrapped" : appendTo(new StringBuilder()).toString();
    }

    private static boolean isNeighbor(int type) {
        return type >= Rtnetlink.RTM_NEWNEIGH && type <= Rtnetlink.RTM_GETNEIGH;
    }

    private boolean has(int attribute) {
        return (present & 1 << attribute) != 0;
    }

    private boolean refuse(DecodeError reason) {
        error = reason;
        return false;
    }

    @SuppressWarnings("ReferenceEquality")
    private void reset(DirectBuffer buffer) {
        // Comparing references is cheap, storing one is not: the collector has its barrier there.
        if (this.buffer != buffer) {
            this.buffer = buffer;
        }
        if (error != DecodeError.NONE) {
            error = DecodeError.NONE;
        }
        bufferAddress = buffer.addressOffset();
    }

    private void decodeHeader(Object base, long at, long end) {
        sequence = BoundedMemory.getInt(base, at + MessageCursor.SEQUENCE_OFFSET, end);
        familyAndIfindex = BoundedMemory.getLong(base, at + FAMILY_OFFSET, end);
        stateFlagsAndType = BoundedMemory.getInt(base, at + STATE_OFFSET, end);
    }

    private boolean decodeAttributes(Object base, long from, long end) {
        long at = decodeDestination(base, from, end);
        at = decodeLladdr(base, at, end);
        at = decodeProbes(base, at, end);
        at = skipCacheInfo(base, at, end);
        return at >= end || decodeOthers(base, at, end);
    }

    private long decodeDestination(Object base, long at, long end) {
        int header = attributeHeader(base, at, end);
        if (header == INET_DST && end - at >= NLA_HDRLEN + INET_LENGTH && family() != AF_INET6) {
            setInet(base, at + NLA_HDRLEN, end);
            return at + NLA_HDRLEN + INET_LENGTH;
        }
        if (header == INET6_DST && end - at >= NLA_HDRLEN + INET6_LENGTH && family() != AF_INET) {
            setInet6(base, at + NLA_HDRLEN, end);
            return at + NLA_HDRLEN + INET6_LENGTH;
        }
        addressLength = 0;
        addressHigh = 0;
        addressLow = 0;
        return at;
    }

    private long decodeLladdr(Object base, long at, long end) {
        if (attributeHeader(base, at, end) == ETHERNET_LLADDR && end - at >= NLA_HDRLEN + Long.BYTES) {
            lladdrOffset = (int) (at + NLA_HDRLEN - bufferAddress);
            lladdrLength = ETH_ALEN;
            lladdr = Long.reverseBytes(BoundedMemory.getLong(base, at + NLA_HDRLEN, end)) >>> 16;
            return at + NLA_HDRLEN + Long.BYTES;
        }
        lladdrLength = ABSENT;
        lladdr = 0;
        return at;
    }

    private long decodeProbes(Object base, long at, long end) {
        if (attributeHeader(base, at, end) == PROBES && end - at >= NLA_HDRLEN + Integer.BYTES) {
            probes = BoundedMemory.getInt(base, at + NLA_HDRLEN, end);
            present = 1 << Nda.NDA_PROBES;
            return at + NLA_HDRLEN + Integer.BYTES;
        }
        present = 0;
        return at;
    }

    private static long skipCacheInfo(Object base, long at, long end) {
        boolean there = attributeHeader(base, at, end) == CACHEINFO && end - at >= NLA_HDRLEN + CACHEINFO_LENGTH;
        return there ? at + NLA_HDRLEN + CACHEINFO_LENGTH : at;
    }

    private static int attributeHeader(Object base, long at, long end) {
        return end - at < NLA_HDRLEN ? 0 : BoundedMemory.getInt(base, at, end);
    }

    private boolean decodeOthers(Object base, long from, long end) {
        long at = from;
        while (at < end) {
            int header = attributeHeader(base, at, end);
            int length = header & 0xffff;
            if (length < NLA_HDRLEN || length > end - at) {
                return refuse(DecodeError.BAD_ATTRIBUTE_LENGTH);
            }
            int type = header >>> NLA_TYPE_SHIFT & NLA_TYPE_MASK;
            if (!decodeOther(type, base, at + NLA_HDRLEN, at + length)) {
                return false;
            }
            at += MessageCursor.align(length);
        }
        return true;
    }

    private boolean decodeOther(int type, Object base, long at, long end) {
        int length = (int) (end - at);
        if (length < shortestValue(type)) {
            return refuse(DecodeError.SHORT_ATTRIBUTE);
        }
        switch (type) {
            case Nda.NDA_DST -> {
                return setAddress(base, at, end);
            }
            case Nda.NDA_LLADDR -> {
                return setLladdr(at, end);
            }
            case Nda.NDA_PROBES -> probes = BoundedMemory.getInt(base, at, end);
            case Nda.NDA_VLAN -> vlan = BoundedMemory.getShort(base, at, end) & 0xffff;
            case Nda.NDA_PORT -> port = Short.reverseBytes(BoundedMemory.getShort(base, at, end)) & 0xffff;
            case Nda.NDA_VNI -> vni = BoundedMemory.getInt(base, at, end);
            case Nda.NDA_IFINDEX -> outIfindex = BoundedMemory.getInt(base, at, end);
            case Nda.NDA_MASTER -> master = BoundedMemory.getInt(base, at, end);
            case Nda.NDA_LINK_NETNSID -> linkNetnsId = BoundedMemory.getInt(base, at, end);
            case Nda.NDA_SRC_VNI -> sourceVni = BoundedMemory.getInt(base, at, end);
            case Nda.NDA_PROTOCOL -> protocol = BoundedMemory.getByte(base, at, end) & 0xff;
            case Nda.NDA_NH_ID -> nhId = BoundedMemory.getInt(base, at, end);
            case Nda.NDA_FLAGS_EXT -> extFlags = BoundedMemory.getInt(base, at, end);
            default -> {
                // Of a later kernel, or of no interest here.
                return true;
            }
        }
        present |= 1 << type;
        return true;
    }

    private static int shortestValue(int type) {
        return switch (type) {
            case Nda.NDA_PROTOCOL -> Byte.BYTES;
            case Nda.NDA_VLAN, Nda.NDA_PORT -> Short.BYTES;
            case Nda.NDA_PROBES, Nda.NDA_VNI, Nda.NDA_IFINDEX, Nda.NDA_MASTER, Nda.NDA_LINK_NETNSID,
                Nda.NDA_SRC_VNI, Nda.NDA_NH_ID, Nda.NDA_FLAGS_EXT -> Integer.BYTES;
            default -> 0;
        };
    }

    private boolean setAddress(Object base, long at, long end) {
        long length = end - at;
        if (length == INET_LENGTH && family() != AF_INET6) {
            setInet(base, at, end);
        } else if (length == INET6_LENGTH && family() != AF_INET) {
            setInet6(base, at, end);
        } else {
            return refuse(DecodeError.BAD_ADDRESS_LENGTH);
        }
        return true;
    }

    private void setInet(Object base, long at, long end) {
        addressLength = INET_LENGTH;
        addressHigh = 0;
        addressLow = Integer.reverseBytes(BoundedMemory.getInt(base, at, end)) & 0xffff_ffffL;
    }

    private void setInet6(Object base, long at, long end) {
        addressLength = INET6_LENGTH;
        addressHigh = Long.reverseBytes(BoundedMemory.getLong(base, at, end));
        addressLow = Long.reverseBytes(BoundedMemory.getLong(base, at + Long.BYTES, end));
    }

    private boolean setLladdr(long at, long end) {
        int length = (int) (end - at);
        if (length > MAX_ADDR_LEN) {
            return refuse(DecodeError.BAD_LLADDR_LENGTH);
        }
        lladdrOffset = (int) (at - bufferAddress);
        lladdrLength = length;
        lladdr = length == ETH_ALEN ? macAddress(buffer, lladdrOffset) : 0;
        return true;
    }

    static long macAddress(DirectBuffer buffer, int offset) {
        long high = buffer.getInt(offset, BIG_ENDIAN) & 0xffff_ffffL;
        return (high << 16) | (buffer.getShort(offset + Integer.BYTES, BIG_ENDIAN) & 0xffffL);
    }
}
