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
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;

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
    private final Int2ObjectHashMap<Long> runs = new Int2ObjectHashMap<>();
    private int segment;
    private boolean complete;
    private long openedAt = NONE;
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
            case OPENED -> open(buffer, offset, record.sequence());
            case COMPLETE -> complete = true;
            case PROGRESS -> progress(buffer, offset);
            case MARK, RAW -> { }
        }
    }

    private void decide(DirectBuffer buffer, int offset, long sequence) {
        int row = rows.row(RowRecord.ifindex(buffer, offset), RowRecord.family(buffer, offset),
                RowRecord.addressHigh(buffer, offset), RowRecord.addressLow(buffer, offset));
        int flags = RowRecord.flags(buffer, offset);
        if ((flags & RowRecord.DECIDED) != 0) {
            rows.rows().decide(row, RowRecord.value(buffer, offset), sequence);
        }
        if ((flags & RowRecord.FAILED_DECIDED) != 0) {
            rows.rows().fail(row, (flags & RowRecord.FAILED) != 0, sequence);
        }
    }

    private void take(DirectBuffer buffer, int offset) {
        int count = buffer.getInt(offset);
        for (int i = 0; i < count; i++) {
            rows.take(buffer, offset + Integer.BYTES + i * DecidedRows.ENTRY_BYTES);
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
        if (sequence == openedAt) {
            // of the snapshot, or of the very event that it has already
            links.publishedAt(publishedAt);
        }
    }

    private void open(DirectBuffer buffer, int offset, long sequence) {
        int previous = OpenedRecord.previous(buffer, offset);
        if (previous == 0 || previous != segment) {
            rows.clear();
            links.clear();
            complete = false;
            links.publishedAt(OpenedRecord.linksChanged(buffer, offset));
            deletedFrom = OpenedRecord.lowWatermark(buffer, offset);
        }
        segment = OpenedRecord.segment(buffer, offset);
        openedAt = sequence;
        runs.put(segment, (Long) OpenedRecord.run(buffer, offset));
        kernel = OpenedRecord.kernel(buffer, offset);
        wallOffset = OpenedRecord.wallOffset(buffer, offset);
        epoch = Math.max(epoch, OpenedRecord.epoch(buffer, offset));
    }

    private void progress(DirectBuffer buffer, int offset) {
        epoch = Math.max(epoch, ProgressRecord.epoch(buffer, offset));
        wallOffset = ProgressRecord.wallOffset(buffer, offset);
        if (rows.forgetDeleted(ProgressRecord.lowWatermark(buffer, offset))) {
            deletedFrom = Math.max(deletedFrom, ProgressRecord.lowWatermark(buffer, offset));
        }
    }

    /** Declares the state unknown: records are missing. */
    public void lose() {
        complete = false;
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
        return complete;
    }

    /** The segment of the last record; 0 before the first. */
    public int segment() {
        return segment;
    }

    /** The run that began a segment that was applied, or null. */
    public Long runOf(int number) {
        return runs.get(number);
    }

    /** The greatest sequence so far; -1 for none. */
    public long lastSequence() {
        return lastSequence;
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
