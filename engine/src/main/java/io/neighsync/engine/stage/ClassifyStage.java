package io.neighsync.engine.stage;

import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.Origin;
import io.neighsync.engine.event.Verdict;
import io.neighsync.engine.policy.NeighborPolicy;
import io.neighsync.engine.table.LinkTable;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * Gives each neighbor its VRF and its verdict, and keeps the links both depend on. Links follow the rule of neighbors:
 * what a dump says applies only when no notification about the link was taken off the event socket since the generation
 * opened.
 */
public final class ClassifyStage implements Stage {
    private static final long CLOSED = Long.MAX_VALUE;

    private final LinkTable links;
    private final AtomicCounter unknownLinks;
    private long openedAt = CLOSED;

    /** A stage that owns this link table. */
    public ClassifyStage(LinkTable links, Counters counters) {
        this.links = links;
        this.unknownLinks = counters.of(Counter.UNKNOWN_LINKS);
    }

    @Override
    public void onEvent(NeighborEvent event, long sequence, boolean endOfBatch) {
        switch (event.kind) {
            case NEIGH_SET -> classify(event, NeighborPolicy.onNewNeighbor(event.family, event.addressHigh,
                    event.nudState, event.ntfFlags, event.lladdrLength, event.lladdr));
            case NEIGH_DEL -> classify(event, NeighborPolicy.onDeletedNeighbor(event.family));
            case LINK_SET -> onLink(event, sequence);
            case LINK_DEL -> onDeletedLink(event, sequence);
            case DUMP_BEGIN -> openedAt = sequence;
            case DUMP_DONE -> links.removeUnseen(event.generation, openedAt);
            case SWEEP_DONE -> close();
            default -> { }
        }
    }

    private void classify(NeighborEvent event, Verdict verdict) {
        event.verdict = verdict;
        event.vrfIfindex = links.vrfOf(event.ifindex);
        if (event.kind == EventKind.NEIGH_SET && !links.isKnown(event.ifindex)) {
            unknownLinks.incrementRelease();
        }
    }

    private void onLink(NeighborEvent event, long sequence) {
        event.linkRenamed = false;
        if (event.origin == Origin.DUMP && links.touched(event.ifindex) >= openedAt) {
            return;
        }
        event.linkRenamed = links.put(event);
        if (event.origin == Origin.NOTIFICATION) {
            links.touch(event.ifindex, sequence);
        }
    }

    private void onDeletedLink(NeighborEvent event, long sequence) {
        links.kill(event.ifindex, sequence);
        if (openedAt == CLOSED) {
            links.removeGone();
        }
    }

    private void close() {
        openedAt = CLOSED;
        links.removeGone();
    }
}
