package io.neighsync.engine.simulation;

import static io.neighsync.engine.simulation.NeighborStore.NONE;
import static io.neighsync.engine.simulation.NeighborStore.NUD_VALID;
import static io.neighsync.netlink.Nud.NUD_DELAY;
import static io.neighsync.netlink.Nud.NUD_FAILED;
import static io.neighsync.netlink.Nud.NUD_INCOMPLETE;
import static io.neighsync.netlink.Nud.NUD_NOARP;
import static io.neighsync.netlink.Nud.NUD_NONE;
import static io.neighsync.netlink.Nud.NUD_PERMANENT;
import static io.neighsync.netlink.Nud.NUD_PROBE;
import static io.neighsync.netlink.Nud.NUD_REACHABLE;
import static io.neighsync.netlink.Nud.NUD_STALE;
import static io.neighsync.netlink.Rtnetlink.AF_INET;
import static io.neighsync.netlink.Rtnetlink.AF_INET6;
import static io.neighsync.netlink.Rtnetlink.RTM_DELNEIGH;
import static io.neighsync.netlink.Rtnetlink.RTM_NEWNEIGH;

import io.neighsync.netlink.Ntf;

/** Changes of the neighbor table and their notifications, as {@code net/core/neighbour.c} makes them. */
final class NeighborChanges {
    private static final int RTN_UNICAST = 1;
    private static final int RTN_BROADCAST = 3;
    private static final int RTN_MULTICAST = 5;
    private static final long BROADCAST_LLADDR = 0xffff_ffff_ffffL;
    private static final long INET_MULTICAST_LLADDR = 0x0100_5e00_0000L;
    private static final long INET6_MULTICAST_LLADDR = 0x3333_0000_0000L;
    private static final int ETH_ALEN = 6;

    private final NeighborStore inet;
    private final NeighborStore inet6;
    private final Multicast multicast;
    private long changes;

    NeighborChanges(long seed, Multicast multicast) {
        this.inet = new NeighborStore(AF_INET, seed);
        this.inet6 = new NeighborStore(AF_INET6, ~seed);
        this.multicast = multicast;
    }

    /** Entries that were changed. */
    long changes() {
        return changes;
    }

    /** The store of a family, or null. */
    NeighborStore store(int family) {
        return switch (family) {
            case AF_INET -> inet;
            case AF_INET6 -> inet6;
            default -> null;
        };
    }

    /** RTM_NEWNEIGH with NLM_F_CREATE and NLM_F_REPLACE (neigh_add); true if something has changed. */
    boolean set(
            Link link, NeighborStore store, long high, long low, int nudState, int ntfFlags, long lladdr,
            int lladdrLength) {
        int slot = store.find(link.ifindex, high, low);
        boolean created = slot == NONE;
        if (created) {
            slot = create(link, store, high, low);
        }
        boolean updated = (nudState & NUD_VALID) == 0
                ? invalidate(store, slot, nudState, ntfFlags)
                : update(store, slot, nudState, ntfFlags, lladdr, lladdrLength);
        if (created || updated) {
            changes++;
        }
        return created || updated;
    }

    /** RTM_DELNEIGH (neigh_delete); false if there is no such neighbor. */
    boolean delete(Link link, NeighborStore store, long high, long low) {
        int slot = store.find(link.ifindex, high, low);
        if (slot == NONE) {
            return false;
        }
        delete(store, slot);
        return true;
    }

    /** Removal by the garbage collector or a time-out, RTM_DELNEIGH alone; false if there is nothing to collect. */
    boolean collect(Link link, NeighborStore store, long high, long low) {
        int slot = store.find(link.ifindex, high, low);
        if (slot == NONE || (store.nudState(slot) & (NUD_PERMANENT | NUD_NOARP)) != 0
                || (store.ntfFlags(slot) & Ntf.NTF_EXT_LEARNED) != 0) {
            return false;
        }
        remove(store, slot);
        return true;
    }

    /** A step of the state machine that no one asked for; false if the present state does not lead there. */
    boolean age(Link link, NeighborStore store, long high, long low, int nudState) {
        int slot = store.find(link.ifindex, high, low);
        int old = slot == NONE ? NUD_NONE : store.nudState(slot);
        boolean possible = switch (nudState) {
            case NUD_INCOMPLETE -> old == NUD_NONE || old == NUD_FAILED;
            case NUD_DELAY -> old == NUD_STALE || old == NUD_REACHABLE;
            case NUD_STALE -> old == NUD_REACHABLE;
            case NUD_PROBE, NUD_REACHABLE -> old == NUD_DELAY;
            case NUD_FAILED -> old == NUD_INCOMPLETE || old == NUD_PROBE;
            default -> false;
        };
        if (!possible) {
            return false;
        }
        if (slot == NONE) {
            slot = create(link, store, high, low);
            if (store.nudState(slot) == NUD_NOARP) {
                changes++;
                return true;
            }
        }
        store.setState(slot, nudState, store.ntfFlags(slot));
        changes++;
        if (nudState != NUD_INCOMPLETE && nudState != NUD_DELAY) {
            multicast.neighbor(RTM_NEWNEIGH, store, slot);
        }
        return true;
    }

    /** Deletes the neighbors of a link that are in one of these states, each as by {@link #delete}. */
    boolean deleteAll(Link link, int nudStates) {
        boolean any = deleteAll(inet, link, nudStates);
        return deleteAll(inet6, link, nudStates) || any;
    }

    /** Removes the neighbors of a link with RTM_DELNEIGH alone (neigh_ifdown, neigh_changeaddr). */
    void flush(Link link) {
        flush(inet, link, NUD_NONE);
        flush(inet6, link, NUD_NONE);
    }

    /** The same, but what is permanent stays (neigh_carrier_down). */
    void flushNonPermanent(Link link) {
        flush(inet, link, NUD_PERMANENT);
        flush(inet6, link, NUD_PERMANENT);
    }

    private void flush(NeighborStore store, Link link, int keptStates) {
        int slot = store.first(link);
        while (slot != NONE) {
            int following = store.nextOfLink(slot);
            if ((store.nudState(slot) & keptStates) == 0) {
                remove(store, slot);
            }
            slot = following;
        }
    }

    private boolean deleteAll(NeighborStore store, Link link, int nudStates) {
        boolean any = false;
        int slot = store.first(link);
        while (slot != NONE) {
            int following = store.nextOfLink(slot);
            if ((store.nudState(slot) & nudStates) != 0) {
                delete(store, slot);
                any = true;
            }
            slot = following;
        }
        return any;
    }

    private void delete(NeighborStore store, int slot) {
        invalidate(store, slot, NUD_FAILED, 0);
        remove(store, slot);
    }

    private void remove(NeighborStore store, int slot) {
        multicast.neighbor(RTM_DELNEIGH, store, slot);
        store.remove(slot);
        changes++;
    }

    /** The part of __neigh_update for states without a link-layer address; true if something has changed. */
    private boolean invalidate(NeighborStore store, int slot, int nudState, int ntfFlags) {
        int old = store.nudState(slot);
        int oldFlags = store.ntfFlags(slot);
        int flags = (oldFlags & ~Ntf.NTF_EXT_LEARNED) | (ntfFlags & Ntf.NTF_EXT_LEARNED);
        store.setState(slot, nudState, flags);
        boolean gaveUp = (old & (NUD_INCOMPLETE | NUD_PROBE)) != 0 && nudState == NUD_FAILED;
        if ((old & NUD_VALID) != 0 || gaveUp) {
            multicast.neighbor(RTM_NEWNEIGH, store, slot);
        }
        return old != nudState || oldFlags != flags;
    }

    /** The part of __neigh_update for states with a link-layer address; true if something has changed. */
    private boolean update(
            NeighborStore store, int slot, int nudState, int ntfFlags, long lladdr, int lladdrLength) {
        boolean valid = store.isValid(slot);
        if (lladdrLength < 0 && !valid) {
            return false;
        }
        long newLladdr = lladdrLength < 0 ? store.lladdr(slot) : lladdr;
        int newLength = lladdrLength < 0 ? store.lladdrLength(slot) : lladdrLength;
        boolean same = store.nudState(slot) == nudState && store.ntfFlags(slot) == ntfFlags
                && store.lladdr(slot) == newLladdr && store.lladdrLength(slot) == newLength;
        if (same) {
            return false;
        }
        store.setState(slot, nudState, ntfFlags);
        store.setLladdr(slot, newLladdr, newLength);
        multicast.neighbor(RTM_NEWNEIGH, store, slot);
        return true;
    }

    /** A new entry: NUD_NONE, or NUD_NOARP for a group or broadcast address (arp_constructor, ndisc_constructor). */
    private static int create(Link link, NeighborStore store, long high, long low) {
        int type = store.family == AF_INET ? inetType(low) : inet6Type(high);
        int slot = store.add(link, high, low, type);
        if (type != RTN_UNICAST) {
            store.setState(slot, NUD_NOARP, 0);
            store.setLladdr(slot, groupLladdr(store.family, type, low), ETH_ALEN);
        }
        return slot;
    }

    private static int inetType(long address) {
        if (address >>> 28 == 0xe) {
            return RTN_MULTICAST;
        }
        return address == 0xffff_ffffL || address >>> 24 == 0 ? RTN_BROADCAST : RTN_UNICAST;
    }

    private static int inet6Type(long high) {
        return high >>> 56 == 0xff ? RTN_MULTICAST : RTN_UNICAST;
    }

    private static long groupLladdr(int family, int type, long low) {
        if (type == RTN_BROADCAST) {
            return BROADCAST_LLADDR;
        }
        return family == AF_INET ? INET_MULTICAST_LLADDR | (low & 0x7f_ffff)
                : INET6_MULTICAST_LLADDR | (low & 0xffff_ffffL);
    }
}
