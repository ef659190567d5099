package io.neighsync.engine.simulation;

import io.neighsync.journal.RecordFormat;
import io.neighsync.journal.RecordReader;
import io.neighsync.journal.SegmentAppender;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A segment of a journal in memory, with so many bytes of room. */
final class SimulatedSegment implements SegmentAppender {
    private final int number;
    private final long room;
    private final List<Entry> entries = new ArrayList<>();
    private long position;
    private boolean failed;
    private String damage;

    private record Entry(int type, long sequence, long nanos, DirectBuffer payload) {
    }

    SimulatedSegment(int number, long room) {
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

    /** Takes nothing more from now on. */
    void fail() {
        failed = true;
    }

    /** Loses the last records without a trace. */
    void lose(int records) {
        for (int i = 0; i < records && !entries.isEmpty(); i++) {
            entries.removeLast();
        }
    }

    /** Cannot be read any further than to this record. */
    void damage(int record) {
        damage = "damaged at record " + record % Math.max(1, entries.size());
        lose(entries.size() - record % Math.max(1, entries.size()));
    }

    /** Reads it from its beginning. */
    RecordReader reader() {
        return new Reader();
    }

    private final class Reader implements RecordReader {
        private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
        private int next;

        @Override
        public boolean next() {
            if (next == entries.size()) {
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
            return entry().payload().capacity();
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
