package io.neighsync.netlink;

/**
 * Extended flags of a neighbor: {@code NDA_FLAGS_EXT}, a set of bits.
 *
 * <p>Source: {@code linux/neighbour.h}. Any thread may call.
 */
public final class NtfExt {
    /** The kernel keeps the entry resolved. */
    public static final int NTF_EXT_MANAGED = 0x01;
    /** FDB entry of a locked bridge port. */
    public static final int NTF_EXT_LOCKED = 0x02;
    /** Validated by a program outside the kernel; survives garbage collection. */
    public static final int NTF_EXT_EXT_VALIDATED = 0x04;

    private static final String[] NAMES = {
        "MANAGED", "LOCKED", "EXT_VALIDATED"
    };

    private NtfExt() {
    }

    /**
     * Printable form, such as {@code MANAGED}.
     *
     * @param flags {@code NDA_FLAGS_EXT}
     * @return names joined by {@code |}, unknown bits in hexadecimal, {@code 0} for none
     */
    public static String toString(int flags) {
        return BitNames.toString(flags, NAMES);
    }

    /**
     * Appends the printable form.
     *
     * @param to where it goes
     * @param flags {@code NDA_FLAGS_EXT}
     */
    public static void append(StringBuilder to, int flags) {
        BitNames.append(to, flags, NAMES);
    }
}
