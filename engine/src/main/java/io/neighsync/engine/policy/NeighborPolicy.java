package io.neighsync.engine.policy;

import io.neighsync.engine.event.Verdict;
import io.neighsync.netlink.Ntf;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;

/**
 * The rules that decide which neighbor has a row: a pure function of one message. Any thread.
 *
 * <p>The order of the rules matters; the numbers are those of the table in {@code docs/behavior-differences.md}.
 * NUD states are compared by equality, as orchagent's producer always did: {@code NOARP|PERMANENT} is not
 * {@code NOARP}.
 */
public final class NeighborPolicy {
    private static final long BROADCAST = 0xffff_ffff_ffffL;
    private static final int LLADDR_BYTES = 6;

    private NeighborPolicy() {
    }

    /**
     * What one RTM_NEWNEIGH says about its row.
     *
     * @param family       AF_*
     * @param addressHigh  upper 64 bits of an IPv6 address
     * @param nudState     NUD_* bits
     * @param ntfFlags     NTF_* bits
     * @param lladdrLength bytes of the link-layer address, -1 when there is none
     * @param lladdr       the address as a 48-bit number
     */
    public static Verdict onNewNeighbor(
            int family, long addressHigh, int nudState, int ntfFlags, int lladdrLength, long lladdr) {
        if (!hasRows(family)) {
            return Verdict.NONE;                                              // 1
        }
        if (family == Rtnetlink.AF_INET6 && (isLinkLocal(addressHigh) || isLinkLocalMulticast(addressHigh))) {
            return Verdict.DEL;                                               // 4, 5
        }
        if (nudState == Nud.NUD_NOARP && (ntfFlags & Ntf.NTF_EXT_LEARNED) == 0) {
            return Verdict.DEL;                                               // 7
        }
        if (nudState == Nud.NUD_INCOMPLETE || nudState == Nud.NUD_FAILED) {
            return Verdict.DEL;                                               // 9
        }
        if (lladdrLength != LLADDR_BYTES || lladdr == BROADCAST) {
            return Verdict.DEL;                                               // 12, 13, 15
        }
        return Verdict.SET;                                                   // 14 and everything else
    }

    /** What one RTM_DELNEIGH says about its row. */
    public static Verdict onDeletedNeighbor(int family) {
        return hasRows(family) ? Verdict.DEL : Verdict.NONE;                  // 1, 9
    }

    /** Whether a link-layer address is there but is not an Ethernet address (rule 15). */
    public static boolean isOddLladdr(int lladdrLength) {
        return lladdrLength >= 0 && lladdrLength != LLADDR_BYTES;
    }

    private static boolean hasRows(int family) {
        return family == Rtnetlink.AF_INET || family == Rtnetlink.AF_INET6;
    }

    /** fe80::/10, RFC 4291 section 2.4. */
    private static boolean isLinkLocal(long addressHigh) {
        return addressHigh >>> 54 == 0x3fa;
    }

    /** ff02::/16, RFC 4291 section 2.7. */
    private static boolean isLinkLocalMulticast(long addressHigh) {
        return addressHigh >>> 48 == 0xff02;
    }
}
