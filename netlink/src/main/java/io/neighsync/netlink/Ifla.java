package io.neighsync.netlink;

/**
 * Attributes of a link message: {@code IFLA_*}, and those nested in them.
 *
 * <p>Source: {@code linux/if_link.h}. Any thread may call.
 */
public final class Ifla {
    /** Link layer address. */
    public static final int IFLA_ADDRESS = 1;
    /** Name, NUL-terminated, at most 15 bytes without the NUL. */
    public static final int IFLA_IFNAME = 3;
    /** MTU: u32. */
    public static final int IFLA_MTU = 4;
    /** Index of the lower link: u32. */
    public static final int IFLA_LINK = 5;
    /** Index of the master: u32. */
    public static final int IFLA_MASTER = 10;
    /** Operational state of RFC 2863: u8. */
    public static final int IFLA_OPERSTATE = 16;
    /** Nested {@code IFLA_INFO_*}. */
    public static final int IFLA_LINKINFO = 18;
    /** Namespace of the lower link: s32. */
    public static final int IFLA_LINK_NETNSID = 37;
    /** What caused the message: u32. */
    public static final int IFLA_EVENT = 44;
    /** Namespace the link has moved to: s32. */
    public static final int IFLA_NEW_NETNSID = 45;
    /** Index of the link in the namespace it has moved to: s32. */
    public static final int IFLA_NEW_IFINDEX = 49;
    /** Nested {@code IFLA_ALT_IFNAME}. */
    public static final int IFLA_PROP_LIST = 52;
    /** Alternative name, NUL-terminated, at most 127 bytes without the NUL. */
    public static final int IFLA_ALT_IFNAME = 53;
    /** In {@code IFLA_LINKINFO}: kind of link, such as {@code vrf}. */
    public static final int IFLA_INFO_KIND = 1;
    /** In {@code IFLA_LINKINFO}: nested attributes of that kind. */
    public static final int IFLA_INFO_DATA = 2;
    /** In {@code IFLA_LINKINFO}: kind of the master. */
    public static final int IFLA_INFO_SLAVE_KIND = 4;
    /** In {@code IFLA_LINKINFO}: nested attributes of that kind. */
    public static final int IFLA_INFO_SLAVE_DATA = 5;
    /** In the data of a {@code vrf}: its table, u32. */
    public static final int IFLA_VRF_TABLE = 1;
    /** In the slave data of a {@code vrf}: its table, u32. */
    public static final int IFLA_VRF_PORT_TABLE = 1;
    /** In the data of a {@code vlan}: its VLAN id, u16. */
    public static final int IFLA_VLAN_ID = 1;

    private Ifla() {
    }

    /**
     * Printable form.
     *
     * @param attribute attribute type
     * @return its name, or the number if it has none here
     */
    public static String toString(int attribute) {
        return switch (attribute) {
            case IFLA_ADDRESS -> "IFLA_ADDRESS";
            case IFLA_IFNAME -> "IFLA_IFNAME";
            case IFLA_MTU -> "IFLA_MTU";
            case IFLA_LINK -> "IFLA_LINK";
            case IFLA_MASTER -> "IFLA_MASTER";
            case IFLA_OPERSTATE -> "IFLA_OPERSTATE";
            case IFLA_LINKINFO -> "IFLA_LINKINFO";
            case IFLA_LINK_NETNSID -> "IFLA_LINK_NETNSID";
            case IFLA_EVENT -> "IFLA_EVENT";
            case IFLA_NEW_NETNSID -> "IFLA_NEW_NETNSID";
            case IFLA_NEW_IFINDEX -> "IFLA_NEW_IFINDEX";
            case IFLA_PROP_LIST -> "IFLA_PROP_LIST";
            case IFLA_ALT_IFNAME -> "IFLA_ALT_IFNAME";
            default -> Integer.toString(attribute);
        };
    }
}
