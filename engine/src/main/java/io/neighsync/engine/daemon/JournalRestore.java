package io.neighsync.engine.daemon;

import io.neighsync.engine.event.Decision;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkChanges;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.Origin;
import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.event.Verdict;
import io.neighsync.engine.replay.JournalImage;
import io.neighsync.engine.table.DecidedRows;
import io.neighsync.engine.table.JournaledLinks;
import java.util.function.Consumer;

/** Tells stages that have not seen an event yet what the journal has: links first, then rows. */
public final class JournalRestore {
    private final JournalImage image;
    private final NeighborEvent event = new NeighborEvent();

    /** Restores from this image, which must be complete. */
    public JournalRestore(JournalImage image) {
        this.image = image;
    }

    /** Restores into these stages, which take each event over before they return: it is the same one again. */
    public void into(Consumer<NeighborEvent> stages) {
        for (JournaledLinks.Link link : image.links().all()) {
            if (link.name() != null) {
                restore(link, stages);
            }
        }
        DecidedRows rows = image.rows();
        for (int row = 0; row < rows.highWater(); row++) {
            if (rows.isPresent(row) && image.links().find(rows.ifindex(row)) != null) {
                restore(rows, row, stages);
            }
        }
    }

    private void restore(JournaledLinks.Link link, Consumer<NeighborEvent> stages) {
        begin(EventKind.LINK_SET);
        event.ifindex = link.ifindex();
        event.linkName = link.name();
        event.master = link.master();
        event.vrf = link.vrf();
        event.vrfTable = link.vrfTable();
        event.decidedAt = image.links().publishedAt();
        stages.accept(event);
    }

    private void restore(DecidedRows rows, int row, Consumer<NeighborEvent> stages) {
        begin(EventKind.RESTORED);
        event.ifindex = rows.ifindex(row);
        event.family = rows.family(row);
        event.addressHigh = rows.addressHigh(row);
        event.addressLow = rows.addressLow(row);
        event.value = rows.value(row);
        event.decision = RowValue.isPresent(event.value) ? Decision.SET : Decision.NONE;
        event.failedDecision = rows.isFailed(row) ? Decision.SET : Decision.NONE;
        event.decidedAt = rows.decidedAt(row);
        stages.accept(event);
    }

    private void begin(EventKind kind) {
        event.kind = kind;
        event.origin = Origin.DUMP;
        event.verdict = Verdict.NONE;
        event.failedVerdict = Verdict.NONE;
        event.decision = Decision.NONE;
        event.failedDecision = Decision.NONE;
        event.linkChanges = LinkChanges.NONE;
    }
}
