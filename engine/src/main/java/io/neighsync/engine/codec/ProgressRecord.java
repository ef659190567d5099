package io.neighsync.engine.codec;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** How far Redis is, little-endian: low watermark (8 bytes), epoch of the fence (8), wall offset (8). */
public final class ProgressRecord {
    private static final int LENGTH = 24;
    private static final int LOW_WATERMARK = 0;
    private static final int EPOCH = 8;
    private static final int WALL_OFFSET = 16;

    private ProgressRecord() {
    }

    /** Writes it; returns the length. */
    public static int put(MutableDirectBuffer buffer, int offset, long lowWatermark, long epoch, long wallOffset) {
        buffer.putLong(offset + LOW_WATERMARK, lowWatermark);
        buffer.putLong(offset + EPOCH, epoch);
        buffer.putLong(offset + WALL_OFFSET, wallOffset);
        return LENGTH;
    }

    /** The sequence of the oldest decision that was not in Redis. */
    public static long lowWatermark(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + LOW_WATERMARK);
    }

    /** The highest epoch of the fence so far. */
    public static long epoch(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + EPOCH);
    }

    /** Nanoseconds since 1970 minus the monotonic clock, from here on. */
    public static long wallOffset(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + WALL_OFFSET);
    }
}
