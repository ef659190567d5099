package io.neighsync.engine.replay;

import io.neighsync.engine.codec.RecordType;
import io.neighsync.engine.codec.RowRecord;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.table.DecidedRows;
import io.neighsync.engine.table.JournaledLinks;
import io.neighsync.journal.RecordReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * Finds every decision about the rows of one address, on whatever link. It holds those rows alone, so its memory does
 * not grow with the journal. One thread.
 */
public final class RowHistory implements AutoCloseable {
    private static final int HEADER = Integer.BYTES;

    private final int family;
    private final long high;
    private final long low;
    private final Consumer<RowDecision> decisions;
    private final LinkNames names = new LinkNames();
    private final DecidedRows entry = new DecidedRows(1);
    private Int2ObjectHashMap<Held> held = new Int2ObjectHashMap<>();
    /** Rows from before a gap that the snapshot behind it has not told of yet. */
    private final List<Held> before = new ArrayList<>();
    /** Rows under the new names of their links, told when all that one event did to links is known. */
    private final List<RowDecision> moved = new ArrayList<>();
    private boolean isNew;
    private boolean everBegun;
    private boolean afterGap;
    private long openedAt;
    private JournalCursor cursor;

    /** A row as it was decided last. */
    private static final class Held {
        private final int ifindex;
        private LinkName link;
        private long value = RowValue.ABSENT;
        private boolean failed;

        Held(int ifindex) {
            this.ifindex = ifindex;
        }

        private boolean isPresent() {
            return RowValue.isPresent(value) || failed;
        }
    }

    /**
     * A history of this address.
     *
     * @param family    AF_INET or AF_INET6
     * @param high      upper half of the address
     * @param low       lower half of the address
     * @param decisions is told of each decision, in their order
     */
    public RowHistory(int family, long high, long low, Consumer<RowDecision> decisions) {
        this.family = family;
        this.high = high;
        this.low = low;
        this.decisions = decisions;
    }

    /** Takes over the record at which a cursor stands; all of them, from the first on. */
    public void apply(JournalCursor at) {
        cursor = at;
        if (!moved.isEmpty() && moved.getFirst().sequence() != at.record().sequence()) {
            end();
        }
        RecordType type = at.type();
        if (type == null) {
            return;
        }
        switch (type) {
            case OPENED -> open();
            case LINK -> link();
            case SNAPSHOT_ROWS -> snapshot();
            case COMPLETE -> complete();
            case ROW -> decide();
            case LINK_GONE -> removeLink();
            case MARK, PROGRESS, RAW -> { }
        }
    }

    private void open() {
        names.apply(RecordType.OPENED, cursor.record());
        openedAt = cursor.record().sequence();
        isNew = !cursor.continues();
        if (isNew) {
            afterGap = everBegun;
            for (Held row : held.values()) {
                forgetFromBefore(row);
                if (row.isPresent()) {
                    before.add(row);
                }
            }
            held = new Int2ObjectHashMap<>();
        }
        everBegun = true;
    }

    private void link() {
        RecordReader record = cursor.record();
        int ifindex = LinkNames.ifindex(record);
        JournaledLinks.Link link = LinkNames.read(record);
        names.apply(RecordType.LINK, record);
        Held row = held.get(ifindex);
        boolean ofSnapshot = isNew && record.sequence() == openedAt;
        if (row == null || ofSnapshot) {
            return;
        }
        LinkName was = row.link;
        LinkName is = link == null ? null : link.published();
        row.link = is;
        if (!row.isPresent() || Objects.equals(was, is)) {
            return;
        }
        Cause cause = link == null ? new Cause.LinkGone()
                : was == null ? new Cause.LinkPublished()
                : is == null ? new Cause.LinkWithdrawn() : new Cause.LinkRenamed(was, is);
        if (was != null) {
            tellAbsent(row, was, cause);
        }
        if (is != null && RowValue.isPresent(row.value)) {
            moved.add(decision(row, is, RowDecision.Outcome.SET, cause));
        }
        if (is != null && row.failed) {
            moved.add(decision(row, is, RowDecision.Outcome.FAILED, cause));
        }
    }

    /** Tells what waits for the end of an event; to be called behind the last record. */
    public void end() {
        moved.forEach(decisions);
        moved.clear();
    }

    private void removeLink() {
        Held row = held.get(cursor.record().buffer().getInt(cursor.record().offset()));
        if (row != null && row.isPresent()) {
            tellAbsent(row, row.link, new Cause.LinkGone());
            row.value = RowValue.ABSENT;
            row.failed = false;
        }
    }

    private void decide() {
        DirectBuffer buffer = cursor.record().buffer();
        int offset = cursor.record().offset();
        if (RowRecord.addressLow(buffer, offset) != low || RowRecord.addressHigh(buffer, offset) != high
                || RowRecord.family(buffer, offset) != family) {
            return;
        }
        Held row = rowOf(RowRecord.ifindex(buffer, offset));
        forgetFromBefore(row);
        int flags = RowRecord.flags(buffer, offset);
        Cause cause = Cause.Message.of(buffer, offset);
        if ((flags & RowRecord.DECIDED) != 0) {
            row.value = RowRecord.value(buffer, offset);
            boolean present = RowValue.isPresent(row.value);
            tell(row, row.link, present ? RowDecision.Outcome.SET : RowDecision.Outcome.DELETED, cause);
        }
        if ((flags & RowRecord.FAILED_DECIDED) != 0) {
            row.failed = (flags & RowRecord.FAILED) != 0;
            tell(row, row.link,
                    row.failed ? RowDecision.Outcome.FAILED : RowDecision.Outcome.FAILED_NO_MORE, cause);
        }
    }

    private void snapshot() {
        DirectBuffer buffer = cursor.record().buffer();
        int offset = cursor.record().offset();
        int count = isNew ? buffer.getInt(offset) : 0;
        for (int i = 0; i < count; i++) {
            entry.take(0, buffer, offset + HEADER + i * DecidedRows.ENTRY_BYTES);
            if (entry.addressLow(0) == low && entry.addressHigh(0) == high && entry.family(0) == family) {
                take();
            }
        }
    }

    /** A row of a snapshot that nothing before leads up to. */
    private void take() {
        Held row = rowOf(entry.ifindex(0));
        Held earlier = forgetFromBefore(row);
        Held was = row.isPresent() || earlier == null ? row : earlier;
        long valueBefore = was.value;
        boolean failedBefore = was.failed;
        row.value = entry.value(0);
        row.failed = entry.isFailed(0);
        Cause cause = afterGap ? new Cause.Gap() : new Cause.JournalBegins();
        if (row.value != valueBefore) {
            tell(row, row.link, RowValue.isPresent(row.value)
                    ? RowDecision.Outcome.SET : RowDecision.Outcome.DELETED, cause);
        }
        if (row.failed != failedBefore) {
            tell(row, row.link,
                    row.failed ? RowDecision.Outcome.FAILED : RowDecision.Outcome.FAILED_NO_MORE, cause);
        }
    }

    private void complete() {
        if (isNew) {
            before.forEach(row -> tellAbsent(row, row.link, new Cause.Gap()));
            before.clear();
            isNew = false;
        }
    }

    private Held rowOf(int ifindex) {
        Held row = held.get(ifindex);
        if (row == null) {
            row = new Held(ifindex);
            row.link = names.published(ifindex);
            held.put(ifindex, row);
        }
        return row;
    }

    /** The row that had this one's key before a gap, which is known from now on; null when there is none. */
    private Held forgetFromBefore(Held row) {
        for (Held earlier : before) {
            boolean same = Objects.equals(row.link, earlier.link)
                    && (row.link != null || row.ifindex == earlier.ifindex);
            if (same) {
                before.remove(earlier);
                return earlier;
            }
        }
        return null;
    }

    private void tellAbsent(Held row, LinkName link, Cause cause) {
        if (RowValue.isPresent(row.value)) {
            tell(row, link, RowDecision.Outcome.DELETED, cause);
        }
        if (row.failed) {
            tell(row, link, RowDecision.Outcome.FAILED_NO_MORE, cause);
        }
    }

    private void tell(Held row, LinkName link, RowDecision.Outcome outcome, Cause cause) {
        decisions.accept(decision(row, link, outcome, cause));
    }

    private RowDecision decision(Held row, LinkName link, RowDecision.Outcome outcome, Cause cause) {
        return new RowDecision(cursor.wallNanos(), cursor.record().sequence(), cursor.segment(), row.ifindex, link,
                outcome, outcome == RowDecision.Outcome.SET ? row.value : RowValue.ABSENT, cause);
    }

    @Override
    public void close() {
        entry.close();
    }
}
