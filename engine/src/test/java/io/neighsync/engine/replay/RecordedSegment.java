package io.neighsync.engine.replay;

import io.neighsync.engine.codec.RecordType;
import io.neighsync.journal.RecordFormat;
import io.neighsync.journal.RecordReader;
import io.neighsync.journal.SegmentAppender;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    /** The segment as it was when it had so many records. */
    public JournalSegment upTo(int count) {
        return new JournalSegment(number, () -> new Reader(records.subList(0, count), null));
    }

    /** The segment as it is found when it can be read only so far. */
    public JournalSegment damagedAt(int count) {
        return new JournalSegment(number,
                () -> new Reader(records.subList(0, count), "segment " + number + " is damaged at record " + count));
    }

    /** The segment. */
    public JournalSegment whole() {
        return new JournalSegment(number, () -> new Reader(records, null));
    }

    private static final class Reader implements RecordReader {
        private final List<JournalRecord> records;
        private final String damage;
        private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
        private int next;

        Reader(List<JournalRecord> records, String damage) {
            this.records = records;
            this.damage = damage;
        }

        private JournalRecord record() {
            return records.get(next - 1);
        }

        @Override
        public boolean next() {
            if (next == records.size()) {
                return false;
            }
            buffer.wrap(records.get(next++).payload());
            return true;
        }

        @Override
        public int type() {
            return record().type().code();
        }

        @Override
        public long sequence() {
            return record().sequence();
        }

        @Override
        public long nanos() {
            return record().nanos();
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
            return record().payload().capacity();
        }

        @Override
        public Optional<String> damage() {
            return Optional.ofNullable(damage);
        }

        @Override
        public Optional<String> checkRest() {
            return Optional.empty();
        }

        @Override
        public void close() {
        }
    }
}
