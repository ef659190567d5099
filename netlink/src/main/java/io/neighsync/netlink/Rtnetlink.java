package io.neighsync.netlink;

/**
 * Message types, multicast groups and address families of rtnetlink.
 *
 * <p>Source: {@code linux/rtnetlink.h}, {@code linux/socket.h}, rtnetlink(7). Any thread may call.
 */
public final class Rtnetlink {
    /** A link is new or has changed. */
    public static final int RTM_NEWLINK = 16;
    /** A link has gone, or in family {@code AF_BRIDGE} has left its bridge. */
    public static final int RTM_DELLINK = 17;
    /** Asks for links. */
    public static final int RTM_GETLINK = 18;
    /** A neighbor is new or has changed. */
    public static final int RTM_NEWNEIGH = 28;
    /** A neighbor has gone. */
    public static final int RTM_DELNEIGH = 29;
    /** Asks for neighbors. */
    public static final int RTM_GETNEIGH = 30;
    /** Multicast group of link messages. */
    public static final int RTNLGRP_LINK = 1;
    /** Multicast group of neighbor messages, and of bridge FDB messages. */
    public static final int RTNLGRP_NEIGH = 3;
    /** Any family. */
    public static final int AF_UNSPEC = 0;
    /** IPv4. */
    public static final int AF_INET = 2;
    /** Bridge: FDB entries, bridge ports. */
    public static final int AF_BRIDGE = 7;
    /** IPv6. */
    public static final int AF_INET6 = 10;
    /** Netlink sockets. */
    public static final int AF_NETLINK = 16;

    private Rtnetlink() {
    }

    /**
     * Printable form.
     *
     * @param type {@code nlmsg_type}
     * @return its name, or the number if it has none here
     */
    public static String toString(int type) {
        return switch (type) {
            case Nlm.NLMSG_NOOP -> "NLMSG_NOOP";
            case Nlm.NLMSG_ERROR -> "NLMSG_ERROR";
            case Nlm.NLMSG_DONE -> "NLMSG_DONE";
            case Nlm.NLMSG_OVERRUN -> "NLMSG_OVERRUN";
            case RTM_NEWLINK -> "RTM_NEWLINK";
            case RTM_DELLINK -> "RTM_DELLINK";
            case RTM_GETLINK -> "RTM_GETLINK";
            case RTM_NEWNEIGH -> "RTM_NEWNEIGH";
            case RTM_DELNEIGH -> "RTM_DELNEIGH";
            case RTM_GETNEIGH -> "RTM_GETNEIGH";
            default -> Integer.toString(type);
        };
    }

    /**
     * Printable form of an address family.
     *
     * @param family {@code AF_*}
     * @return {@code inet} and the like as in ip(8), or the number
     */
    public static String familyName(int family) {
        return switch (family) {
            case AF_UNSPEC -> "unspec";
            case AF_INET -> "inet";
            case AF_BRIDGE -> "bridge";
            case AF_INET6 -> "inet6";
            default -> Integer.toString(family);
        };
    }
}
