package io.neighsync.engine.codec;

import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;

/** Bytes as text, so that a layout that changes is seen. */
final class Hex {
    /** An offset at which no field is aligned by chance. */
    static final int OFFSET = 24;

    private Hex() {
    }

    /** Room for any record. */
    static UnsafeBuffer buffer() {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[1 << 16]);
        buffer.setMemory(0, buffer.capacity(), (byte) 0xee);
        return buffer;
    }

    /** The bytes of a record. */
    static String of(UnsafeBuffer buffer, int length) {
        return HexFormat.of().formatHex(buffer.byteArray(), OFFSET, OFFSET + length);
    }
}
