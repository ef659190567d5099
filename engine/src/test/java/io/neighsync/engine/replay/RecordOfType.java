package io.neighsync.engine.replay;

import io.neighsync.journal.RecordReader;
import java.util.Optional;
import org.agrona.DirectBuffer;

/** A reader that stands at one record. */
final class RecordOfType implements RecordReader {
    private final int type;
    private final long sequence;
    private final DirectBuffer payload;

    RecordOfType(int type, long sequence, DirectBuffer payload) {
        this.type = type;
        this.sequence = sequence;
        this.payload = payload;
    }

    @Override
    public boolean next() {
        return false;
    }

    @Override
    public int type() {
        return type;
    }

    @Override
    public long sequence() {
        return sequence;
    }

    @Override
    public long nanos() {
        return 0;
    }

    @Override
    public DirectBuffer buffer() {
        return payload;
    }

    @Override
    public int offset() {
        return 0;
    }

    @Override
    public int length() {
        return payload.capacity();
    }

    @Override
    public Optional<String> damage() {
        return Optional.empty();
    }

    @Override
    public Optional<String> checkRest() {
        return Optional.empty();
    }

    @Override
    public void close() {
    }
}
