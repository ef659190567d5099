package io.neighsync.engine.codec;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * How a segment begins, little-endian.
 *
 * <pre>
 *    0     8          16        24     32           40      48             56              64       68        72
 *   +-----+----------+---------+------+------------+-------+--------------+---------------+--------+----------+-------+
 *   | run | boot high| boot low| netns| wall offset| epoch | low watermark| links changed | segment| previous | links |
 *   +-----+----------+---------+------+------------+-------+--------------+---------------+--------+----------+-------+
 * </pre>
 *
 * <p>Run: the nonce under which the process holds the fence. Boot, netns: which kernel's ifindexes are meant. Wall
 * offset: nanoseconds since 1970 minus the monotonic clock. Low watermark: the oldest decision that was not in Redis.
 * Links changed: the sequence at which a link last changed its published name. Previous: the segment that this one
 * continues without a gap; 0 when decisions were made that no segment holds, or none is known. Links: so many LINK
 * records that follow at once are the snapshot's.
 */
public final class OpenedRecord {
    /** Bytes of the payload. */
    public static final int LENGTH = 76;

    private static final int RUN = 0;
    private static final int BOOT_HIGH = 8;
    private static final int BOOT_LOW = 16;
    private static final int NETNS = 24;
    private static final int WALL_OFFSET = 32;
    private static final int EPOCH = 40;
    private static final int LOW_WATERMARK = 48;
    private static final int LINKS_CHANGED = 56;
    private static final int SEGMENT = 64;
    private static final int PREVIOUS = 68;
    private static final int LINKS = 72;

    private OpenedRecord() {
    }

    /** Writes which run on which kernel begins the segment. */
    public static void putRun(MutableDirectBuffer buffer, int offset, long run, KernelId kernel, int segment) {
        buffer.putLong(offset + RUN, run);
        buffer.putLong(offset + BOOT_HIGH, kernel.bootHigh());
        buffer.putLong(offset + BOOT_LOW, kernel.bootLow());
        buffer.putLong(offset + NETNS, kernel.netns());
        buffer.putInt(offset + SEGMENT, segment);
    }

    /** Writes the state in which the segment begins; returns the length. */
    public static int putState(MutableDirectBuffer buffer, int offset, long wallOffset, long epoch, long lowWatermark,
            long linksChanged, int previous, int links) {
        buffer.putLong(offset + WALL_OFFSET, wallOffset);
        buffer.putLong(offset + EPOCH, epoch);
        buffer.putLong(offset + LOW_WATERMARK, lowWatermark);
        buffer.putLong(offset + LINKS_CHANGED, linksChanged);
        buffer.putInt(offset + PREVIOUS, previous);
        buffer.putInt(offset + LINKS, links);
        return LENGTH;
    }

    /** The nonce of the run. */
    public static long run(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + RUN);
    }

    /** Whose ifindexes are meant. */
    public static KernelId kernel(DirectBuffer buffer, int offset) {
        return new KernelId(buffer.getLong(offset + BOOT_HIGH), buffer.getLong(offset + BOOT_LOW),
                buffer.getLong(offset + NETNS));
    }

    /** Nanoseconds since 1970 minus the monotonic clock. */
    public static long wallOffset(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + WALL_OFFSET);
    }

    /** The highest epoch of the fence so far; 0 for none. */
    public static long epoch(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + EPOCH);
    }

    /** The sequence of the oldest decision that was not in Redis. */
    public static long lowWatermark(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + LOW_WATERMARK);
    }

    /** The sequence at which a link last changed its published name; -1 for never. */
    public static long linksChanged(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + LINKS_CHANGED);
    }

    /** The segment's number. */
    public static int segment(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + SEGMENT);
    }

    /** How many LINK records that follow are the snapshot's. */
    public static int links(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + LINKS);
    }

    /** The segment that this one continues without a gap; 0 for none. */
    public static int previous(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + PREVIOUS);
    }
}
