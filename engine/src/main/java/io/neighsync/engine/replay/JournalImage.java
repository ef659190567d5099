package io.neighsync.engine.replay;

import io.neighsync.engine.codec.KernelId;
import io.neighsync.engine.codec.LinkRecord;
import io.neighsync.engine.codec.OpenedRecord;
import io.neighsync.engine.codec.ProgressRecord;
import io.neighsync.engine.codec.RecordType;
import io.neighsync.engine.codec.RowRecord;
import io.neighsync.engine.table.DecidedRows;
import io.neighsync.engine.table.JournaledLinks;
import io.neighsync.engine.table.ReplayedRows;
import io.neighsync.journal.RecordReader;
import java.util.HashMap;
import java.util.Map;
import org.agrona.DirectBuffer;

/**
 * The state that a journal's records lead to: what was decided last about each row, and the links. One thread.
 *
 * <p>Records are applied in their order. A segment that continues the one before merges its snapshot into what is
 * there; any other begins anew, and the state is complete again when its snapshot is.
 */
public final class JournalImage implements AutoCloseable {
    private static final long NONE = -1;

    private final ReplayedRows rows;
    private final JournaledLinks links = new JournaledLinks();
    /** Up to which sequence everything is here that runs before the last one decided. */
    private final Map<Long, Long> earlierRuns = new HashMap<>();
    private long run;
    private long recorded;
    private int segment;
    private boolean complete;
    private boolean begunAnew;
    private boolean missing;
    /** LINK records that are still the snapshot's. */
    private int snapshotLinks;
    private long lowWatermark;
    private long lastSequence = NONE;
    private long deletedFrom;
    private long epoch;
    private long wallOffset;
    private KernelId kernel;
    private long records;

    /** An image of nothing, with room for this many rows, those deleted of late included. */
    public JournalImage(int capacity) {
        rows = new ReplayedRows(capacity);
    }

    /** Applies the record at which the reader stands. */
    public void apply(RecordReader record) {
        RecordType type = RecordType.of(record.type()).orElse(null);
        records++;
        lastSequence = Math.max(lastSequence, record.sequence());
        if (type == null) {
            return;
        }
        DirectBuffer buffer = record.buffer();
        int offset = record.offset();
        switch (type) {
            case ROW -> decide(buffer, offset, record.sequence());
            case SNAPSHOT_ROWS -> take(buffer, offset);
            case LINK -> link(buffer, offset, record.sequence());
            case LINK_GONE -> rows.rows().removeLink(buffer.getInt(offset), record.sequence());
            case OPENED -> open(buffer, offset);
            case COMPLETE -> complete(buffer.getLong(offset));
            case PROGRESS -> progress(buffer, offset);
            case MARK, RAW -> { }
        }
        // other records than these may be followed by more about the same event
        boolean isWhole = type == RecordType.ROW || type == RecordType.PROGRESS;
        recorded = Math.max(recorded, isWhole ? record.sequence() : record.sequence() - 1);
    }

    private void decide(DirectBuffer buffer, int offset, long sequence) {
        makeRoom(1);
        int row = rows.row(RowRecord.ifindex(buffer, offset), RowRecord.family(buffer, offset),
                RowRecord.addressHigh(buffer, offset), RowRecord.addressLow(buffer, offset));
        if (row < 0) {
            lose();
            return;
        }
        int flags = RowRecord.flags(buffer, offset);
        if ((flags & RowRecord.DECIDED) != 0) {
            rows.rows().decide(row, RowRecord.value(buffer, offset), sequence);
        }
        if ((flags & RowRecord.FAILED_DECIDED) != 0) {
            rows.rows().fail(row, (flags & RowRecord.FAILED) != 0, sequence);
        }
    }

    /** Rows deleted before the low watermark give way to others. */
    private void makeRoom(int count) {
        if (!rows.hasRoom(count)) {
            rows.forgetDeleted(lowWatermark);
            deletedFrom = Math.max(deletedFrom, lowWatermark);
        }
    }

    private void take(DirectBuffer buffer, int offset) {
        int count = buffer.getInt(offset);
        makeRoom(count);
        if (!rows.take(buffer, offset + Integer.BYTES, count)) {
            lose();
        }
    }

    private void link(DirectBuffer buffer, int offset, long sequence) {
        long publishedAt = links.publishedAt();
        int ifindex = LinkRecord.ifindex(buffer, offset);
        int flags = LinkRecord.flags(buffer, offset);
        if ((flags & LinkRecord.GONE) != 0) {
            links.remove(ifindex, sequence);
        } else {
            links.put(new JournaledLinks.Link(ifindex, LinkRecord.name(buffer, offset),
                    LinkRecord.master(buffer, offset), (flags & LinkRecord.VRF) != 0,
                    LinkRecord.vrfTable(buffer, offset), LinkRecord.vrfIfindex(buffer, offset),
                    LinkRecord.published(buffer, offset)), sequence);
        }
        if (snapshotLinks > 0) {
            snapshotLinks--;
            links.publishedAt(publishedAt);
        }
    }

    private void open(DirectBuffer buffer, int offset) {
        int previous = OpenedRecord.previous(buffer, offset);
        begunAnew = previous == 0 || previous != segment;
        if (begunAnew) {
            rows.clear();
            links.clear();
            complete = false;
            missing = false;
        } else {
            rows.expectRepeats();
        }
        links.publishedAt(OpenedRecord.linksChanged(buffer, offset));
        segment = OpenedRecord.segment(buffer, offset);
        snapshotLinks = OpenedRecord.links(buffer, offset);
        lowWatermark = OpenedRecord.lowWatermark(buffer, offset);
        begin(OpenedRecord.run(buffer, offset));
        kernel = OpenedRecord.kernel(buffer, offset);
        wallOffset = OpenedRecord.wallOffset(buffer, offset);
        epoch = Math.max(epoch, OpenedRecord.epoch(buffer, offset));
    }

    private void begin(long next) {
        if (kernel != null && next != run) {
            earlierRuns.put(run, recorded);
            recorded = 0;
        }
        run = next;
    }

    /** Rows deleted before the low watermark may have made room for others while the snapshot was written. */
    private void complete(long lowWatermark) {
        deletedFrom = begunAnew ? lowWatermark : deletedFrom;
        complete = true;
    }

    private void progress(DirectBuffer buffer, int offset) {
        epoch = Math.max(epoch, ProgressRecord.epoch(buffer, offset));
        wallOffset = ProgressRecord.wallOffset(buffer, offset);
        lowWatermark = Math.max(lowWatermark, ProgressRecord.lowWatermark(buffer, offset));
    }

    /** Declares the state unknown: records are missing, until a segment begins anew. */
    public void lose() {
        missing = true;
        segment = 0;
    }

    /** The rows, those deleted of late included. */
    public DecidedRows rows() {
        return rows.rows();
    }

    /** The row of this key, or -1. */
    public int find(int ifindex, int family, long high, long low) {
        return rows.find(ifindex, family, high, low);
    }

    /** The links. */
    public JournaledLinks links() {
        return links;
    }

    /** Whether the state is known: nothing is missing from the snapshot it began with to the last record. */
    public boolean isComplete() {
        return complete && !missing;
    }

    /** The segment of the last record; 0 before the first. */
    public int segment() {
        return segment;
    }

    /** The runs that wrote what was applied, each with the sequence up to which all it decided is here, 0 or more. */
    public Map<Long, Long> runs() {
        Map<Long, Long> runs = new HashMap<>(earlierRuns);
        if (kernel != null) {
            runs.put(run, recorded);
        }
        return runs;
    }

    /** The greatest sequence so far; -1 for none. */
    public long lastSequence() {
        return lastSequence;
    }

    /** The sequence from which a run that goes on from here counts; 0 stays free, as it says nothing in a marker. */
    public long nextSequence() {
        return Math.max(1, lastSequence + 1);
    }

    /** The sequence from which on deleted rows are known. */
    public long deletedFrom() {
        return deletedFrom;
    }

    /** The highest epoch of the fence so far; 0 for none. */
    public long epoch() {
        return epoch;
    }

    /** Nanoseconds since 1970 minus the monotonic clock, at the last record. */
    public long wallOffset() {
        return wallOffset;
    }

    /** Whose ifindexes are meant; null before the first record. */
    public KernelId kernel() {
        return kernel;
    }

    /** Records applied. */
    public long records() {
        return records;
    }

    @Override
    public void close() {
        rows.close();
    }
}
