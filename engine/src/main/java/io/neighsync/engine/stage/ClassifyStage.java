package io.neighsync.engine.stage;

import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkChange;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.Origin;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.engine.policy.NeighborPolicy;
import io.neighsync.engine.table.LinkTable;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * Gives each neighbor its VRF and its verdict, and keeps the links and the settings both depend on. Links follow the
 * rule of neighbors: what a dump says applies only when no notification about the link was taken off the event socket
 * since the generation opened.
 */
public final class ClassifyStage implements Stage {
    private static final long CLOSED = Long.MAX_VALUE;

    private final LinkTable links;
    private final ResyncRequests resyncs;
    private final AtomicCounter unknownLinks;
    private final AuditRepairs repairs;
    private PolicySettings settings = PolicySettings.PLAIN;
    private long openedAt = CLOSED;

    /** A stage that owns this link table. */
    public ClassifyStage(LinkTable links, ResyncRequests resyncs, Counters counters) {
        this.links = links;
        this.resyncs = resyncs;
        this.unknownLinks = counters.of(Counter.UNKNOWN_LINKS);
        this.repairs = new AuditRepairs(counters.of(Counter.LINK_REPAIRS));
    }

    @Override
    public void onEvent(NeighborEvent event, long sequence, boolean endOfBatch) {
        switch (event.kind) {
            case NEIGH_SET, NEIGH_DEL -> classify(event);
            case LINK_SET -> onLink(event, sequence);
            case LINK_DEL -> onDeletedLink(event, sequence);
            case DUMP_BEGIN -> open(event, sequence);
            case LINKS_DONE -> onLinksDone(event);
            case SWEEP_DONE -> close();
            case CONFIG_CHANGED -> settings = event.settings;
            case RESTORED -> event.vrfIfindex = links.vrfOf(event.ifindex);
            default -> { }
        }
    }

    private void classify(NeighborEvent event) {
        LinkName link = links.name(event.ifindex);
        event.verdict = NeighborPolicy.verdict(event, link, settings);
        event.failedVerdict = NeighborPolicy.failedVerdict(event, link, settings);
        event.mayHaveRoute = settings.evpnNvo() && links.routeVrf(event.ifindex) != null;
        event.vrfIfindex = links.vrfOf(event.ifindex);
        if (event.kind == EventKind.NEIGH_SET && !links.isKnown(event.ifindex)) {
            unknownLinks.incrementRelease();
        }
    }

    private void onLink(NeighborEvent event, long sequence) {
        if (event.origin == Origin.DUMP && links.touched(event.ifindex) >= openedAt) {
            return;
        }
        if (links.isKnown(event.ifindex)
                && settings.isLinkLocal(links.name(event.ifindex)) != settings.isLinkLocal(event.linkName)) {
            // renamed, to where other rules hold for its link-local neighbors
            resyncs.request(ResyncCause.CONFIG);
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
        settings = event.settings;
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
