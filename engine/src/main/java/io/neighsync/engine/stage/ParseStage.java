package io.neighsync.engine.stage;

import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.netlink.LinkDecoder;
import io.neighsync.netlink.NeighborDecoder;
import io.neighsync.netlink.Rtnetlink;
import org.agrona.concurrent.status.AtomicCounter;

/** From a slot's bytes to its fields. What cannot be decoded costs that message and a counter. */
public final class ParseStage implements Stage {
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;

    private final NeighborDecoder neighbor = new NeighborDecoder();
    private final LinkDecoder link = new LinkDecoder();
    private final AtomicCounter malformed;

    /** A stage that counts what it cannot decode. */
    public ParseStage(Counters counters) {
        malformed = counters.of(Counter.MALFORMED_MESSAGES);
    }

    @Override
    public void onEvent(NeighborEvent event, long sequence, boolean endOfBatch) {
        switch (event.kind) {
            case NEIGH_SET, NEIGH_DEL -> parseNeighbor(event);
            case LINK_SET, LINK_DEL -> parseLink(event);
            default -> { }
        }
    }

    private void parseNeighbor(NeighborEvent event) {
        if (!neighbor.wrap(event.frame, event.frameOffset, event.frameLength)) {
            reject(event);
            return;
        }
        event.family = neighbor.family();
        if (event.family == Rtnetlink.AF_BRIDGE) {
            event.kind = EventKind.FOREIGN;
            return;
        }
        if (neighbor.ifindex() <= 0 || neighbor.addressLength() != addressBytes(event.family)) {
            reject(event);
            return;
        }
        fill(event, neighbor);
    }

    /** Takes over what a neighbor message says. Any thread. */
    public static void fill(NeighborEvent event, NeighborDecoder neighbor) {
        event.family = neighbor.family();
        event.ifindex = neighbor.ifindex();
        event.nudState = neighbor.nudState();
        event.ntfFlags = neighbor.ntfFlags();
        event.addressHigh = neighbor.addressHigh();
        event.addressLow = neighbor.addressLow();
        event.lladdrLength = neighbor.lladdrLength();
        event.lladdr = neighbor.lladdr();
    }

    private void parseLink(NeighborEvent event) {
        if (!link.wrap(event.frame, event.frameOffset, event.frameLength)) {
            reject(event);
            return;
        }
        event.family = link.family();
        if (event.family == Rtnetlink.AF_BRIDGE) {
            // RTM_DELLINK of this family means "left a bridge", and a bridge names itself as its master there
            event.kind = EventKind.FOREIGN;
            return;
        }
        if (link.ifindex() <= 0 || (event.kind == EventKind.LINK_SET && link.nameLength() == 0)) {
            reject(event);
            return;
        }
        fill(event, link);
    }

    /** Takes over what a link message says; a deletion's name is of no use. Any thread. */
    public static void fill(NeighborEvent event, LinkDecoder link) {
        event.ifindex = link.ifindex();
        event.linkName = event.kind == EventKind.LINK_DEL ? null : new LinkName(link.nameBytes());
        event.master = link.master();
        event.vrf = link.isVrf();
        event.vrfTable = link.vrfTable();
    }

    private void reject(NeighborEvent event) {
        event.kind = EventKind.INVALID;
        malformed.incrementRelease();
    }

    private static int addressBytes(int family) {
        return switch (family) {
            case Rtnetlink.AF_INET -> IPV4_BYTES;
            case Rtnetlink.AF_INET6 -> IPV6_BYTES;
            default -> -1;
        };
    }
}
