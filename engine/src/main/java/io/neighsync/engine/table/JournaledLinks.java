package io.neighsync.engine.table;

import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkChange;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import java.util.Collection;
import java.util.Objects;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * The links as the journal tells of them: what the kernel said, and under which name their rows are published. One
 * thread.
 */
public final class JournaledLinks {
    private final Int2ObjectHashMap<Link> links = new Int2ObjectHashMap<>();
    private long publishedAt = -1;

    /**
     * One link. Immutable.
     *
     * @param ifindex    its index
     * @param name       what the kernel called it; null when another link took the name
     * @param master     its master's ifindex, 0 for none
     * @param vrf        whether it is a VRF device
     * @param vrfTable   the routing table of a VRF device
     * @param vrfIfindex the VRF device it belongs to, 0 for the default VRF
     * @param published  the name its rows are published under; null when they are not
     */
    public record Link(
            int ifindex, LinkName name, int master, boolean vrf, int vrfTable, int vrfIfindex, LinkName published) {
    }

    /** Takes over what one event did to a link; the link as it is now, or null when it is gone. */
    public Link follow(NeighborEvent event, LinkChange change, long sequence) {
        int ifindex = change.ifindex();
        if (change.gone()) {
            remove(ifindex, sequence);
            return null;
        }
        boolean itself = event.kind == EventKind.LINK_SET && event.ifindex == ifindex;
        Link before = links.get(ifindex);
        Link now;
        if (itself) {
            now = new Link(ifindex, event.linkName, event.master, event.vrf, event.vrfTable, change.vrfIfindex(),
                    change.name());
        } else if (before != null) {
            // a name has one bearer: this link may be told of because the event's took it
            boolean taken = event.kind == EventKind.LINK_SET && event.linkName.equals(before.name());
            LinkName name = taken ? null : before.name();
            now = new Link(ifindex, name, before.master(), before.vrf(), before.vrfTable(),
                    change.vrfIfindex(), change.name());
        } else {
            now = new Link(ifindex, change.name(), 0, false, 0, change.vrfIfindex(), change.name());
        }
        put(now, sequence);
        return now;
    }

    /** Takes over a link as the journal has it. */
    public void put(Link link, long sequence) {
        Link before = links.put(link.ifindex(), link);
        LinkName publishedBefore = before == null ? null : before.published();
        if (!Objects.equals(publishedBefore, link.published())) {
            publishedAt = sequence;
        }
    }

    /** A link is gone. */
    public void remove(int ifindex, long sequence) {
        Link before = links.remove(ifindex);
        if (before != null && before.published() != null) {
            publishedAt = sequence;
        }
    }

    /** Forgets every link. */
    public void clear() {
        links.clear();
        publishedAt = -1;
    }

    /** Every link, in no order. */
    public Collection<Link> all() {
        return links.values();
    }

    /** A link, or null. */
    public Link find(int ifindex) {
        return links.get(ifindex);
    }

    /** The name under which a link's rows are published; null when they are not. */
    public LinkName published(int ifindex) {
        Link link = links.get(ifindex);
        return link == null ? null : link.published();
    }

    /** The sequence at which a link last began, ended or changed to be published; -1 for never. */
    public long publishedAt() {
        return publishedAt;
    }

    /** Goes on from what a snapshot says of that. */
    public void publishedAt(long sequence) {
        publishedAt = sequence;
    }
}
