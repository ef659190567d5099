package io.neighsync.engine.stage;

import com.lmax.disruptor.Sequence;
import io.neighsync.engine.codec.LinkRecord;
import io.neighsync.engine.codec.MarkRecord;
import io.neighsync.engine.codec.OpenedRecord;
import io.neighsync.engine.codec.ProgressRecord;
import io.neighsync.engine.codec.RawRecord;
import io.neighsync.engine.codec.RecordType;
import io.neighsync.engine.codec.RowRecord;
import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.Decision;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkChange;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.table.DecidedRows;
import io.neighsync.engine.table.JournaledLinks;
import io.neighsync.journal.CaptureMode;
import io.neighsync.journal.RecordFormat;
import io.neighsync.journal.SegmentAppender;
import java.util.function.LongSupplier;
import org.agrona.BufferUtil;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * Appends every decision to the journal, behind RedisStage, while Redis has it or soon after: no row waits for the
 * journal. What Redis has and the journal not, when the process ends, the next one finds out from the marker, which
 * names the last decision of its time. Keeps, by row id, what was decided last, so that each segment begins with a
 * snapshot, which is written a few rows a duty cycle while decisions go on: a restart needs one segment with a complete
 * snapshot and what follows it.
 *
 * <p>While there is no segment, because none is prepared yet or the journal cannot be written, decisions go on without
 * it. The next segment begins with a snapshot that has them.
 */
public final class JournalStage implements Stage, Parkable, AutoCloseable {
    /** Rows in a record of the snapshot. */
    private static final int ROWS_PER_RECORD = 64;
    private static final int RECORDS_PER_CYCLE = 2;
    private static final int COUNT_BYTES = Integer.BYTES;
    private static final long CLOCK_STEP_NANOS = 1_000_000L;
    private static final long DETACHED_PARK_NANOS = 20_000_000L;
    /** Bytes of a link in a snapshot at most, its header included. */
    private static final int LINK_BYTES = RecordFormat.HEADER_LENGTH + LinkRecord.MAX_LENGTH;

    private final JournalPorts ports;
    private final DecidedRows rows;
    private final JournaledLinks links = new JournaledLinks();
    private final Sequence acknowledged;
    private final LongSupplier epoch;
    private final boolean captures;
    private final NanoClock clock;
    private final UnsafeBuffer buffer =
            new UnsafeBuffer(BufferUtil.allocateDirectAligned(RecordFormat.MAX_PAYLOAD_LENGTH, Long.BYTES));
    /** For what begins a segment, while the buffer holds what the segment before had no room for. */
    private final UnsafeBuffer head =
            new UnsafeBuffer(BufferUtil.allocateDirectAligned(OpenedRecord.LENGTH, Long.BYTES));
    private final AtomicCounter records;
    private final AtomicCounter bytes;
    private final AtomicCounter segmentCount;
    private final AtomicCounter gaps;

    private SegmentAppender segment;
    private long position;
    /** The segment that holds the latest decision, so that the next one can continue it; 0 for none. */
    private int previous;
    /** The rows and links are not all that was decided: those lost with an error come again in a generation. */
    private boolean partial;
    private int healingGeneration;
    private int causes;
    private int snapshotRow;
    private boolean snapshotting;
    private long sequence;
    private long lastDecided;
    private long nanos;
    private long recordedWallOffset;
    private long recordedEpoch;
    private boolean progressDue;
    private boolean everAttached;

    /**
     * A stage that owns the appender.
     *
     * @param capacity     rows the table holds at most
     * @param acknowledged the sequence up to which every decision is in Redis
     * @param epoch        of the fence that RedisStage holds
     */
    public JournalStage(
            JournalPorts ports, int capacity, Sequence acknowledged, LongSupplier epoch, NanoClock clock,
            Counters counters) {
        this.ports = ports;
        this.rows = new DecidedRows(capacity);
        this.acknowledged = acknowledged;
        this.epoch = epoch;
        this.clock = clock;
        this.captures = ports.capture() == CaptureMode.RAW;
        this.records = counters.of(Counter.JOURNAL_RECORDS);
        this.bytes = counters.of(Counter.JOURNAL_BYTES);
        this.segmentCount = counters.of(Counter.JOURNAL_SEGMENTS);
        this.gaps = counters.of(Counter.JOURNAL_GAPS);
        this.sequence = ports.base() - 1;
        this.lastDecided = sequence;
        this.recordedEpoch = ports.epoch();
    }

    @Override
    public void onEvent(NeighborEvent event, long ringSequence, boolean endOfBatch) {
        if (ringSequence < 0) {
            // restored from the journal, which has it
            keep(event, event.decidedAt);
            return;
        }
        sequence = ports.base() + ringSequence;
        nanos = event.receivedNanos;
        if (captures) {
            append(RecordType.RAW, RawRecord.put(buffer, 0, event));
        }
        if (event.kind == EventKind.DUMP_BEGIN) {
            onOpened(event);
        }
        record(event);
        keep(event, sequence);
        if (event.kind == EventKind.SWEEP_DONE && partial && event.generation >= healingGeneration) {
            partial = false;
        }
        if (event.kind == EventKind.TICK) {
            recordProgress();
        }
    }

    private void onOpened(NeighborEvent event) {
        causes = event.causes;
        if (ResyncCause.ERROR.isIn(event.causes)) {
            forget();
            healingGeneration = event.generation;
        }
    }

    /** Some decision may be lost: everything is decided anew, and told anew, in the generation that follows. */
    private void forget() {
        detach();
        rows.clear();
        links.clear();
        links.publishedAt(lastDecided);
        partial = true;
        healingGeneration = Integer.MAX_VALUE;
    }

    @Override
    public void onFailure() {
        forget();
    }

    /** What the event changes is recorded first: the next segment's snapshot, if one begins here, has it not yet. */
    private void record(NeighborEvent event) {
        if (event.decision == Decision.DEL_LINK) {
            buffer.putInt(0, event.ifindex);
            buffer.putInt(Integer.BYTES, event.generation);
            appendDecision(RecordType.LINK_GONE, 2 * Integer.BYTES);
        } else if (event.decision != Decision.NONE || event.failedDecision != Decision.NONE) {
            appendDecision(RecordType.ROW, RowRecord.put(buffer, 0, event, causes));
        }
        if (isMark(event)) {
            append(RecordType.MARK, MarkRecord.put(buffer, 0, event));
        }
    }

    private static boolean isMark(NeighborEvent event) {
        return switch (event.kind) {
            case DUMP_BEGIN, LINKS_DONE, DUMP_DONE, SWEEP_DONE, OVERRUN, CONFIG_CHANGED -> true;
            default -> false;
        };
    }

    /** Takes over what was decided; changes of links are recorded as they are taken over. */
    private void keep(NeighborEvent event, long decidedAt) {
        switch (event.decision) {
            case SET, DEL -> {
                bind(event);
                rows.decide(event.row, event.value, decidedAt);
            }
            case DEL_LINK -> rows.removeLink(event.ifindex, decidedAt);
            case NONE -> { }
        }
        if (event.failedDecision != Decision.NONE) {
            bind(event);
            rows.fail(event.row, event.failedDecision == Decision.SET, decidedAt);
        }
        if (!event.linkChanges.isEmpty()) {
            for (LinkChange change : event.linkChanges.all()) {
                keep(event, change, decidedAt);
            }
        }
    }

    private void bind(NeighborEvent event) {
        rows.bind(event.row, event.ifindex, event.family, event.addressHigh, event.addressLow);
    }

    private void keep(NeighborEvent event, LinkChange change, long decidedAt) {
        JournaledLinks.Link link = links.follow(event, change, decidedAt);
        if (link == null) {
            LinkRecord.put(buffer, 0, change.ifindex(), 0, 0, 0, LinkRecord.GONE);
            appendDecision(RecordType.LINK, LinkRecord.putNames(buffer, 0, null, null));
        } else {
            appendDecision(RecordType.LINK, put(link, buffer));
        }
    }

    private static int put(JournaledLinks.Link link, UnsafeBuffer target) {
        LinkRecord.put(target, 0, link.ifindex(), link.master(), link.vrfIfindex(), link.vrfTable(),
                link.vrf() ? LinkRecord.VRF : 0);
        return LinkRecord.putNames(target, 0, link.name(), link.published());
    }

    private void appendDecision(RecordType type, int length) {
        append(type, length);
        progressDue = true;
        lastDecided = sequence;
        if (segment == null && everAttached) {
            gaps.incrementRelease();
        }
    }

    /** Appends what stands in the buffer; to the next segment when this one is full. */
    private void append(RecordType type, int length) {
        if (segment != null && !segment.hasRoom(length)) {
            roll();
        }
        write(type, buffer, length);
    }

    private void write(RecordType type, UnsafeBuffer payload, int length) {
        if (segment == null) {
            return;
        }
        if (!segment.append(type.code(), sequence, nanos, payload, 0, length)) {
            detach();
            return;
        }
        records.incrementRelease();
        bytes.getAndAddRelease(segment.position() - position);
        position = segment.position();
    }

    private void roll() {
        ports.segments().release(segment);
        segment = null;
        SegmentAppender next = ports.segments().take();
        if (next == null) {
            detach();
        } else {
            begin(next);
        }
    }

    /** From here on the journal misses decisions. */
    private void detach() {
        if (segment != null) {
            ports.segments().release(segment);
            segment = null;
        }
        previous = 0;
        snapshotting = false;
    }

    private void begin(SegmentAppender next) {
        segment = next;
        everAttached = true;
        position = 0;
        snapshotRow = 0;
        snapshotting = true;
        segmentCount.incrementRelease();
        recordedWallOffset = ports.wallOffset().getAsLong();
        recordedEpoch = Math.max(recordedEpoch, epoch.getAsLong());
        OpenedRecord.putRun(head, 0, ports.run(), ports.kernel(), next.number());
        int length = OpenedRecord.putState(head, 0, recordedWallOffset, recordedEpoch, lowWatermark(),
                links.publishedAt(), previous, links.all().size());
        previous = next.number();
        write(RecordType.OPENED, head, length);
        for (JournaledLinks.Link link : links.all()) {
            write(RecordType.LINK, head, put(link, head));
        }
        ports.segments().expectSnapshot(
                (long) rows.present() * DecidedRows.ENTRY_BYTES + (long) links.all().size() * LINK_BYTES);
    }

    /** The oldest decision that is not in Redis, as the marker has it. */
    private long lowWatermark() {
        return Math.min(ports.base() + acknowledged.get(), lastDecided) + 1;
    }

    private void recordProgress() {
        long wallOffset = ports.wallOffset().getAsLong();
        long knownEpoch = Math.max(recordedEpoch, epoch.getAsLong());
        boolean stepped = Math.abs(wallOffset - recordedWallOffset) > CLOCK_STEP_NANOS;
        if (stepped || knownEpoch != recordedEpoch || progressDue) {
            recordedWallOffset = wallOffset;
            recordedEpoch = knownEpoch;
            append(RecordType.PROGRESS, ProgressRecord.put(buffer, 0, lowWatermark(), knownEpoch, wallOffset));
            progressDue = lowWatermark() <= lastDecided;
        }
    }

    @Override
    public int onDutyCycle() {
        if (segment == null && !partial) {
            SegmentAppender next = ports.segments().take();
            if (next != null) {
                nanos = clock.nanoTime();
                begin(next);
            }
        }
        int work = 0;
        for (int i = 0; i < RECORDS_PER_CYCLE && snapshotting; i++) {
            work += continueSnapshot();
        }
        return work;
    }

    private int continueSnapshot() {
        if (!segment.hasRoom(COUNT_BYTES + ROWS_PER_RECORD * DecidedRows.ENTRY_BYTES)) {
            roll();
            return 1;
        }
        int count = 0;
        long deletedFrom = lowWatermark();
        while (count < ROWS_PER_RECORD && snapshotRow < rows.highWater()) {
            if (rows.isPresent(snapshotRow)
                    || (rows.family(snapshotRow) != 0 && rows.decidedAt(snapshotRow) >= deletedFrom)) {
                rows.copy(snapshotRow, buffer, COUNT_BYTES + count * DecidedRows.ENTRY_BYTES);
                count++;
            }
            snapshotRow++;
        }
        if (count > 0) {
            buffer.putInt(0, count);
            write(RecordType.SNAPSHOT_ROWS, buffer, COUNT_BYTES + count * DecidedRows.ENTRY_BYTES);
        } else {
            snapshotting = false;
            buffer.putLong(0, lowWatermark());
            write(RecordType.COMPLETE, buffer, Long.BYTES);
            if (segment != null) {
                ports.segments().restartsAt(segment.number());
            }
        }
        return 1;
    }

    /** The rows that were decided, by row id: for tests. */
    DecidedRows rows() {
        return rows;
    }

    /** The segment that is written; 0 while decisions are not recorded: for tests. */
    int segment() {
        return segment == null ? 0 : segment.number();
    }

    @Override
    public boolean hasWork() {
        return snapshotting;
    }

    /** Frees the memory; only when the agent runs no more. */
    @Override
    public void close() {
        rows.close();
    }

    @Override
    public void watch(WaitSet waitSet) {
    }

    @Override
    public long maxParkNanos() {
        return segment == null ? DETACHED_PARK_NANOS : Long.MAX_VALUE;
    }
}
