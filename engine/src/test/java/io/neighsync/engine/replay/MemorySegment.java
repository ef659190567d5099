package io.neighsync.engine.replay;

import io.neighsync.journal.RecordFormat;
import io.neighsync.journal.RecordReader;
import io.neighsync.journal.SegmentAppender;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    private record Entry(int type, long sequence, long nanos, UnsafeBuffer payload) {
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
        return new JournalSegment(number, Reader::new);
    }

    private final class Reader implements RecordReader {
        private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
        private int next;

        @Override
        public boolean next() {
            if (next == Math.min(entries.size(), damagedAt)) {
                return false;
            }
            buffer.wrap(entries.get(next++).payload());
            return true;
        }

        private Entry entry() {
            return entries.get(next - 1);
        }

        @Override
        public int type() {
            return entry().type();
        }

        @Override
        public long sequence() {
            return entry().sequence();
        }

        @Override
        public long nanos() {
            return entry().nanos();
        }

        @Override
        public DirectBuffer buffer() {
            return buffer;
        }

        @Override
        public int offset() {
            return 0;
        }

        @Override
        public int length() {
            return buffer.capacity();
        }

        @Override
        public Optional<String> damage() {
            return next == damagedAt ? Optional.of("segment " + number + " cannot be read") : Optional.empty();
        }

        @Override
        public Optional<String> checkRest() {
            return next < entries.size() ? Optional.of("segment " + number + " goes on") : Optional.ofNullable(rest);
        }

        @Override
        public void close() {
        }
    }
}
