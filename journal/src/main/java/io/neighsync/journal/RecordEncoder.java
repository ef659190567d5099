package io.neighsync.journal;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.BytesStore;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Builds a record in memory of its own, outside the heap, from where Chronicle copies it. One thread at a time;
 * allocates nothing after its constructor. Used again for the next segment, since a collection alone frees its memory.
 */
final class RecordEncoder {
    private final ByteBuffer record =
        ByteBuffer.allocateDirect(RecordFormat.HEADER_LENGTH + RecordFormat.MAX_PAYLOAD_LENGTH);
    private final UnsafeBuffer buffer = new UnsafeBuffer(record);
    private final Bytes<ByteBuffer> bytes = Bytes.wrapForRead(record);
    private final CRC32C crc = new CRC32C();

    RecordEncoder() {
        bytes.singleThreadedCheckDisabled(true);
    }

    /**
     * Builds one record; see {@link SegmentAppender#append} for the parameters, {@link RecordFormat} for the result.
     */
    BytesStore<?, ?> encode(int type, int number, long sequence, long nanos, DirectBuffer payload, int offset,
        int length) {
        final int size = RecordFormat.HEADER_LENGTH + length;
        buffer.putInt(RecordFormat.LENGTH, length, LITTLE_ENDIAN);
        buffer.putShort(RecordFormat.MAGIC, RecordFormat.MAGIC_VALUE, LITTLE_ENDIAN);
        buffer.putByte(RecordFormat.VERSION_AT, (byte) RecordFormat.VERSION);
        buffer.putByte(RecordFormat.TYPE, (byte) type);
        buffer.putInt(RecordFormat.NUMBER, number, LITTLE_ENDIAN);
        buffer.putLong(RecordFormat.SEQUENCE, sequence, LITTLE_ENDIAN);
        buffer.putLong(RecordFormat.NANOS, nanos, LITTLE_ENDIAN);
        buffer.putBytes(RecordFormat.HEADER_LENGTH, payload, offset, length);
        record.limit(size).position(RecordFormat.LENGTH);
        crc.reset();
        crc.update(record);
        buffer.putInt(RecordFormat.CRC, (int) crc.getValue(), LITTLE_ENDIAN);
        bytes.readPositionRemaining(0, size);
        return bytes;
    }
}
