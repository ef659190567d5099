package io.neighsync.netlink;

/**
 * Flags of a link: {@code ifi_flags}, a set of bits.
 *
 * <p>Source: {@code linux/if.h}, netdevice(7). Any thread may call.
 */
public final class Iff {
    /** Administratively up. */
    public static final int IFF_UP = 0x1;
    /** Has a broadcast address. */
    public static final int IFF_BROADCAST = 0x2;
    /** Debugging is on. */
    public static final int IFF_DEBUG = 0x4;
    /** Loopback. */
    public static final int IFF_LOOPBACK = 0x8;
    /** Point to point. */
    public static final int IFF_POINTOPOINT = 0x10;
    /** No trailers. */
    public static final int IFF_NOTRAILERS = 0x20;
    /** Operationally up (RFC 2863). */
    public static final int IFF_RUNNING = 0x40;
    /** Without ARP; the link layer address is not resolved. */
    public static final int IFF_NOARP = 0x80;
    /** Receives all frames. */
    public static final int IFF_PROMISC = 0x100;
    /** Receives all multicast frames. */
    public static final int IFF_ALLMULTI = 0x200;
    /** Master of a load balancer. */
    public static final int IFF_MASTER = 0x400;
    /** Slave of a load balancer. */
    public static final int IFF_SLAVE = 0x800;
    /** Supports multicast. */
    public static final int IFF_MULTICAST = 0x1000;
    /** Can select a media type. */
    public static final int IFF_PORTSEL = 0x2000;
    /** Selects the media type itself. */
    public static final int IFF_AUTOMEDIA = 0x4000;
    /** Loses its addresses when it goes down. */
    public static final int IFF_DYNAMIC = 0x8000;
    /** Carrier is there. */
    public static final int IFF_LOWER_UP = 0x10000;
    /** Waits for an event, such as 802.1X. */
    public static final int IFF_DORMANT = 0x20000;
    /** Echoes sent frames. */
    public static final int IFF_ECHO = 0x40000;

    private static final String[] NAMES = {
        "UP", "BROADCAST", "DEBUG", "LOOPBACK", "POINTOPOINT", "NOTRAILERS", "RUNNING", "NOARP", "PROMISC",
        "ALLMULTI", "MASTER", "SLAVE", "MULTICAST", "PORTSEL", "AUTOMEDIA", "DYNAMIC", "LOWER_UP", "DORMANT",
        "ECHO"
    };

    private Iff() {
    }

    /**
     * Printable form, such as {@code UP|BROADCAST|RUNNING}.
     *
     * @param flags {@code ifi_flags}
     * @return names joined by {@code |}, unknown bits in hexadecimal, {@code 0} for none
     */
    public static String toString(int flags) {
        return BitNames.toString(flags, NAMES);
    }

    /**
     * Appends the printable form.
     *
     * @param to where it goes
     * @param flags {@code ifi_flags}
     */
    public static void append(StringBuilder to, int flags) {
        BitNames.append(to, flags, NAMES);
    }
}
