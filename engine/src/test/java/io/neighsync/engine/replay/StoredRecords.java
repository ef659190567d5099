package io.neighsync.engine.replay;

import io.neighsync.journal.RecordReader;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Reads records that are kept in a list, also while others are added to it. One thread. */
final class StoredRecords implements RecordReader {
    private final List<? extends Stored> records;
    private final IntSupplier end;
    private final Tail tail;
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private int next;

    /** A record as it is kept. */
    interface Stored {
        /** What was appended as its type, which need not be a known one. */
        int code();

        long sequence();

        long nanos();

        UnsafeBuffer payload();
    }

    /** What is found behind so many records that were read. */
    interface Tail {
        /** Why nothing more can be read there; null when nothing is wrong. */
        String damage(int read);

        /** What lies there that is no record; null for nothing. */
        default String rest(int read) {
            return null;
        }
    }

    /**
     * Stands before the first record.
     *
     * @param end how many of them can be read, now
     */
    StoredRecords(List<? extends Stored> records, IntSupplier end, Tail tail) {
        this.records = records;
        this.end = end;
        this.tail = tail;
    }

    private Stored record() {
        return records.get(next - 1);
    }

    @Override
    public boolean next() {
        if (next == end.getAsInt()) {
            return false;
        }
        buffer.wrap(records.get(next++).payload());
        return true;
    }

    @Override
    public int type() {
        return record().code();
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
        return buffer.capacity();
    }

    @Override
    public Optional<String> damage() {
        return Optional.ofNullable(tail.damage(next));
    }

    @Override
    public Optional<String> checkRest() {
        return Optional.ofNullable(tail.rest(next));
    }

    @Override
    public void close() {
    }
}
