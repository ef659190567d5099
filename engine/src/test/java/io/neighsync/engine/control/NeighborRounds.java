package io.neighsync.engine.control;

import io.neighsync.netlink.NeighborRequests;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import io.neighsync.netlink.ScheduledKernel;
import org.agrona.MutableDirectBuffer;

/**
 * Notifications in rounds, in each of which every neighbor has its turn: they are resolved, have another lladdr, have
 * failed, are gone, and so on. The first round of each kind changes every row, and those that follow repeat it, as most
 * of what a kernel tells does; a failure is written each time, so it is told once. IPv4 and IPv6 in turn. Stateless.
 */
public final class NeighborRounds implements ScheduledKernel.Notifications {
    private static final long INET_FIRST = 0x0a00_0001L;
    private static final long INET6_HIGH = 0xfc00L << 48;
    private static final long LLADDR_FIRST = 0x0200_0000_0000L;
    private static final long CHANGED = 0x0100_0000L;
    private static final int CHANGED_FROM = 6;
    private static final int FAILED_AT = 12;
    private static final int ROUNDS = 20;

    private final int neighbors;

    /** Rounds of so many. */
    public NeighborRounds(int neighbors) {
        this.neighbors = neighbors;
    }

    @Override
    public int encode(MutableDirectBuffer buffer, long number) {
        int neighbor = (int) (number % neighbors);
        int round = (int) (number / neighbors % ROUNDS);
        int state = round % 2 == 0 ? Nud.NUD_REACHABLE : Nud.NUD_STALE;
        if (round < CHANGED_FROM) {
            return put(buffer, neighbor, LLADDR_FIRST + neighbor, state);
        }
        if (round < FAILED_AT) {
            return put(buffer, neighbor, LLADDR_FIRST + CHANGED + neighbor, state);
        }
        if (round == FAILED_AT) {
            return put(buffer, neighbor, NeighborRequests.NO_LLADDR, Nud.NUD_FAILED);
        }
        return NeighborRequests.encodeDelNeighbor(buffer, 0, 0, 0, ScheduledKernel.IFINDEX, family(neighbor),
                high(neighbor), INET_FIRST + neighbor);
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
