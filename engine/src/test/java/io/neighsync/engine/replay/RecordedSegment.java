package io.neighsync.engine.replay;

import io.neighsync.engine.codec.RecordType;
import io.neighsync.journal.RecordFormat;
import io.neighsync.journal.SegmentAppender;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A segment in memory, with so many bytes of room. */
public final class RecordedSegment implements SegmentAppender {
    private final int number;
    private final List<JournalRecord> records = new ArrayList<>();
    private long room;
    private long position;
    private int appendsUntilFailure = Integer.MAX_VALUE;
    private boolean failed;
    private String damage;

    /** A segment without records. */
    public RecordedSegment(int number, long room) {
        this.number = number;
        this.room = room;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public boolean hasRoom(int payloadLength) {
        return !failed && position + RecordFormat.HEADER_LENGTH + payloadLength <= room;
    }

    @Override
    public boolean append(int type, long sequence, long nanos, DirectBuffer payload, int offset, int length) {
        failed |= appendsUntilFailure-- <= 0;
        if (!hasRoom(length)) {
            return false;
        }
        byte[] copy = new byte[length];
        payload.getBytes(offset, copy);
        records.add(new JournalRecord(
                RecordType.of(type).orElseThrow(), sequence, nanos, new UnsafeBuffer(copy)));
        position += RecordFormat.HEADER_LENGTH + length;
        return true;
    }

    @Override
    public long position() {
        return position;
    }

    /** Has room for so many bytes more, headers included. */
    public void leave(long bytes) {
        room = position + bytes;
    }

    /** So many records are appended from now on; then it takes nothing more. */
    public void failAfter(int appends) {
        appendsUntilFailure = appends;
    }

    /** Takes nothing more. */
    public void fail() {
        failed = true;
    }

    /** What was appended. */
    public List<JournalRecord> records() {
        return records;
    }

    /** Loses the last records without a trace. */
    public void lose(int count) {
        for (int i = 0; i < count && !records.isEmpty(); i++) {
            records.removeLast();
        }
    }

    /** Cannot be read any further than to this record. */
    public void damage(int record) {
        damage = "segment " + number + " is damaged at record " + record;
        lose(records.size() - record);
    }

    /** The segment as it was when it had so many records. */
    public JournalSegment upTo(int count) {
        return new JournalSegment(number, () -> new StoredRecords(records, () -> count, read -> null));
    }

    /** The segment as it is found when it can be read only so far. */
    public JournalSegment damagedAt(int count) {
        String what = "segment " + number + " is damaged at record " + count;
        return new JournalSegment(number, () -> new StoredRecords(records, () -> count, read -> what));
    }

    /** The segment. */
    public JournalSegment whole() {
        return new JournalSegment(number, () -> new StoredRecords(records, records::size, read -> damage));
    }
}
