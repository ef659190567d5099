package io.neighsync.engine.simulation;

import static io.neighsync.engine.simulation.MessageEncoder.CHANGED_ALL;
import static io.neighsync.engine.simulation.MessageEncoder.CHANGED_CLOSED;
import static io.neighsync.engine.simulation.MessageEncoder.CHANGED_PROMISC;
import static io.neighsync.engine.simulation.MessageEncoder.CHANGED_UP;
import static io.neighsync.engine.simulation.MessageEncoder.NO_CHANGE;
import static io.neighsync.netlink.Rtnetlink.RTM_DELLINK;
import static io.neighsync.netlink.Rtnetlink.RTM_NEWLINK;

/**
 * Changes of links and their notifications, in the order that captures of a real kernel show: see the contract test.
 */
final class LinkChanges {
    private final LinkSet links;
    private final NeighborChanges neighbors;
    private final Multicast multicast;
    private long joins;
    private long changes;

    LinkChanges(LinkSet links, NeighborChanges neighbors, Multicast multicast) {
        this.links = links;
        this.neighbors = neighbors;
        this.multicast = multicast;
    }

    /** Changes of links. */
    long changes() {
        return changes;
    }

    /** Adds a link, down; returns its ifindex, or 0 if the name or the ifindex is taken. */
    int add(String name, int wantedIfindex, Link.Kind kind, int table) {
        if (links.get(name) != null || (wantedIfindex != 0 && links.get(wantedIfindex) != null)) {
            return 0;
        }
        int ifindex = wantedIfindex == 0 ? links.nextIfindex() : wantedIfindex;
        Link link = new Link(ifindex, name, kind, table);
        links.add(link);
        changes++;
        multicast.link(RTM_NEWLINK, link, CHANGED_ALL);
        return ifindex;
    }

    boolean remove(Link link) {
        unregister(link);
        multicast.link(RTM_DELLINK, link, CHANGED_ALL);
        return true;
    }

    boolean moveToNamespace(Link link) {
        unregister(link);
        if (multicast.hasMembers()) {
            multicast.send(MessageEncoder.movedLink(multicast.message, link), SimulatedSocket.LINK_CHARGE);
        }
        return true;
    }

    boolean rename(Link link, String name) {
        if (links.get(name) != null) {
            return false;
        }
        link.rename(name);
        changes++;
        multicast.link(RTM_NEWLINK, link, NO_CHANGE);
        return true;
    }

    boolean setUp(Link link, boolean up) {
        if (link.up == up) {
            return false;
        }
        link.up = up;
        changes++;
        multicast.link(RTM_NEWLINK, link, CHANGED_UP);
        if (!up) {
            neighbors.flush(link);
        }
        return true;
    }

    boolean setCarrier(Link link, boolean carrier) {
        if (link.carrier == carrier || !link.up) {
            return false;
        }
        link.carrier = carrier;
        changes++;
        if (!carrier) {
            neighbors.flushNonPermanent(link);
        }
        multicast.link(RTM_NEWLINK, link, NO_CHANGE);
        return true;
    }

    /** Gives a link another master, or none; false if it cannot have that one. */
    boolean setMaster(Link link, Link master) {
        if (link.master == master || link.isVrf() || master == link) {
            return false;
        }
        if (master != null && !master.isVrf() && (!master.isBridge() || link.isBridge())) {
            return false;
        }
        changes++;
        if (link.master != null) {
            release(link, true);
        }
        if (master != null) {
            enslave(link, master);
        }
        return true;
    }

    /** All that precedes RTM_DELLINK. */
    private void unregister(Link link) {
        for (Link member = links.firstMember(link); member != null; member = links.firstMember(link)) {
            release(member, false);
        }
        boolean isPort = link.master != null && link.master.isBridge();
        if (link.up) {
            link.up = false;
            multicast.link(RTM_NEWLINK, link, CHANGED_CLOSED);
            if (isPort) {
                multicast.bridgePort(RTM_NEWLINK, link);
            }
        }
        neighbors.flush(link);
        Link bridge = link.master;
        if (isPort) {
            multicast.bridgePort(RTM_NEWLINK, link);
            multicast.bridgePort(RTM_DELLINK, link);
        }
        link.master = null;
        if (isPort) {
            recalculateAddress(bridge);
        }
        links.remove(link);
        changes++;
    }

    private void enslave(Link link, Link master) {
        link.master = master;
        link.joined = ++joins;
        multicast.link(RTM_NEWLINK, link, NO_CHANGE);
        if (master.isVrf()) {
            changeDomain(link);
            return;
        }
        multicast.link(RTM_NEWLINK, link, CHANGED_PROMISC);
        multicast.bridgePort(RTM_NEWLINK, link);
        multicast.bridgePort(RTM_NEWLINK, link);
        multicast.bridgePort(RTM_NEWLINK, link);
        recalculateAddress(master);
    }

    private void release(Link link, boolean bridgeStays) {
        Link master = link.master;
        if (master.isVrf()) {
            link.master = null;
            multicast.link(RTM_NEWLINK, link, NO_CHANGE);
            changeDomain(link);
            return;
        }
        multicast.link(RTM_NEWLINK, link, CHANGED_PROMISC);
        multicast.bridgePort(RTM_NEWLINK, link);
        multicast.bridgePort(RTM_DELLINK, link);
        link.master = null;
        multicast.link(RTM_NEWLINK, link, NO_CHANGE);
        if (bridgeStays) {
            recalculateAddress(master);
        }
    }

    /** The link has joined or left a VRF: its neighbors go, and it is taken down and up (cycle_netdev). */
    private void changeDomain(Link link) {
        neighbors.flush(link);
        if (link.up) {
            link.up = false;
            multicast.link(RTM_NEWLINK, link, CHANGED_UP);
            link.up = true;
            multicast.link(RTM_NEWLINK, link, CHANGED_UP);
        }
    }

    /** A bridge has the lowest address of its ports; when that changes, its own neighbors go. */
    private void recalculateAddress(Link bridge) {
        long lowest = links.lowestPortAddress(bridge);
        if (lowest != bridge.lladdr) {
            bridge.lladdr = lowest;
            multicast.link(RTM_NEWLINK, bridge, NO_CHANGE);
            neighbors.flush(bridge);
        }
    }
}
