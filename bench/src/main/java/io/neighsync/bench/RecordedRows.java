package io.neighsync.bench;

import com.lmax.disruptor.Sequence;
import io.neighsync.engine.codec.KernelId;
import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.Decision;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkChange;
import io.neighsync.engine.event.LinkChanges;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.replay.JournalSegment;
import io.neighsync.engine.stage.JournalPorts;
import io.neighsync.engine.stage.JournalStage;
import io.neighsync.journal.CaptureMode;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.SystemNanoClock;

/** A journal that the daemon's stage wrote: of some rows, either a snapshot or the decisions one by one. One thread. */
final class RecordedRows implements AutoCloseable {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long LOOK_NANOS = 100_000L;
    private static final long RESTORED = -1;

    private final RowSet rows;
    private final TemporaryFolder folder = TemporaryFolder.inUsualPlace();
    private final JournalSource journal = new JournalSource(folder.path());
    private final JournalStage stage;
    private final Counters counters = new Counters();
    private final NeighborEvent event = new NeighborEvent();

    private RecordedRows(RowSet rows, int count) {
        this.rows = rows;
        JournalPorts ports = new JournalPorts(
            journal.keeper(), 1, new KernelId(1, 2, 3), 0, 0, () -> 0, CaptureMode.NONE);
        stage = new JournalStage(ports, count, new Sequence(-1), () -> 1, SystemNanoClock.INSTANCE, counters);
    }

    /** A journal whose one segment begins with a snapshot of these rows, which is all that it has. */
    static RecordedRows inSnapshot(RowSet rows, int count) {
        RecordedRows recorded = new RecordedRows(rows, count);
        for (int link = 0; link < RowSet.LINKS; link++) {
            recorded.link(link, RESTORED);
        }
        for (int row = 0; row < count; row++) {
            recorded.row(row, RESTORED);
        }
        recorded.attach();
        recorded.journal.close();
        return recorded;
    }

    /** A journal whose one segment begins with a snapshot of nothing, and then decides these rows, one a record. */
    static RecordedRows inRecords(RowSet rows, int count) {
        RecordedRows recorded = new RecordedRows(rows, count);
        recorded.attach();
        for (int link = 0; link < RowSet.LINKS; link++) {
            recorded.link(link, link);
        }
        for (int row = 0; row < count; row++) {
            recorded.row(row, RowSet.LINKS + row);
        }
        recorded.journal.close();
        return recorded;
    }

    /** Runs the stage until it has written the snapshot that its segment begins with. */
    private void attach() {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        while (counters.get(Counter.JOURNAL_SEGMENTS) == 0 || stage.hasWork()) {
            if (stage.onDutyCycle() == 0) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("no snapshot was written: " + journal.keeper().fault());
            }
        }
    }

    private void link(int link, long sequence) {
        event.kind = EventKind.LINK_SET;
        event.decision = Decision.NONE;
        event.ifindex = RowSet.FIRST_IFINDEX + link;
        event.linkName = rows.link(link);
        event.linkChanges = LinkChanges.of(List.of(
            new LinkChange(event.ifindex, event.linkName, 0, null, false)));
        tell(sequence);
    }

    private void row(int row, long sequence) {
        event.kind = EventKind.NEIGH_SET;
        event.decision = Decision.SET;
        event.linkChanges = LinkChanges.NONE;
        event.row = row;
        event.ifindex = rows.ifindex(row);
        event.family = rows.family();
        event.addressHigh = rows.addressHigh();
        event.addressLow = rows.addressLow(row);
        event.value = rows.value(row);
        tell(sequence);
    }

    private void tell(long sequence) {
        stage.onEvent(event, sequence, true);
    }

    /** Its segments. */
    List<JournalSegment> segments() {
        return journal.segments();
    }

    @Override
    public void close() {
        stage.close();
        folder.close();
    }
}
