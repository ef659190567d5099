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

    private static final int MAX_ADDR_LEN = 32;
    private static final int ETH_ALEN = 6;

    private final AttributeCursor attributes = new AttributeCursor();
    private DirectBuffer buffer;
    private DecodeError error = DecodeError.NONE;
    private int messageType;
    private int messageFlags;
    private int sequence;
    private int family;
    private int ifindex;
    private int nudState;
    private int ntfFlags;
    private int ndmType;
    private int addressLength;
    private long addressHigh;
    private long addressLow;
    private int lladdrOffset;
    private int lladdrLength;
    private long lladdr;
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
     */
    public boolean wrap(DirectBuffer buffer, int offset, int length) {
        this.buffer = buffer;
        this.error = DecodeError.NONE;
        int messageLength = length < Nlm.NLMSG_HDRLEN ? 0 : buffer.getInt(offset);
        if (messageLength < Nlm.NLMSG_HDRLEN || messageLength > length) {
            return refuse(DecodeError.BAD_MESSAGE_LENGTH);
        }
        if (!isNeighbor(buffer.getShort(offset + MessageCursor.TYPE_OFFSET))) {
            return refuse(DecodeError.UNEXPECTED_TYPE);
        }
        if (messageLength < ATTRIBUTES_OFFSET) {
            return refuse(DecodeError.TRUNCATED_HEADER);
        }
        decodeHeader(offset);
        clearAttributes();
        return decodeAttributes(offset + ATTRIBUTES_OFFSET, messageLength - ATTRIBUTES_OFFSET);
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
        return messageType;
    }

    /**
     * Message flags.
     *
     * @return {@code nlmsg_flags}, see {@link Nlm}
     */
    public int messageFlags() {
        return messageFlags;
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
        return family;
    }

    /**
     * Link.
     *
     * @return {@code ndm_ifindex}
     */
    public int ifindex() {
        return ifindex;
    }

    /**
     * State, possibly more than one bit.
     *
     * @return {@code ndm_state}, see {@link Nud}
     */
    public int nudState() {
        return nudState;
    }

    /**
     * Flags.
     *
     * @return {@code ndm_flags}, see {@link Ntf}
     */
    public int ntfFlags() {
        return ntfFlags;
    }

    /**
     * Type of the route to the address.
     *
     * @return {@code ndm_type}, {@code RTN_*}: 1 unicast, 2 local, 3 broadcast, 5 multicast
     */
    public int ndmType() {
        return ndmType;
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
        return extFlags;
    }

    /**
     * Originator of the entry.
     *
     * @return {@code NDA_PROTOCOL}, {@code RTPROT_*}; 0 if absent
     */
    public int protocol() {
        return protocol;
    }

    /**
     * Master of the link.
     *
     * @return {@code NDA_MASTER}; 0 if absent
     */
    public int master() {
        return master;
    }

    /**
     * VLAN of an FDB entry.
     *
     * @return {@code NDA_VLAN}, or {@link #ABSENT}
     */
    public int vlan() {
        return vlan;
    }

    /**
     * VNI of a vxlan FDB entry.
     *
     * @return {@code NDA_VNI}, or {@link #ABSENT}
     */
    public int vni() {
        return vni;
    }

    /**
     * Source VNI of a vxlan FDB entry.
     *
     * @return {@code NDA_SRC_VNI}, or {@link #ABSENT}
     */
    public int sourceVni() {
        return sourceVni;
    }

    /**
     * Remote UDP port of a vxlan FDB entry.
     *
     * @return {@code NDA_PORT}; 0 if absent
     */
    public int port() {
        return port;
    }

    /**
     * Outgoing link of a vxlan FDB entry.
     *
     * @return {@code NDA_IFINDEX}; 0 if absent
     */
    public int outIfindex() {
        return outIfindex;
    }

    /**
     * Network namespace of the outgoing link.
     *
     * @return {@code NDA_LINK_NETNSID}; {@link #ABSENT}, which is also the kernel's "not assigned"
     */
    public int linkNetnsId() {
        return linkNetnsId;
    }

    /**
     * Nexthop of an FDB entry.
     *
     * @return {@code NDA_NH_ID}; 0 if absent
     */
    public int nhId() {
        return nhId;
    }

    /**
     * Probes sent so far.
     *
     * @return {@code NDA_PROBES}, or {@link #ABSENT}
     */
    public int probes() {
        return probes;
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
        to.append(Rtnetlink.toString(messageType)).append(' ').append(Rtnetlink.familyName(family));
        if (hasDestination()) {
            to.append(' ');
            AddressText.append(to, addressLength, addressHigh, addressLow);
        }
        to.append(" dev ").append(ifindex);
        if (lladdrLength > 0) {
            to.append(" lladdr ");
            AddressText.appendLladdr(to, buffer, lladdrOffset, lladdrLength);
        }
        Nud.append(to.append(" nud "), nudState);
        Ntf.append(to.append(" flags "), ntfFlags);
        NtfExt.append(to.append(" ext_flags "), extFlags);
        return to.append(" type ").append(ndmType).append(" master ").append(master)
            .append(" protocol ").append(protocol).append(" vlan ").append(vlan).append(" vni ").append(vni)
            .append(" nhid ").append(nhId).append(" probes ").append(probes);
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
        return type == Rtnetlink.RTM_NEWNEIGH || type == Rtnetlink.RTM_DELNEIGH || type == Rtnetlink.RTM_GETNEIGH;
    }

    private boolean refuse(DecodeError reason) {
        error = reason;
        return false;
    }

    private void decodeHeader(int offset) {
        messageType = buffer.getShort(offset + MessageCursor.TYPE_OFFSET);
        messageFlags = buffer.getShort(offset + MessageCursor.FLAGS_OFFSET) & 0xffff;
        sequence = buffer.getInt(offset + MessageCursor.SEQUENCE_OFFSET);
        family = buffer.getByte(offset + FAMILY_OFFSET) & 0xff;
        ifindex = buffer.getInt(offset + IFINDEX_OFFSET);
        nudState = buffer.getShort(offset + STATE_OFFSET) & 0xffff;
        ntfFlags = buffer.getByte(offset + FLAGS_OFFSET) & 0xff;
        ndmType = buffer.getByte(offset + TYPE_OFFSET) & 0xff;
    }

    private void clearAttributes() {
        addressLength = 0;
        addressHigh = 0;
        addressLow = 0;
        lladdrOffset = 0;
        lladdrLength = ABSENT;
        lladdr = 0;
        extFlags = 0;
        protocol = 0;
        master = 0;
        vlan = ABSENT;
        vni = ABSENT;
        sourceVni = ABSENT;
        port = 0;
        outIfindex = 0;
        linkNetnsId = ABSENT;
        nhId = 0;
        probes = ABSENT;
    }

    private boolean decodeAttributes(int offset, int length) {
        attributes.wrap(buffer, offset, length);
        while (attributes.next()) {
            if (!decodeAttribute(attributes.type(), attributes.valueOffset(), attributes.valueLength())) {
                return false;
            }
        }
        return !attributes.isMalformed() || refuse(DecodeError.BAD_ATTRIBUTE_LENGTH);
    }

    private boolean decodeAttribute(int type, int offset, int length) {
        if (length < shortestValue(type)) {
            return refuse(DecodeError.SHORT_ATTRIBUTE);
        }
        switch (type) {
            case Nda.NDA_DST -> {
                return decodeDestination(offset, length);
            }
            case Nda.NDA_LLADDR -> {
                return decodeLladdr(offset, length);
            }
            case Nda.NDA_PROBES -> probes = buffer.getInt(offset);
            case Nda.NDA_VLAN -> vlan = buffer.getShort(offset) & 0xffff;
            case Nda.NDA_PORT -> port = buffer.getShort(offset, BIG_ENDIAN) & 0xffff;
            case Nda.NDA_VNI -> vni = buffer.getInt(offset);
            case Nda.NDA_IFINDEX -> outIfindex = buffer.getInt(offset);
            case Nda.NDA_MASTER -> master = buffer.getInt(offset);
            case Nda.NDA_LINK_NETNSID -> linkNetnsId = buffer.getInt(offset);
            case Nda.NDA_SRC_VNI -> sourceVni = buffer.getInt(offset);
            case Nda.NDA_PROTOCOL -> protocol = buffer.getByte(offset) & 0xff;
            case Nda.NDA_NH_ID -> nhId = buffer.getInt(offset);
            case Nda.NDA_FLAGS_EXT -> extFlags = buffer.getInt(offset);
            default -> {
                // Of a later kernel, or of no interest here.
            }
        }
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

    private boolean decodeDestination(int offset, int length) {
        if (length == 4 && family != AF_INET6) {
            addressHigh = 0;
            addressLow = buffer.getInt(offset, BIG_ENDIAN) & 0xffff_ffffL;
        } else if (length == 16 && family != AF_INET) {
            addressHigh = buffer.getLong(offset, BIG_ENDIAN);
            addressLow = buffer.getLong(offset + Long.BYTES, BIG_ENDIAN);
        } else {
            return refuse(DecodeError.BAD_ADDRESS_LENGTH);
        }
        addressLength = length;
        return true;
    }

    private boolean decodeLladdr(int offset, int length) {
        if (length > MAX_ADDR_LEN) {
            return refuse(DecodeError.BAD_LLADDR_LENGTH);
        }
        lladdrOffset = offset;
        lladdrLength = length;
        lladdr = length == ETH_ALEN ? macAddress(buffer, offset) : 0;
        return true;
    }

    static long macAddress(DirectBuffer buffer, int offset) {
        long high = buffer.getInt(offset, BIG_ENDIAN) & 0xffff_ffffL;
        return (high << 16) | (buffer.getShort(offset + Integer.BYTES, BIG_ENDIAN) & 0xffffL);
    }
}
