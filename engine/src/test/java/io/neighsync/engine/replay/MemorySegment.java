package io.neighsync.engine.replay;

import io.neighsync.journal.RecordFormat;
import io.neighsync.journal.SegmentAppender;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A segment in memory, with so many records of room, that can be read while it is written. */
final class MemorySegment implements SegmentAppender {
    private final int number;
    private final int room;
    private final List<Entry> entries = new ArrayList<>();
    private long position;
    private int damagedAt = Integer.MAX_VALUE;
    private String rest;

    private record Entry(int code, long sequence, long nanos, UnsafeBuffer payload) implements StoredRecords.Stored {
    }

    MemorySegment(int number, int room) {
        this.number = number;
        this.room = room;
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public boolean hasRoom(int payloadLength) {
        return entries.size() < room;
    }

    @Override
    public boolean append(int type, long sequence, long nanos, DirectBuffer payload, int offset, int length) {
        if (!hasRoom(length)) {
            return false;
        }
        byte[] copy = new byte[length];
        payload.getBytes(offset, copy);
        entries.add(new Entry(type, sequence, nanos, new UnsafeBuffer(copy)));
        position += RecordFormat.HEADER_LENGTH + length;
        return true;
    }

    @Override
    public long position() {
        return position;
    }

    int records() {
        return entries.size();
    }

    /** Cannot be read any further than to this record. */
    void damage(int record) {
        damagedAt = record;
    }

    /** Has something behind its last record. */
    void leaveRest(String what) {
        rest = what;
    }

    /** Loses what was appended last. */
    void cut(int records) {
        while (entries.size() > records) {
            entries.removeLast();
        }
    }

    JournalSegment readable() {
        return new JournalSegment(number,
                () -> new StoredRecords(entries, () -> Math.min(entries.size(), damagedAt), new End()));
    }

    private final class End implements StoredRecords.Tail {
        @Override
        public String damage(int read) {
            return read == damagedAt ? "segment " + number + " cannot be read" : null;
        }

        @Override
        public String rest(int read) {
            return read < entries.size() ? "segment " + number + " goes on" : rest;
        }
    }
}
