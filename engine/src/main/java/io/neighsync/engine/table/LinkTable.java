package io.neighsync.engine.table;

import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import org.agrona.collections.Int2ObjectHashMap;

/** The kernel's links by ifindex, with the chain of masters that leads to a VRF. One thread: ClassifyStage's. */
public final class LinkTable {
    /** Masters followed at most: port, LAG, VLAN, bridge, VRF and some to spare; ends a chain that closes on itself. */
    private static final int MAX_MASTERS = 8;

    private final Int2ObjectHashMap<Link> links = new Int2ObjectHashMap<>();

    /** What is known of one link. */
    private static final class Link {
        private LinkName name;
        private int master;
        private boolean vrf;
        private boolean gone;
        private long touched = -1;
        private int seen;
    }

    /** Whether this link is there. */
    public boolean isKnown(int ifindex) {
        Link link = links.get(ifindex);
        return link != null && !link.gone;
    }

    /** The sequence of the notification that last touched the link; -1 when none did. */
    public long touched(int ifindex) {
        Link link = links.get(ifindex);
        return link == null ? -1 : link.touched;
    }

    /**
     * Takes over what an RTM_NEWLINK says.
     *
     * @return whether the link has another name than before, or is new
     */
    public boolean put(NeighborEvent event) {
        Link link = links.get(event.ifindex);
        if (link == null) {
            link = new Link();
            links.put(event.ifindex, link);
        }
        boolean renamed = link.gone || !event.linkName.equals(link.name);
        if (renamed) {
            takeName(event.linkName);
        }
        link.name = event.linkName;
        link.gone = false;
        link.master = event.master;
        link.vrf = event.vrf;
        link.seen = event.generation;
        return renamed;
    }

    /** A name has one bearer: another that was known by it counts as renamed when it is heard of again. */
    private void takeName(LinkName name) {
        for (Link link : links.values()) {
            if (name.equals(link.name)) {
                link.name = null;
            }
        }
    }

    /** Remembers the sequence of the notification that last touched the link. */
    public void touch(int ifindex, long sequence) {
        links.get(ifindex).touched = sequence;
    }

    /**
     * Records that a link is gone; its tombstone stays until {@link #removeGone}, so that no dump row brings it back.
     */
    public void kill(int ifindex, long sequence) {
        Link link = links.get(ifindex);
        if (link == null) {
            link = new Link();
            links.put(ifindex, link);
        }
        link.gone = true;
        link.vrf = false;
        link.master = 0;
        link.touched = sequence;
    }

    /** Forgets the links that a complete dump did not have and no notification touched since it began. */
    public void removeUnseen(int generation, long openedAt) {
        links.values().removeIf(link -> link.seen != generation && link.touched < openedAt);
    }

    /** Forgets the tombstones; only while no generation is open. */
    public void removeGone() {
        links.values().removeIf(link -> link.gone);
    }

    /**
     * The ifindex of the VRF device this link belongs to, following its masters (port to bridge to VRF, LAG member to
     * LAG to VRF); 0 for the default VRF, for an unknown link and for a chain that closes on itself.
     */
    public int vrfOf(int ifindex) {
        int at = ifindex;
        for (int depth = 0; depth <= MAX_MASTERS && at != 0; depth++) {
            Link link = links.get(at);
            if (link == null) {
                return 0;
            }
            if (link.vrf) {
                return at;
            }
            at = link.master;
        }
        return 0;
    }

    /** How many links and tombstones there are. */
    public int size() {
        return links.size();
    }
}
