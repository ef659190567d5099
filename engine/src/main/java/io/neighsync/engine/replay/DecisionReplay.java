package io.neighsync.engine.replay;

import io.neighsync.engine.codec.RecordType;
import io.neighsync.engine.codec.RowRecord;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.table.DecidedRows;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.collections.IntHashSet;

/**
 * Turns the records of a journal into writes, in their order: first the rows of its first complete snapshot, then each
 * decision. Behind a gap it writes what differs in the next complete snapshot. One thread.
 */
public final class DecisionReplay implements AutoCloseable {
    private final int capacity;
    private final Sink sink;
    /** Links whose rows are to be set under their new names, when all that one event did to links is known. */
    private final IntHashSet renamed = new IntHashSet();
    private long renamedAt;
    /** What was written before a gap; null when there was none. */
    private JournalImage written;
    private JournalImage image;
    private boolean writing;

    /** Takes the writes. A value is as {@code RowValue} packs it, and present. */
    public interface Sink {
        /** A row of NEIGH_TABLE is to hold a value. */
        void set(LinkName link, int family, long high, long low, long value);

        /** A row of NEIGH_TABLE is to be absent. */
        void delete(LinkName link, int family, long high, long low);

        /** A row of NEIGH_FAILED_TABLE is to be there. */
        void setFailed(LinkName link, int family, long high, long low);

        /** A row of NEIGH_FAILED_TABLE is to be absent. */
        void deleteFailed(LinkName link, int family, long high, long low);

        /** The route to a neighbor in a VRF is to be absent. */
        void deleteRoute(LinkName vrf, int family, long high, long low);
    }

    /**
     * A replay of nothing yet.
     *
     * @param capacity rows there is room for, those deleted of late included
     */
    public DecisionReplay(int capacity, Sink sink) {
        this.capacity = capacity;
        this.sink = sink;
    }

    /** Writes what the record at which the cursor stands comes to. */
    public void apply(JournalCursor cursor) {
        if (cursor.number() == 0 && !cursor.continues()) {
            begin();
        }
        if (!writing) {
            image.apply(cursor.record());
            if (cursor.type() == RecordType.COMPLETE) {
                writeDifferences();
            }
            return;
        }
        if (cursor.record().sequence() != renamedAt) {
            end();
        }
        switch (cursor.type()) {
            case ROW -> {
                image.apply(cursor.record());
                writeRow(cursor.record().buffer(), cursor.record().offset());
            }
            case LINK_GONE -> {
                int ifindex = cursor.record().buffer().getInt(cursor.record().offset());
                deleteRows(ifindex, image.links().published(ifindex));
                image.apply(cursor.record());
            }
            case LINK -> follow(cursor);
            case null, default -> image.apply(cursor.record());
        }
    }

    private void begin() {
        end();
        if (writing) {
            closeWritten();
            written = image;
        } else if (image != null) {
            image.close();
        }
        image = new JournalImage(capacity);
        writing = false;
    }

    private void writeDifferences() {
        JournalImage before = written == null ? new JournalImage(1) : written;
        written = null;
        try (before) {
            new RowDifferences(before, image).tell(new RowDifferences.Visitor() {
                @Override
                public void added(int row) {
                    setRow(row);
                }

                @Override
                public void removed(int row) {
                    deleteRow(before, row, before.links().published(before.rows().ifindex(row)));
                }

                @Override
                public void changed(int rowBefore, int row) {
                    writeChange(before.rows(), rowBefore, row);
                }
            });
        }
        writing = true;
    }

    private void writeChange(DecidedRows before, int rowBefore, int row) {
        DecidedRows rows = image.rows();
        LinkName link = image.links().published(rows.ifindex(row));
        if (before.value(rowBefore) != rows.value(row)) {
            writeValue(link, rows.family(row), rows.addressHigh(row), rows.addressLow(row), rows.value(row));
        }
        if (before.isFailed(rowBefore) != rows.isFailed(row)) {
            writeFailed(link, rows.family(row), rows.addressHigh(row), rows.addressLow(row), rows.isFailed(row));
        }
    }

    private void writeRow(DirectBuffer buffer, int offset) {
        int ifindex = RowRecord.ifindex(buffer, offset);
        LinkName link = image.links().published(ifindex);
        if (link == null) {
            return;
        }
        int family = RowRecord.family(buffer, offset);
        long high = RowRecord.addressHigh(buffer, offset);
        long low = RowRecord.addressLow(buffer, offset);
        int flags = RowRecord.flags(buffer, offset);
        LinkName vrf = (flags & RowRecord.DROP_ROUTE) != 0 ? LinkNames.routeVrf(image.links(), ifindex) : null;
        if (vrf != null) {
            sink.deleteRoute(vrf, family, high, low);
        }
        if ((flags & RowRecord.DECIDED) != 0) {
            writeValue(link, family, high, low, RowRecord.value(buffer, offset));
        }
        if ((flags & RowRecord.FAILED_DECIDED) != 0) {
            writeFailed(link, family, high, low, (flags & RowRecord.FAILED) != 0);
        }
    }

    private void follow(JournalCursor cursor) {
        int ifindex = LinkNames.ifindex(cursor.record());
        LinkName before = image.links().published(ifindex);
        image.apply(cursor.record());
        LinkName after = image.links().published(ifindex);
        if (!Objects.equals(before, after)) {
            deleteRows(ifindex, before);
            renamed.add(ifindex);
            renamedAt = cursor.record().sequence();
        }
    }

    /** Writes what waits for the end of an event; to be called behind the last record. */
    public void end() {
        if (renamed.isEmpty()) {
            return;
        }
        DecidedRows rows = image.rows();
        for (int row = 0; row < rows.highWater(); row++) {
            if (renamed.contains(rows.ifindex(row)) && RowDifferences.isPublished(image, row)) {
                setRow(row);
            }
        }
        renamed.clear();
    }

    private void setRow(int row) {
        DecidedRows rows = image.rows();
        LinkName link = image.links().published(rows.ifindex(row));
        if (RowValue.isPresent(rows.value(row))) {
            sink.set(link, rows.family(row), rows.addressHigh(row), rows.addressLow(row), rows.value(row));
        }
        if (rows.isFailed(row)) {
            sink.setFailed(link, rows.family(row), rows.addressHigh(row), rows.addressLow(row));
        }
    }

    private void deleteRows(int ifindex, LinkName link) {
        DecidedRows rows = image.rows();
        for (int row = 0; link != null && row < rows.highWater(); row++) {
            if (rows.ifindex(row) == ifindex && rows.isPresent(row)) {
                deleteRow(image, row, link);
            }
        }
    }

    private void deleteRow(JournalImage of, int row, LinkName link) {
        DecidedRows rows = of.rows();
        if (RowValue.isPresent(rows.value(row))) {
            sink.delete(link, rows.family(row), rows.addressHigh(row), rows.addressLow(row));
        }
        if (rows.isFailed(row)) {
            sink.deleteFailed(link, rows.family(row), rows.addressHigh(row), rows.addressLow(row));
        }
    }

    private void writeValue(LinkName link, int family, long high, long low, long value) {
        if (RowValue.isPresent(value)) {
            sink.set(link, family, high, low, value);
        } else {
            sink.delete(link, family, high, low);
        }
    }

    private void writeFailed(LinkName link, int family, long high, long low, boolean failed) {
        if (failed) {
            sink.setFailed(link, family, high, low);
        } else {
            sink.deleteFailed(link, family, high, low);
        }
    }

    /** Whether a complete snapshot was written, so that decisions are written as they come. */
    public boolean isWriting() {
        return writing;
    }

    private void closeWritten() {
        if (written != null) {
            written.close();
            written = null;
        }
    }

    @Override
    public void close() {
        closeWritten();
        if (image != null) {
            image.close();
            image = null;
        }
    }
}
