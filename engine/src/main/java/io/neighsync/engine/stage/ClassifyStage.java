package io.neighsync.engine.stage;

import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkChange;
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
    private final AuditRepairs repairs;
    private long openedAt = CLOSED;

    /** A stage that owns this link table. */
    public ClassifyStage(LinkTable links, Counters counters) {
        this.links = links;
        this.unknownLinks = counters.of(Counter.UNKNOWN_LINKS);
        this.repairs = new AuditRepairs(counters.of(Counter.LINK_REPAIRS));
    }

    @Override
    public void onEvent(NeighborEvent event, long sequence, boolean endOfBatch) {
        switch (event.kind) {
            case NEIGH_SET -> classify(event, NeighborPolicy.onNewNeighbor(event.family, event.addressHigh,
                    event.nudState, event.ntfFlags, event.lladdrLength, event.lladdr));
            case NEIGH_DEL -> classify(event, NeighborPolicy.onDeletedNeighbor(event.family));
            case LINK_SET -> onLink(event, sequence);
            case LINK_DEL -> onDeletedLink(event, sequence);
            case DUMP_BEGIN -> open(event, sequence);
            case LINKS_DONE -> onLinksDone(event);
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
        if (event.origin == Origin.DUMP && links.touched(event.ifindex) >= openedAt) {
            return;
        }
        event.linkChanges = links.put(event);
        if (event.origin == Origin.NOTIFICATION) {
            onNotification(event);
            links.touch(event.ifindex, sequence);
        } else if (!event.linkChanges.isEmpty()) {
            onRepair(event.ifindex, event.generation);
        }
    }

    private void onDeletedLink(NeighborEvent event, long sequence) {
        event.linkChanges = links.kill(event.ifindex, sequence);
        onNotification(event);
        if (openedAt == CLOSED) {
            links.removeGone();
        }
    }

    private void onLinksDone(NeighborEvent event) {
        event.linkChanges = links.removeUnseen(event.generation, openedAt);
        for (LinkChange change : event.linkChanges.all()) {
            if (change.gone()) {
                onRepair(change.ifindex(), event.generation);
            }
        }
    }

    private void onRepair(int ifindex, int generation) {
        if (repairs.isAudit() && links.markRepaired(ifindex, generation)) {
            repairs.found();
        }
    }

    /** What looked like a repair was a notification on its way. */
    private void onNotification(NeighborEvent event) {
        if (repairs.isAudit() && links.unmarkRepaired(event.ifindex, event.generation)) {
            repairs.explained();
        }
    }

    private void open(NeighborEvent event, long sequence) {
        openedAt = sequence;
        repairs.open(event.causes);
        if (ResyncCause.ERROR.isIn(event.causes)) {
            links.tellAnew();
        }
    }

    private void close() {
        openedAt = CLOSED;
        repairs.close();
        links.removeGone();
    }
}
