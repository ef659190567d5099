package io.neighsync.engine.replay;

import io.neighsync.engine.codec.LinkRecord;
import io.neighsync.engine.codec.RecordType;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.table.JournaledLinks;
import io.neighsync.journal.RecordReader;
import org.agrona.DirectBuffer;

/**
 * The links as the records of a journal tell of them, and what they are called. Each segment begins with all of them.
 * One thread.
 */
public final class LinkNames {
    /** The name of the VRF of a link that belongs to none. */
    public static final String DEFAULT_VRF = "default";
    /** Names of VRFs that have routes begin so. */
    private static final String ROUTE_VRF = "Vrf";

    private final JournaledLinks links = new JournaledLinks();

    /** Takes over what a record says of a link; others say nothing. */
    public void apply(RecordType type, RecordReader record) {
        if (type == RecordType.OPENED) {
            links.clear();
        } else if (type == RecordType.LINK) {
            JournaledLinks.Link link = read(record);
            if (link == null) {
                links.remove(ifindex(record), record.sequence());
            } else {
                links.put(link, record.sequence());
            }
        }
    }

    /** The link of a record LINK as it is from there on; null when it is gone. */
    public static JournaledLinks.Link read(RecordReader record) {
        DirectBuffer buffer = record.buffer();
        int offset = record.offset();
        int flags = LinkRecord.flags(buffer, offset);
        return (flags & LinkRecord.GONE) != 0 ? null : new JournaledLinks.Link(
                LinkRecord.ifindex(buffer, offset), LinkRecord.name(buffer, offset),
                LinkRecord.master(buffer, offset), (flags & LinkRecord.VRF) != 0,
                LinkRecord.vrfTable(buffer, offset), LinkRecord.vrfIfindex(buffer, offset),
                LinkRecord.published(buffer, offset));
    }

    /** The link of a record LINK. */
    public static int ifindex(RecordReader record) {
        return LinkRecord.ifindex(record.buffer(), record.offset());
    }

    /** The name under which a link's rows are published; null when they are not. */
    public LinkName published(int ifindex) {
        return links.published(ifindex);
    }

    /** What there is to call a link by: the name its rows are published under, else its own, else its index. */
    public String label(int ifindex) {
        JournaledLinks.Link link = links.find(ifindex);
        LinkName name = link == null || link.published() != null ? links.published(ifindex) : link.name();
        return name == null ? "ifindex " + ifindex : name.toString();
    }

    /** The name of the VRF that a link belongs to. */
    public static String vrf(JournaledLinks links, int ifindex) {
        JournaledLinks.Link link = links.find(ifindex);
        if (link == null || link.vrfIfindex() == 0) {
            return DEFAULT_VRF;
        }
        JournaledLinks.Link vrf = links.find(link.vrfIfindex());
        return vrf == null || vrf.name() == null ? "ifindex " + link.vrfIfindex() : vrf.name().toString();
    }

    /** The VRF under which routes to a link's neighbors are published; null when there is none. */
    public static LinkName routeVrf(JournaledLinks links, int ifindex) {
        JournaledLinks.Link link = links.find(ifindex);
        JournaledLinks.Link master = link == null ? null : links.find(link.master());
        return master == null || master.name() == null || !master.name().startsWith(ROUTE_VRF) ? null : master.name();
    }
}
