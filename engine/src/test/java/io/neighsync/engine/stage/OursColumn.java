package io.neighsync.engine.stage;

import io.neighsync.engine.event.PolicySettings;
import io.neighsync.netlink.Nud;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The column "ours" of {@code docs/behavior-differences.md}, written down once more, apart from the product: the rows a
 * neighbor has after a message, given those it had before. Only what is kept (rows 6 and 18) depends on these.
 *
 * @param lladdr  of the row in NEIGH_TABLE; null when there is none
 * @param learned whether it was set by a message with NTF_EXT_LEARNED
 * @param failed  whether there is a row in NEIGH_FAILED_TABLE
 */
record OursColumn(String lladdr, boolean learned, boolean failed) {
    static final OursColumn NOTHING = new OursColumn(null, false, false);

    private static final String ZERO = "00:00:00:00:00:00";
    private static final String BROADCAST = "ff:ff:ff:ff:ff:ff";
    private static final int VALID = Nud.NUD_PERMANENT | Nud.NUD_NOARP | Nud.NUD_REACHABLE | Nud.NUD_PROBE
            | Nud.NUD_STALE | Nud.NUD_DELAY;

    /**
     * Which row of the table a message falls under; 0 when it is a plain set.
     *
     * @param linkLocal whether its link is configured for IPv6 link-local neighbors
     */
    static int rowOf(ScriptedMessage message, PolicySettings settings, boolean linkLocal) {
        InetAddress address = message.address();
        boolean isIpv6 = message.isIpv6();
        boolean local = message.state() == Nud.NUD_NOARP && !message.learned();
        boolean unresolved = message.state() == Nud.NUD_INCOMPLETE || message.state() == Nud.NUD_FAILED;
        if (!isIpv6 && settings.dualTor() && address.isLinkLocalAddress()) {
            return 3;
        } else if (isIpv6 && address.isLinkLocalAddress() && message.added() && !linkLocal) {
            return 4;
        } else if (isIpv6 && address.isMCLinkLocal()) {
            return 5;
        } else if (settings.evpnNvo() && message.added() && message.state() == Nud.NUD_PROBE) {
            return 6;
        } else if (!settings.evpnNvo() && local) {
            return 7;
        } else if (settings.dualTor() && unresolved) {
            return 8;
        } else if (!message.added() || unresolved) {
            return 9;
        } else if (local) {
            return 10;
        }
        return rowOf(message);
    }

    /** The rows about link-layer addresses. */
    private static int rowOf(ScriptedMessage message) {
        return switch (message.lladdr()) {
            case ScriptedMessage.NO_LLADDR, "" -> 12;
            case BROADCAST -> 13;
            case ZERO -> 14;
            default -> message.lladdr().length() == ZERO.length() ? 0 : 15;
        };
    }

    /** Whether a message that falls under this row leaves alone what C++ publishes, and what we do not. */
    static boolean isIgnoredByCpp(int row) {
        return (row >= 3 && row <= 7) || row == 12 || row == 13 || row == 15;
    }

    /** Whether the tables hold the same. */
    boolean isPublishedAs(OursColumn other) {
        return Objects.equals(lladdr, other.lladdr) && failed == other.failed;
    }

    /** The rows after one more message; and after a resync, of which it is the answer. */
    OursColumn after(ScriptedMessage message, PolicySettings settings, boolean linkLocal) {
        int row = rowOf(message, settings, linkLocal);
        String next = switch (row) {
            case 0, 14 -> message.lladdr();
            case 6 -> lladdr != null && rowOf(message) % 14 == 0 ? message.lladdr() : lladdr;
            case 8 -> message.added() ? ZERO : null;
            default -> null;
        };
        boolean set = row == 0 || row == 14 || (row == 8 && message.added());
        return new OursColumn(next, set ? message.learned() : learned, isFailedAfter(message, settings, row));
    }

    private boolean isFailedAfter(ScriptedMessage message, PolicySettings settings, int row) {
        boolean inScope = message.isIpv6() && settings.dualTor() && row != 4 && row != 5;
        if (!inScope || !message.added()) {
            return false;
        }
        return message.state() == Nud.NUD_FAILED || (failed && (message.state() & VALID) == 0);
    }

    /**
     * What has to be done for a message that changes these rows to those, at the least.
     *
     * @param link     the link's name
     * @param vrf      the name of its master when routes are to be deleted, else null
     * @param notified whether the message is a notification: each that says FAILED is passed on
     */
    List<Operation> operationsTo(
            OursColumn after, ScriptedMessage message, PolicySettings settings, int row, String link, String vrf,
            boolean notified) {
        List<Operation> operations = new ArrayList<>();
        String key = link + ":" + message.ip();
        boolean isSet = after.lladdr != null && !after.lladdr.equals(lladdr);
        boolean moved = after.lladdr != null && row != 6 && after.learned != learned;
        if (settings.evpnNvo() && vrf != null && (isSet || moved)) {
            operations.add(Operation.delete(CppDaemon.ROUTES, vrf + ":" + message.ip()));
        }
        if (isSet) {
            String family = message.isIpv6() ? "IPv6" : "IPv4";
            operations.add(Operation.set(CppDaemon.NEIGHBORS, key, "neigh " + after.lladdr + " family " + family));
        } else if (!Objects.equals(after.lladdr, lladdr)) {
            operations.add(Operation.delete(CppDaemon.NEIGHBORS, key));
        }
        boolean failedAgain = notified && message.added() && message.state() == Nud.NUD_FAILED;
        if (after.failed && (failedAgain || !failed)) {
            operations.add(Operation.set(CppDaemon.FAILED, key, "NULL NULL"));
        } else if (failed && !after.failed) {
            operations.add(Operation.delete(CppDaemon.FAILED, key));
        }
        return operations;
    }
}
