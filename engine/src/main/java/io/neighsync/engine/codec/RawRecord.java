package io.neighsync.engine.codec;

import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.Origin;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * An event as it was received, little-endian: kind (1 byte), origin (1), zero (2), generation (4), then the message
 * from its nlmsghdr on, or for a mark what {@link MarkRecord} has.
 */
public final class RawRecord {
    private static final int KIND = 0;
    private static final int ORIGIN = 1;
    private static final int UNUSED = 2;
    private static final int GENERATION = 4;
    private static final int BODY = 8;

    private RawRecord() {
    }

    /** Writes an event as it was received, but for what ParseStage found invalid or foreign; returns the length. */
    public static int put(MutableDirectBuffer buffer, int offset, NeighborEvent event) {
        buffer.putByte(offset + KIND, EventCodes.of(event.kind));
        buffer.putByte(offset + ORIGIN, EventCodes.of(event.origin));
        buffer.putShort(offset + UNUSED, (short) 0);
        buffer.putInt(offset + GENERATION, event.generation);
        if (event.frameLength == 0) {
            return BODY + MarkRecord.put(buffer, offset + BODY, event);
        }
        buffer.putBytes(offset + BODY, event.frame, event.frameOffset, event.frameLength);
        return BODY + event.frameLength;
    }

    /** What the slot carried. */
    public static EventKind kind(DirectBuffer buffer, int offset) {
        return EventCodes.kind(buffer.getByte(offset + KIND));
    }

    /** How it was received. */
    public static Origin origin(DirectBuffer buffer, int offset) {
        return EventCodes.origin(buffer.getByte(offset + ORIGIN));
    }

    /** The generation that was open. */
    public static int generation(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + GENERATION);
    }

    /** Where the message, or the mark, begins. */
    public static int bodyOffset(int offset) {
        return offset + BODY;
    }

    /** The length of the message, or of the mark, in a record of this length. */
    public static int bodyLength(int length) {
        return length - BODY;
    }
}
