package io.neighsync.engine.table;

import io.neighsync.engine.event.LinkChange;
import io.neighsync.engine.event.LinkChanges;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * The kernel's links by ifindex, with the chain of masters that leads to a VRF (port to bridge to VRF, LAG member to
 * LAG to VRF). Each change is told with all that follows from it: a link that takes another master takes the links
 * below it along, and so does a VRF that is renamed or deleted. One thread: ClassifyStage's.
 */
public final class LinkTable {
    /** The name of the VRF of links that belong to none. */
    public static final LinkName DEFAULT_VRF = new LinkName("default");
    /** Masters followed at most: port, LAG, VLAN, bridge, VRF and some to spare; ends a chain that closes on itself. */
    static final int MAX_MASTERS = 8;
    private static final int NO_MASTER = 0;
    /** Names of VRFs in SONiC begin so. */
    private static final String VRF_PREFIX = "Vrf";

    private final Int2ObjectHashMap<Link> links = new Int2ObjectHashMap<>();
    private final Predicate<LinkName> mirrored;

    /** What is known of one link: an entry is there as well for a master that is not known yet, and as a tombstone. */
    private static final class Link {
        private final int ifindex;
        private boolean known;
        private LinkName name;
        private int master;
        private boolean vrf;
        private int vrfTable;
        private int members;
        private long touched = -1;
        private int seen;
        private int repairedIn;
        private LinkName publishedName;
        private int publishedVrf;
        private LinkName routeVrf;
        private boolean published;

        Link(int ifindex) {
            this.ifindex = ifindex;
        }
    }

    /** A table in which links of some VRFs have no rows: {@code mirrored} is asked for the VRF's name. */
    public LinkTable(Predicate<LinkName> mirrored) {
        this.mirrored = mirrored;
    }

    /** Whether this link is there. */
    public boolean isKnown(int ifindex) {
        Link link = links.get(ifindex);
        return link != null && link.known;
    }

    /** The sequence of the notification that last touched the link; -1 when none did. */
    public long touched(int ifindex) {
        Link link = links.get(ifindex);
        return link == null ? -1 : link.touched;
    }

    /** The ifindex of the VRF device this link belongs to; 0 for the default VRF and for an unknown link. */
    public int vrfOf(int ifindex) {
        Link link = links.get(ifindex);
        return link == null ? 0 : link.publishedVrf;
    }

    /** The link's name, or null when it is not known. */
    public LinkName name(int ifindex) {
        Link link = links.get(ifindex);
        return link == null ? null : link.name;
    }

    /** The name under which the rows of this link are published, or null when they are not. */
    public LinkName publishedName(int ifindex) {
        Link link = links.get(ifindex);
        return link == null ? null : link.publishedName;
    }

    /**
     * The name of this link's master, under which routes to its neighbors are published, when it begins with {@code
     * Vrf}; else null.
     */
    public LinkName routeVrf(int ifindex) {
        Link link = links.get(ifindex);
        return link == null ? null : link.routeVrf;
    }

    /** Takes over what an RTM_NEWLINK says, and tells what changes by it. */
    public LinkChanges put(NeighborEvent event) {
        Link link = linkOf(event.ifindex);
        link.seen = event.generation;
        if (link.published && event.linkName.equals(link.name) && event.master == link.master
                && event.vrf == link.vrf && event.vrfTable == link.vrfTable) {
            return LinkChanges.NONE;
        }
        boolean taken = takeName(event.linkName, link);
        link.known = true;
        link.name = event.linkName;
        link.vrf = event.vrf;
        link.vrfTable = event.vrfTable;
        follow(link, event.master);
        return changes(List.of(link), taken || link.members > 0);
    }

    /** A name has one bearer: another that was known by it has none until it is heard of again. */
    private boolean takeName(LinkName name, Link bearer) {
        boolean taken = false;
        for (Link link : links.values()) {
            if (link != bearer && name.equals(link.name)) {
                link.name = null;
                taken = true;
            }
        }
        return taken;
    }

    private void follow(Link link, int master) {
        if (link.master != NO_MASTER) {
            links.get(link.master).members--;
        }
        if (master != NO_MASTER) {
            linkOf(master).members++;
        }
        link.master = master;
    }

    private Link linkOf(int ifindex) {
        Link link = links.get(ifindex);
        if (link == null) {
            link = new Link(ifindex);
            links.put(ifindex, link);
        }
        return link;
    }

    /** Remembers the sequence of the notification that last touched the link. */
    public void touch(int ifindex, long sequence) {
        links.get(ifindex).touched = sequence;
    }

    /** Marks a link that the audit of this generation found changed; false when it is marked already. */
    public boolean markRepaired(int ifindex, int generation) {
        Link link = links.get(ifindex);
        boolean isNew = link.repairedIn != generation;
        link.repairedIn = generation;
        return isNew;
    }

    /** Whether the link bears the mark of this generation's audit; takes the mark away. */
    public boolean unmarkRepaired(int ifindex, int generation) {
        Link link = links.get(ifindex);
        boolean marked = link != null && link.repairedIn == generation;
        if (marked) {
            link.repairedIn = 0;
        }
        return marked;
    }

    /**
     * Records that a link is gone, and tells what changes by it. Its tombstone stays until {@link #removeGone}, so that
     * no dump row brings it back.
     */
    public LinkChanges kill(int ifindex, long sequence) {
        Link link = linkOf(ifindex);
        link.touched = sequence;
        bury(link);
        return changes(List.of(link), link.members > 0);
    }

    private void bury(Link link) {
        link.known = false;
        link.name = null;
        link.vrf = false;
        link.vrfTable = 0;
        follow(link, NO_MASTER);
    }

    /**
     * Records that links are gone which a complete dump did not have and no notification touched since it began, and
     * tells what changes by that.
     */
    public LinkChanges removeUnseen(int generation, long openedAt) {
        List<Link> gone = new ArrayList<>();
        for (Link link : links.values()) {
            if (link.known && link.seen != generation && link.touched < openedAt) {
                gone.add(link);
            }
        }
        gone.forEach(this::bury);
        return gone.isEmpty() ? LinkChanges.NONE : changes(gone, true);
    }

    /** Forgets the tombstones; only while no generation is open. */
    public void removeGone() {
        links.values().removeIf(link -> !link.known && link.members == 0);
    }

    /** Lets every link that is heard of again be told anew, changed or not. */
    public void tellAnew() {
        links.values().forEach(link -> link.published = false);
    }

    /** The links themselves always; the others when asked for and when something is new with them. */
    private LinkChanges changes(List<Link> selves, boolean others) {
        List<LinkChange> changes = new ArrayList<>(selves.size());
        for (Link self : selves) {
            publish(self);
            changes.add(change(self));
        }
        if (others) {
            for (Link link : links.values()) {
                if (link.published && publish(link)) {
                    changes.add(change(link));
                }
            }
        }
        return LinkChanges.of(changes);
    }

    private static LinkChange change(Link link) {
        return new LinkChange(link.ifindex, link.publishedName, link.publishedVrf, link.routeVrf, !link.known);
    }

    /** Works out where a link belongs and how it is published now; whether that is new. */
    private boolean publish(Link link) {
        int vrf = walk(link);
        LinkName name = link.name != null && isMirrored(vrf) ? link.name : null;
        LinkName routeVrf = routeVrf(link);
        boolean changed = vrf != link.publishedVrf || !Objects.equals(name, link.publishedName)
                || !Objects.equals(routeVrf, link.routeVrf);
        link.publishedVrf = vrf;
        link.routeVrf = routeVrf;
        link.publishedName = name;
        link.published = link.known;
        return changed;
    }

    private LinkName routeVrf(Link link) {
        Link master = links.get(link.master);
        return master == null || master.name == null || !master.name.startsWith(VRF_PREFIX) ? null : master.name;
    }

    private boolean isMirrored(int vrf) {
        LinkName name = vrf == 0 ? DEFAULT_VRF : links.get(vrf).name;
        return name != null && mirrored.test(name);
    }

    private int walk(Link link) {
        Link at = link;
        for (int depth = 0; depth <= MAX_MASTERS && at != null; depth++) {
            if (at.vrf) {
                return at.ifindex;
            }
            at = links.get(at.master);
        }
        return 0;
    }

    /** How many links, masters not known yet and tombstones there are. */
    public int size() {
        return links.size();
    }
}
