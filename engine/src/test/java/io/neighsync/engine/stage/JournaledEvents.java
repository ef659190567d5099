package io.neighsync.engine.stage;

import com.lmax.disruptor.Sequence;
import io.neighsync.engine.codec.KernelId;
import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.Decision;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkChange;
import io.neighsync.engine.event.LinkChanges;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.Origin;
import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.event.Verdict;
import io.neighsync.engine.replay.JournalRecord;
import io.neighsync.engine.replay.RecordedSegments;
import io.neighsync.journal.CaptureMode;
import io.neighsync.netlink.Rtnetlink;
import java.util.List;
import org.agrona.concurrent.CachedNanoClock;

/** A JournalStage over a journal in memory, fed by hand with what the stages before it decide. */
final class JournaledEvents implements AutoCloseable {
    static final long RUN = 0x1122_3344_5566_7788L;
    static final KernelId KERNEL = new KernelId(1, 2, 3);
    static final long BASE = 1_000;
    static final int ETH0 = 7;
    static final int ETH1 = 8;
    private static final int ROWS = 1_024;

    final RecordedSegments segments = new RecordedSegments();
    final Counters counters = new Counters();
    final CachedNanoClock clock = new CachedNanoClock();
    final Sequence acknowledged = new Sequence(-1);
    final JournalStage stage;
    long wallOffset = 5_000_000_000L;
    long epoch;
    private long next;

    JournaledEvents(CaptureMode capture) {
        stage = new JournalStage(
                new JournalPorts(segments, RUN, KERNEL, BASE, 3, () -> wallOffset, capture),
                ROWS, acknowledged, () -> epoch, clock, counters);
    }

    /** With a segment that has room for everything, and whose snapshot, of nothing, is complete. */
    JournaledEvents attached() {
        segments.prepare();
        cycle();
        return this;
    }

    /** Duty cycles, until a snapshot is complete. */
    void cycle() {
        do {
            stage.onDutyCycle();
        } while (stage.hasWork());
    }

    /** An event of no concern to the stage. */
    static NeighborEvent event(EventKind kind) {
        NeighborEvent event = new NeighborEvent();
        event.kind = kind;
        return event;
    }

    /** Row {@code row} of eth0, with address {@code row}, has this value from now on; 0: none. */
    static NeighborEvent row(int row, long lladdr) {
        NeighborEvent event = event(lladdr == 0 ? EventKind.NEIGH_DEL : EventKind.NEIGH_SET);
        event.ifindex = ETH0;
        event.family = Rtnetlink.AF_INET;
        event.addressLow = row;
        event.row = row;
        event.verdict = lladdr == 0 ? Verdict.DEL : Verdict.SET;
        event.decision = lladdr == 0 ? Decision.DEL : Decision.SET;
        event.value = lladdr == 0 ? RowValue.ABSENT : RowValue.of(lladdr);
        return event;
    }

    /** RTM_NEWLINK of a link, which is published under this name from now on. */
    static NeighborEvent link(int ifindex, String name) {
        return link(ifindex, name, new LinkChange(ifindex, new LinkName(name), 0, null, false));
    }

    /** RTM_NEWLINK of a link, from which these changes follow. */
    static NeighborEvent link(int ifindex, String name, LinkChange... changes) {
        NeighborEvent event = event(EventKind.LINK_SET);
        event.ifindex = ifindex;
        event.linkName = new LinkName(name);
        event.linkChanges = LinkChanges.of(List.of(changes));
        return event;
    }

    /** RTM_DELLINK. */
    static NeighborEvent goneLink(int ifindex) {
        NeighborEvent event = event(EventKind.LINK_DEL);
        event.ifindex = ifindex;
        event.decision = Decision.DEL_LINK;
        event.linkChanges = LinkChanges.of(List.of(new LinkChange(ifindex, null, 0, null, true)));
        return event;
    }

    /** A generation opens. */
    static NeighborEvent opened(int generation, ResyncCause cause) {
        NeighborEvent event = event(EventKind.DUMP_BEGIN);
        event.generation = generation;
        event.causes = cause.bit();
        return event;
    }

    /** A generation closes. */
    static NeighborEvent closed(int generation) {
        NeighborEvent event = event(EventKind.SWEEP_DONE);
        event.generation = generation;
        return event;
    }

    /** Gives it the next event; the segment that is written then, 0 for none. */
    int on(NeighborEvent event) {
        event.receivedNanos = clock.nanoTime();
        stage.onEvent(event, next++, true);
        return stage.segment();
    }

    /** Gives it what a journal before this one had, before anything is received. */
    void restore(NeighborEvent event, long decidedAt) {
        event.kind = event.kind == EventKind.LINK_SET ? EventKind.LINK_SET : EventKind.RESTORED;
        event.origin = Origin.DUMP;
        event.decidedAt = decidedAt;
        stage.onEvent(event, -1, false);
    }

    /** The journal's sequence of the last event. */
    long sequence() {
        return BASE + next - 1;
    }

    /** Redis has everything up to the last event. */
    void acknowledge() {
        acknowledged.set(next - 1);
    }

    long count(Counter counter) {
        return counters.get(counter);
    }

    /** The records of a segment, in a few words each. */
    List<String> texts(int segment) {
        return segments.all().get(segment - 1).records().stream().map(JournalRecord::toString).toList();
    }

    /** The records of the last segment from this one on, in a few words each. */
    List<String> textsFrom(int record) {
        List<String> texts = texts(segments.all().size());
        return texts.subList(record, texts.size());
    }

    @Override
    public void close() {
        stage.close();
    }
}
