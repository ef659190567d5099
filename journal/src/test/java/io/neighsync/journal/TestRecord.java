package io.neighsync.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A record whose contents follow from its number, with payloads of each remainder of four, empty and long ones
 * included.
 */
final class TestRecord {
    private final int type;
    private final long sequence;
    private final long nanos;
    private final byte[] payload;

    TestRecord(int type, long sequence, long nanos, byte[] payload) {
        this.type = type;
        this.sequence = sequence;
        this.nanos = nanos;
        this.payload = payload;
    }

    static TestRecord of(int number) {
        final int length = number % 50 == 17 ? 1000 + number % 3000 : number % 61;
        final byte[] payload = new byte[length];
        for (int i = 0; i < length; i++) {
            payload[i] = (byte) (number * 31 + i * 7 + 1);
        }
        return new TestRecord(number % 128, 1_000_000_007L * number, 5_000_000_000_003L + number, payload);
    }

    static TestRecord[] first(int count) {
        return IntStream.range(0, count).mapToObj(TestRecord::of).toArray(TestRecord[]::new);
    }

    int payloadLength() {
        return payload.length;
    }

    boolean appendTo(SegmentAppender segment) {
        final byte[] padded = new byte[payload.length + 5];
        System.arraycopy(payload, 0, padded, 5, payload.length);
        return segment.append(type, sequence, nanos, new UnsafeBuffer(padded), 5, payload.length);
    }

    /** Whether a reader stands at this record, unchanged. */
    boolean isAt(SegmentReader reader) {
        final byte[] read = new byte[reader.length()];
        reader.buffer().getBytes(reader.offset(), read);
        return reader.type() == type && reader.sequence() == sequence && reader.nanos() == nanos
            && Arrays.equals(read, payload);
    }

    void assertAt(SegmentReader reader) {
        assertThat(isAt(reader)).as("record " + reader.recordNumber() + " as it was appended").isTrue();
    }
}
