package io.neighsync.netlink;

/**
 * States of a neighbor: {@code ndm_state}, a set of bits.
 *
 * <p>Source: {@code linux/neighbour.h}. Any thread may call.
 */
public final class Nud {
    /** No state yet. */
    public static final int NUD_NONE = 0x00;
    /** Being resolved for the first time. */
    public static final int NUD_INCOMPLETE = 0x01;
    /** Confirmed lately. */
    public static final int NUD_REACHABLE = 0x02;
    /** Usable, to be confirmed when next used. */
    public static final int NUD_STALE = 0x04;
    /** Used while stale; waits before it probes. */
    public static final int NUD_DELAY = 0x08;
    /** Being confirmed. */
    public static final int NUD_PROBE = 0x10;
    /** Resolution failed, or the entry is being deleted. */
    public static final int NUD_FAILED = 0x20;
    /** Valid without resolution. */
    public static final int NUD_NOARP = 0x40;
    /** Set by an administrator; never expires. */
    public static final int NUD_PERMANENT = 0x80;

    private static final String[] NAMES = {
        "INCOMPLETE", "REACHABLE", "STALE", "DELAY", "PROBE", "FAILED", "NOARP", "PERMANENT"
    };

    private Nud() {
    }

    /**
     * Printable form, such as {@code REACHABLE} or {@code NOARP|PERMANENT}.
     *
     * @param state {@code ndm_state}
     * @return names joined by {@code |}, unknown bits in hexadecimal, {@code 0} for none
     */
    public static String toString(int state) {
        return BitNames.toString(state, NAMES);
    }

    /**
     * Appends the printable form.
     *
     * @param to where it goes
     * @param state {@code ndm_state}
     */
    public static void append(StringBuilder to, int state) {
        BitNames.append(to, state, NAMES);
    }
}
