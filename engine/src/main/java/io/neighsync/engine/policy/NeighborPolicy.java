package io.neighsync.engine.policy;

import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.engine.event.Verdict;
import io.neighsync.netlink.Ntf;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;

/**
 * The rules that decide which neighbor has a row: pure functions of one message and of the settings. Any thread.
 *
 * <p>The order of the rules matters; the numbers are those of the table in {@code docs/behavior-differences.md}.
 * NUD states are compared by equality, as SONiC's daemon always did: {@code NOARP|PERMANENT} is not {@code NOARP}.
 * Where the C++ daemon returns without touching the row, {@code compat.strict} keeps it, and we delete it, so that the
 * rows depend on the kernel and on CONFIG_DB alone, never on what was before.
 */
public final class NeighborPolicy {
    private static final long BROADCAST = 0xffff_ffff_ffffL;
    private static final int LLADDR_BYTES = 6;
    private static final int IPV4_LINK_LOCAL = 0xa9fe;
    private static final int IPV6_LINK_LOCAL = 0x3fa;
    private static final int IPV6_LINK_LOCAL_MULTICAST = 0xff02;
    private static final int IPV6_MULTICAST_SCOPE_MASK = 0xff0f;
    /** States in which a neighbor is resolved, or needs no resolution. */
    private static final int VALID_STATES = Nud.NUD_PERMANENT | Nud.NUD_NOARP | Nud.NUD_REACHABLE | Nud.NUD_PROBE
            | Nud.NUD_STALE | Nud.NUD_DELAY;

    private NeighborPolicy() {
    }

    /**
     * What a NEIGH_SET or NEIGH_DEL says about its row in NEIGH_TABLE.
     *
     * @param event    family, address, NUD state, flags and link-layer address are read
     * @param link     the name of its link, or null when that is not known
     * @param settings in force
     */
    public static Verdict verdict(NeighborEvent event, LinkName link, PolicySettings settings) {
        if (!hasRows(event.family)) {
            return Verdict.NONE;                                                        // 1
        }
        if (event.kind == EventKind.NEIGH_DEL) {
            return settings.strict() && isDeletionIgnored(event, settings) ? Verdict.KEEP : Verdict.DEL;
        }
        Verdict without = settings.strict() ? Verdict.KEEP : Verdict.DEL;
        if (isOutOfScope(event, link, settings)) {
            return without;                                                             // 3, 4, 5
        }
        if (settings.evpnNvo() && event.nudState == Nud.NUD_PROBE) {
            return settings.strict() || !hasUsableLladdr(event) ? Verdict.KEEP : Verdict.REFRESH; // 6
        }
        boolean local = event.nudState == Nud.NUD_NOARP && (event.ntfFlags & Ntf.NTF_EXT_LEARNED) == 0;
        if (local && !settings.evpnNvo()) {
            return without;                                                             // 7
        }
        if (isUnresolved(event.nudState)) {
            return settings.dualTor() ? Verdict.SET_ZERO : Verdict.DEL;                 // 8, 9
        }
        if (local) {
            return Verdict.DEL;                                                         // 10
        }
        return hasUsableLladdr(event) ? Verdict.SET : without;                          // 11 to 15
    }

    /**
     * What the same message says about its row in NEIGH_FAILED_TABLE: IPv6 neighbors that a dual-ToR switch could not
     * resolve (rule 18). Decided before rules 6 and 7. A state is valid when any of its bits is.
     */
    public static Verdict failedVerdict(NeighborEvent event, LinkName link, PolicySettings settings) {
        if (event.family != Rtnetlink.AF_INET6) {
            return Verdict.NONE;
        }
        Verdict without = settings.strict() ? Verdict.KEEP : Verdict.DEL;
        if (event.kind == EventKind.NEIGH_DEL) {
            return settings.dualTor() && !isLinkLocalMulticast(event.addressHigh) ? Verdict.DEL : without;
        }
        if (!settings.dualTor() || isOutOfScope(event, link, settings)) {
            return without;
        }
        if (event.nudState == Nud.NUD_FAILED) {
            return Verdict.SET;
        }
        return (event.nudState & VALID_STATES) == 0 ? Verdict.KEEP : Verdict.DEL;
    }

    /** Whether a link-layer address is there but is not an Ethernet address (rule 15). */
    public static boolean isOddLladdr(int lladdrLength) {
        return lladdrLength >= 0 && lladdrLength != LLADDR_BYTES;
    }

    /** Whether this address has a row only on links that are configured for it (rule 4). */
    public static boolean isIpv6LinkLocal(int family, long addressHigh) {
        return family == Rtnetlink.AF_INET6 && addressHigh >>> 54 == IPV6_LINK_LOCAL;   // fe80::/10, RFC 4291 2.4
    }

    private static boolean hasRows(int family) {
        return family == Rtnetlink.AF_INET || family == Rtnetlink.AF_INET6;
    }

    /** Rules 3, 4 and 5. */
    private static boolean isOutOfScope(NeighborEvent event, LinkName link, PolicySettings settings) {
        if (event.family == Rtnetlink.AF_INET) {
            return isDualTorLinkLocal(event, settings);
        }
        return isLinkLocalMulticast(event.addressHigh)
                || (isIpv6LinkLocal(event.family, event.addressHigh) && !settings.isLinkLocal(link));
    }

    /** Whether the C++ daemon ignores this RTM_DELNEIGH: rules 3, 5 and 7. */
    private static boolean isDeletionIgnored(NeighborEvent event, PolicySettings settings) {
        boolean inScope = event.family == Rtnetlink.AF_INET
                ? !isDualTorLinkLocal(event, settings) : !isLinkLocalMulticast(event.addressHigh);
        boolean local = event.nudState == Nud.NUD_NOARP && (event.ntfFlags & Ntf.NTF_EXT_LEARNED) == 0;
        return !inScope || (local && !settings.evpnNvo());
    }

    private static boolean isDualTorLinkLocal(NeighborEvent event, PolicySettings settings) {
        return settings.dualTor() && event.addressLow >>> 16 == IPV4_LINK_LOCAL;        // 169.254/16, RFC 3927
    }

    /** Multicast of link-local scope, whatever its flags: ff02::/16, ff12::/16 and so on (RFC 4291 section 2.7). */
    private static boolean isLinkLocalMulticast(long addressHigh) {
        return ((addressHigh >>> 48) & IPV6_MULTICAST_SCOPE_MASK) == IPV6_LINK_LOCAL_MULTICAST;
    }

    private static boolean isUnresolved(int nudState) {
        return nudState == Nud.NUD_INCOMPLETE || nudState == Nud.NUD_FAILED;
    }

    private static boolean hasUsableLladdr(NeighborEvent event) {
        return event.lladdrLength == LLADDR_BYTES && event.lladdr != BROADCAST;
    }
}
