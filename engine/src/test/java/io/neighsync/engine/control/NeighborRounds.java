package io.neighsync.engine.control;

import io.neighsync.netlink.NeighborRequests;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import io.neighsync.netlink.ScheduledKernel;
import org.agrona.MutableDirectBuffer;

/**
 * Notifications in rounds, in each of which every neighbor has its turn: four rounds in which they are resolved, four
 * with another lladdr, four in which they have failed, four in which they are gone. The first of the four changes rows,
 * the others repeat it. IPv4 and IPv6 in turn. Stateless.
 */
public final class NeighborRounds implements ScheduledKernel.Notifications {
    private static final long INET_FIRST = 0x0a00_0001L;
    private static final long INET6_HIGH = 0xfc00L << 48;
    private static final long LLADDR_FIRST = 0x0200_0000_0000L;
    private static final long CHANGED = 0x0100_0000L;
    private static final int ROUNDS_EACH = 4;
    private static final int WAYS = 4;

    private final int neighbors;

    /** Rounds of so many. */
    public NeighborRounds(int neighbors) {
        this.neighbors = neighbors;
    }

    @Override
    public int encode(MutableDirectBuffer buffer, long number) {
        int neighbor = (int) (number % neighbors);
        long round = number / neighbors;
        int state = round % 2 == 0 ? Nud.NUD_REACHABLE : Nud.NUD_STALE;
        return switch ((int) (round / ROUNDS_EACH % WAYS)) {
            case 0 -> put(buffer, neighbor, LLADDR_FIRST + neighbor, state);
            case 1 -> put(buffer, neighbor, LLADDR_FIRST + CHANGED + neighbor, state);
            case 2 -> put(buffer, neighbor, NeighborRequests.NO_LLADDR, Nud.NUD_FAILED);
            default -> NeighborRequests.encodeDelNeighbor(buffer, 0, 0, 0, ScheduledKernel.IFINDEX, family(neighbor),
                    high(neighbor), INET_FIRST + neighbor);
        };
    }

    private static int put(MutableDirectBuffer buffer, int neighbor, long lladdr, int state) {
        return NeighborRequests.encodeNewNeighbor(buffer, 0, 0, 0, ScheduledKernel.IFINDEX, family(neighbor),
                high(neighbor), INET_FIRST + neighbor, lladdr, state, 0);
    }

    private static int family(int neighbor) {
        return neighbor % 2 == 0 ? Rtnetlink.AF_INET : Rtnetlink.AF_INET6;
    }

    private static long high(int neighbor) {
        return neighbor % 2 == 0 ? 0 : INET6_HIGH;
    }
}
