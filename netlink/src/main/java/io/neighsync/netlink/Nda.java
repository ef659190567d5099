package io.neighsync.netlink;

/**
 * Attributes of a neighbor message: {@code NDA_*}.
 *
 * <p>Source: {@code linux/neighbour.h}. Any thread may call.
 */
public final class Nda {
    /** Network address: 4 bytes for IPv4, 16 for IPv6. */
    public static final int NDA_DST = 1;
    /** Link layer address. */
    public static final int NDA_LLADDR = 2;
    /** Ages and reference count: {@code struct nda_cacheinfo}. */
    public static final int NDA_CACHEINFO = 3;
    /** Probes sent so far: u32. */
    public static final int NDA_PROBES = 4;
    /** VLAN of an FDB entry: u16. */
    public static final int NDA_VLAN = 5;
    /** Remote UDP port of a vxlan FDB entry: big-endian u16. */
    public static final int NDA_PORT = 6;
    /** VNI of a vxlan FDB entry: u32. */
    public static final int NDA_VNI = 7;
    /** Outgoing link of a vxlan FDB entry: u32. */
    public static final int NDA_IFINDEX = 8;
    /** Master of the link: u32. */
    public static final int NDA_MASTER = 9;
    /** Network namespace of the outgoing link: s32. */
    public static final int NDA_LINK_NETNSID = 10;
    /** Source VNI of a vxlan FDB entry: u32. */
    public static final int NDA_SRC_VNI = 11;
    /** Originator of the entry, {@code RTPROT_*}: u8. */
    public static final int NDA_PROTOCOL = 12;
    /** Nexthop id of an FDB entry: u32. */
    public static final int NDA_NH_ID = 13;
    /** Nested attributes of an FDB entry. */
    public static final int NDA_FDB_EXT_ATTRS = 14;
    /** Extended flags, see {@link NtfExt}: u32. */
    public static final int NDA_FLAGS_EXT = 15;

    private Nda() {
    }

    /**
     * Printable form.
     *
     * @param attribute attribute type
     * @return its name, or the number if it has none here
     */
    public static String toString(int attribute) {
        return switch (attribute) {
            case NDA_DST -> "NDA_DST";
            case NDA_LLADDR -> "NDA_LLADDR";
            case NDA_CACHEINFO -> "NDA_CACHEINFO";
            case NDA_PROBES -> "NDA_PROBES";
            case NDA_VLAN -> "NDA_VLAN";
            case NDA_PORT -> "NDA_PORT";
            case NDA_VNI -> "NDA_VNI";
            case NDA_IFINDEX -> "NDA_IFINDEX";
            case NDA_MASTER -> "NDA_MASTER";
            case NDA_LINK_NETNSID -> "NDA_LINK_NETNSID";
            case NDA_SRC_VNI -> "NDA_SRC_VNI";
            case NDA_PROTOCOL -> "NDA_PROTOCOL";
            case NDA_NH_ID -> "NDA_NH_ID";
            case NDA_FDB_EXT_ATTRS -> "NDA_FDB_EXT_ATTRS";
            case NDA_FLAGS_EXT -> "NDA_FLAGS_EXT";
            default -> Integer.toString(attribute);
        };
    }
}
