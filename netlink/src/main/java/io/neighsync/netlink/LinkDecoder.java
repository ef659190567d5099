package io.neighsync.netlink;

import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * Decodes one link message: {@code RTM_NEWLINK}, {@code RTM_DELLINK}, {@code RTM_GETLINK}.
 *
 * <pre>
 *   0              16       17    18     20        24      28       32
 *   |  nlmsghdr    | family | pad | type | ifindex | flags | change | attributes IFLA_*
 *                  struct ifinfomsg (rtnetlink(7))
 *
 *   IFLA_LINKINFO { IFLA_INFO_KIND "vrf", IFLA_INFO_DATA { IFLA_VRF_TABLE },                  of a VRF itself
 *                   IFLA_INFO_SLAVE_KIND "vrf", IFLA_INFO_SLAVE_DATA { IFLA_VRF_PORT_TABLE }  of a member of one }
 * </pre>
 *
 * <p>{@link #wrap} reads everything in one pass; numbers stay what it has read whatever becomes of the buffer, names
 * are read from it when asked for. After a {@code wrap} that returned false only {@link #error()} has a meaning. One
 * thread owns a decoder; only methods that return a string or a list allocate.
 */
public final class LinkDecoder {
    /** Value of an attribute that is absent and for which 0 has a meaning. */
    public static final int ABSENT = -1;

    static final int IFINFOMSG_LENGTH = 16;
    static final int FAMILY_OFFSET = Nlm.NLMSG_HDRLEN;
    static final int IFINDEX_OFFSET = FAMILY_OFFSET + 4;
    static final int FLAGS_OFFSET = FAMILY_OFFSET + 8;
    static final int CHANGE_OFFSET = FAMILY_OFFSET + 12;
    static final int ATTRIBUTES_OFFSET = FAMILY_OFFSET + IFINFOMSG_LENGTH;

    private static final int IFNAMSIZ = 16;
    private static final int MAX_ADDR_LEN = 32;
    private static final int ETH_ALEN = 6;

    private final AttributeCursor attributes = new AttributeCursor();
    private final AttributeCursor nested = new AttributeCursor();
    private DirectBuffer buffer;
    private DecodeError error = DecodeError.NONE;
    private int messageType;
    private int messageFlags;
    private int sequence;
    private int family;
    private int ifindex;
    private int flags;
    private int change;
    private int nameOffset;
    private int nameLength;
    private int master;
    private int linkIfindex;
    private int operstate;
    private int lladdrOffset;
    private int lladdrLength;
    private long lladdr;
    private int linkNetnsId;
    private int newNetnsId;
    private int newIfindex;
    private int event;
    private int propertiesOffset;
    private int propertiesLength;
    private final LinkInfo info = new LinkInfo();

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
        if (!isLink(buffer.getShort(offset + MessageCursor.TYPE_OFFSET))) {
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
     * @return {@code RTM_NEWLINK}, {@code RTM_DELLINK} or {@code RTM_GETLINK}
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
     * Family. {@code AF_BRIDGE} makes it a message about a bridge port, not about the link.
     *
     * @return {@code ifi_family}
     */
    public int family() {
        return family;
    }

    /**
     * Link.
     *
     * @return {@code ifi_index}
     */
    public int ifindex() {
        return ifindex;
    }

    /**
     * Flags.
     *
     * @return {@code ifi_flags}, see {@link Iff}
     */
    public int flags() {
        return flags;
    }

    /**
     * Flags that have changed.
     *
     * @return {@code ifi_change}
     */
    public int change() {
        return change;
    }

    /**
     * Where the name is.
     *
     * @return index in the buffer handed to {@link #wrap}
     */
    public int nameOffset() {
        return nameOffset;
    }

    /**
     * Length of the name.
     *
     * @return bytes without the NUL, 0 to 15; 0 without {@code IFLA_IFNAME}
     */
    public int nameLength() {
        return nameLength;
    }

    /**
     * The name as it is: the kernel takes any bytes but '/', ':' and white space, so they need not be UTF-8
     * ({@code dev_valid_name} of net/core/dev.c). Allocates.
     *
     * @return {@link #nameLength()} bytes
     */
    public byte[] nameBytes() {
        byte[] bytes = new byte[nameLength];
        buffer.getBytes(nameOffset, bytes);
        return bytes;
    }

    /**
     * Name. Cold: it allocates, and reads the buffer.
     *
     * @return the name; empty without {@code IFLA_IFNAME}
     */
    public String name() {
        return text(nameOffset, nameLength);
    }

    /**
     * Master, such as a bridge, a bond or a VRF.
     *
     * @return {@code IFLA_MASTER}; 0 if absent
     */
    public int master() {
        return master;
    }

    /**
     * Lower link, such as that of a VLAN, or the peer of a veth.
     *
     * @return {@code IFLA_LINK}; {@link #ABSENT} if absent
     */
    public int linkIfindex() {
        return linkIfindex;
    }

    /**
     * Operational state of RFC 2863.
     *
     * @return {@code IFLA_OPERSTATE}: 2 down, 6 up, ...; {@link #ABSENT} if absent
     */
    public int operstate() {
        return operstate;
    }

    /**
     * Where the kind is.
     *
     * @return index in the buffer handed to {@link #wrap}
     */
    public int kindOffset() {
        return info.kindOffset;
    }

    /**
     * Length of the kind.
     *
     * @return bytes without the NUL; 0 without {@code IFLA_INFO_KIND}
     */
    public int kindLength() {
        return info.kindLength;
    }

    /**
     * Kind, such as {@code veth}. Cold: it allocates, and reads the buffer.
     *
     * @return the kind; empty without {@code IFLA_INFO_KIND}
     */
    public String kind() {
        return text(info.kindOffset, info.kindLength);
    }

    /**
     * Whether the link is a VRF.
     *
     * @return true if its kind is {@code vrf}
     */
    public boolean isVrf() {
        return info.vrf;
    }

    /**
     * Table of a VRF.
     *
     * @return {@code IFLA_VRF_TABLE}, unsigned; 0 if the link is not a VRF
     */
    public int vrfTable() {
        return info.vrfTable;
    }

    /**
     * VLAN id of a VLAN link.
     *
     * @return {@code IFLA_VLAN_ID}, 0 to 4095; {@link #ABSENT} if the link is not of kind {@code vlan}
     */
    public int vlanId() {
        return info.vlanId;
    }

    /**
     * Kind of the master. Cold: it allocates, and reads the buffer.
     *
     * @return the kind; empty without {@code IFLA_INFO_SLAVE_KIND}
     */
    public String slaveKind() {
        return text(info.slaveKindOffset, info.slaveKindLength);
    }

    /**
     * Whether the master is a VRF.
     *
     * @return true if the slave kind is {@code vrf}
     */
    public boolean isVrfSlave() {
        return info.vrfSlave;
    }

    /**
     * Table of the VRF which is the master.
     *
     * @return {@code IFLA_VRF_PORT_TABLE}, unsigned; 0 if the master is not a VRF
     */
    public int slaveTable() {
        return info.slaveTable;
    }

    /**
     * Length of the link layer address.
     *
     * @return bytes, 0 to 32; {@link #ABSENT} without {@code IFLA_ADDRESS}
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
     * Namespace of the lower link.
     *
     * @return {@code IFLA_LINK_NETNSID}; {@link #ABSENT}, which is also the kernel's "not assigned"
     */
    public int linkNetnsId() {
        return linkNetnsId;
    }

    /**
     * Namespace the link has moved to.
     *
     * @return {@code IFLA_NEW_NETNSID}; {@link #ABSENT}, which is also the kernel's "not assigned"
     */
    public int newNetnsId() {
        return newNetnsId;
    }

    /**
     * Index of the link in the namespace it has moved to.
     *
     * @return {@code IFLA_NEW_IFINDEX}; 0 if absent
     */
    public int newIfindex() {
        return newIfindex;
    }

    /**
     * What caused the message.
     *
     * @return {@code IFLA_EVENT}, {@code IFLA_EVENT_*}; 0 if absent
     */
    public int event() {
        return event;
    }

    /**
     * Alternative names. Cold: it allocates, and reads the buffer.
     *
     * @return those in {@code IFLA_PROP_LIST}, in its order
     */
    public List<String> propertyNames() {
        List<String> names = new ArrayList<>();
        nested.wrap(buffer, propertiesOffset, propertiesLength);
        while (nested.next()) {
            if (nested.type() == Ifla.IFLA_ALT_IFNAME) {
                names.add(text(nested.valueOffset(), textLength(nested.valueOffset(), nested.valueLength())));
            }
        }
        return names;
    }

    /**
     * Appends the message in printable form.
     *
     * @param to where it goes
     * @return {@code to}
     */
    public StringBuilder appendTo(StringBuilder to) {
        if (error != DecodeError.NONE) {
            return to.append("not a link message: ").append(error.sentence());
        }
        to.append(Rtnetlink.toString(messageType)).append(' ').append(ifindex).append(": ").append(name());
        if (family != Rtnetlink.AF_UNSPEC) {
            to.append(" family ").append(Rtnetlink.familyName(family));
        }
        Iff.append(to.append(" <"), flags);
        to.append("> change 0x").append(Integer.toHexString(change)).append(" master ").append(master)
            .append(" link ").append(linkIfindex).append(" operstate ").append(operstate);
        if (lladdrLength > 0) {
            AddressText.appendLladdr(to.append(" address "), buffer, lladdrOffset, lladdrLength);
        }
        if (info.kindLength > 0) {
            to.append(" kind ").append(kind());
        }
        if (info.vrf) {
            to.append(" table ").append(Integer.toUnsignedString(info.vrfTable));
        }
        if (info.slaveKindLength > 0) {
            to.append(" slave_kind ").append(slaveKind());
        }
        return to;
    }

    /**
     * The message in printable form. Cold: it allocates, and reads the buffer.
     *
     * @return one line
     */
    @Override
    public String toString() {
        return buffer == null ? "not wrapped" : appendTo(new StringBuilder()).toString();
    }

    private static boolean isLink(int type) {
        return type == Rtnetlink.RTM_NEWLINK || type == Rtnetlink.RTM_DELLINK || type == Rtnetlink.RTM_GETLINK;
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
        flags = buffer.getInt(offset + FLAGS_OFFSET);
        change = buffer.getInt(offset + CHANGE_OFFSET);
    }

    private void clearAttributes() {
        nameOffset = 0;
        nameLength = 0;
        master = 0;
        linkIfindex = ABSENT;
        operstate = ABSENT;
        lladdrOffset = 0;
        lladdrLength = ABSENT;
        lladdr = 0;
        linkNetnsId = ABSENT;
        newNetnsId = ABSENT;
        newIfindex = 0;
        event = 0;
        propertiesOffset = 0;
        propertiesLength = 0;
        info.clear();
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
            case Ifla.IFLA_IFNAME -> {
                return decodeName(offset, length);
            }
            case Ifla.IFLA_ADDRESS -> {
                return decodeLladdr(offset, length);
            }
            case Ifla.IFLA_LINKINFO -> {
                DecodeError reason = info.decode(buffer, nested, offset, length);
                return reason == DecodeError.NONE || refuse(reason);
            }
            case Ifla.IFLA_PROP_LIST -> {
                propertiesOffset = offset;
                propertiesLength = length;
            }
            case Ifla.IFLA_OPERSTATE -> operstate = buffer.getByte(offset) & 0xff;
            case Ifla.IFLA_LINK -> linkIfindex = buffer.getInt(offset);
            case Ifla.IFLA_MASTER -> master = buffer.getInt(offset);
            case Ifla.IFLA_LINK_NETNSID -> linkNetnsId = buffer.getInt(offset);
            case Ifla.IFLA_NEW_NETNSID -> newNetnsId = buffer.getInt(offset);
            case Ifla.IFLA_NEW_IFINDEX -> newIfindex = buffer.getInt(offset);
            case Ifla.IFLA_EVENT -> event = buffer.getInt(offset);
            default -> {
                // Of a later kernel, or of no interest here.
            }
        }
        return true;
    }

    private static int shortestValue(int type) {
        return switch (type) {
            case Ifla.IFLA_OPERSTATE -> Byte.BYTES;
            case Ifla.IFLA_LINK, Ifla.IFLA_MASTER, Ifla.IFLA_LINK_NETNSID, Ifla.IFLA_NEW_NETNSID,
                Ifla.IFLA_NEW_IFINDEX, Ifla.IFLA_EVENT -> Integer.BYTES;
            default -> 0;
        };
    }

    private boolean decodeName(int offset, int length) {
        nameOffset = offset;
        nameLength = LinkInfo.textLength(buffer, offset, length);
        return nameLength < IFNAMSIZ || refuse(DecodeError.BAD_NAME_LENGTH);
    }

    private boolean decodeLladdr(int offset, int length) {
        if (length > MAX_ADDR_LEN) {
            return refuse(DecodeError.BAD_LLADDR_LENGTH);
        }
        lladdrOffset = offset;
        lladdrLength = length;
        lladdr = length == ETH_ALEN ? NeighborDecoder.macAddress(buffer, offset) : 0;
        return true;
    }

    private int textLength(int offset, int length) {
        return LinkInfo.textLength(buffer, offset, length);
    }

    private String text(int offset, int length) {
        return length == 0 ? "" : buffer.getStringWithoutLengthUtf8(offset, length);
    }
}
