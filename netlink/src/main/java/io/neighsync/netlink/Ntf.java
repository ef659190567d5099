package io.neighsync.netlink;

/**
 * Flags of a neighbor: {@code ndm_flags}, a set of bits.
 *
 * <p>Source: {@code linux/neighbour.h}. Any thread may call.
 */
public final class Ntf {
    /** Asks the kernel to resolve the entry. */
    public static final int NTF_USE = 0x01;
    /** FDB entry of the device itself. */
    public static final int NTF_SELF = 0x02;
    /** FDB entry of the device's master. */
    public static final int NTF_MASTER = 0x04;
    /** Proxy entry. */
    public static final int NTF_PROXY = 0x08;
    /** Learned by a program outside the kernel. */
    public static final int NTF_EXT_LEARNED = 0x10;
    /** Offloaded to hardware. */
    public static final int NTF_OFFLOADED = 0x20;
    /** FDB entry that does not move to another port. */
    public static final int NTF_STICKY = 0x40;
    /** IPv6 router. */
    public static final int NTF_ROUTER = 0x80;

    private static final String[] NAMES = {
        "USE", "SELF", "MASTER", "PROXY", "EXT_LEARNED", "OFFLOADED", "STICKY", "ROUTER"
    };

    private Ntf() {
    }

    /**
     * Printable form, such as {@code EXT_LEARNED|ROUTER}.
     *
     * @param flags {@code ndm_flags}
     * @return names joined by {@code |}, unknown bits in hexadecimal, {@code 0} for none
     */
    public static String toString(int flags) {
        return BitNames.toString(flags, NAMES);
    }

    /**
     * Appends the printable form.
     *
     * @param to where it goes
     * @param flags {@code ndm_flags}
     */
    public static void append(StringBuilder to, int flags) {
        BitNames.append(to, flags, NAMES);
    }
}
