package io.neighsync.engine.codec;

import io.neighsync.engine.event.Decision;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.Origin;
import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.event.Verdict;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What was decided about a row, and why, little-endian.
 *
 * <pre>
 *    0      8     16      24        28           32       36    38       39     40       41        42      43
 *   +------+-----+-------+---------+------------+--------+-----+--------+------+--------+---------+-------+-----+
 *   | high | low | value | ifindex | generation | causes | NUD | family | kind | origin | verdict | flags | NTF |
 *   +------+-----+-------+---------+------------+--------+-----+--------+------+--------+---------+-------+-----+
 * </pre>
 *
 * <p>Generation and causes: the one that was open, or the last, and why it was opened.
 */
public final class RowRecord {
    /** Bytes of the payload. */
    public static final int LENGTH = 44;
    /** The value is what NEIGH_TABLE is to hold. */
    public static final int DECIDED = 1;
    /** It was decided what NEIGH_FAILED_TABLE is to hold: {@link #FAILED}. */
    public static final int FAILED_DECIDED = 2;
    /** NEIGH_FAILED_TABLE is to hold the row. */
    public static final int FAILED = 4;
    /** It is to be written even if Redis holds it. */
    public static final int REPEATED = 8;
    /** The neighbor's route is to go. */
    public static final int DROP_ROUTE = 16;

    private static final int HIGH = 0;
    private static final int LOW = 8;
    private static final int VALUE = 16;
    private static final int IFINDEX = 24;
    private static final int GENERATION = 28;
    private static final int CAUSES = 32;
    private static final int NUD_STATE = 36;
    private static final int FAMILY = 38;
    private static final int KIND = 39;
    private static final int ORIGIN = 40;
    private static final int VERDICT = 41;
    private static final int FLAGS = 42;
    private static final int NTF = 43;

    private RowRecord() {
    }

    /** Writes what CoalesceStage decided about the event's row; returns the length. */
    public static int put(MutableDirectBuffer buffer, int offset, NeighborEvent event, int causes) {
        boolean decided = event.decision != Decision.NONE;
        buffer.putLong(offset + HIGH, event.addressHigh);
        buffer.putLong(offset + LOW, event.addressLow);
        buffer.putLong(offset + VALUE, decided ? event.value : RowValue.ABSENT);
        buffer.putInt(offset + IFINDEX, event.ifindex);
        buffer.putInt(offset + GENERATION, event.generation);
        buffer.putInt(offset + CAUSES, causes);
        buffer.putShort(offset + NUD_STATE, (short) event.nudState);
        buffer.putByte(offset + FAMILY, (byte) event.family);
        buffer.putByte(offset + KIND, EventCodes.of(event.kind));
        buffer.putByte(offset + ORIGIN, EventCodes.of(event.origin));
        buffer.putByte(offset + VERDICT, EventCodes.of(event.verdict));
        buffer.putByte(offset + FLAGS, (byte) flags(event, decided));
        buffer.putByte(offset + NTF, (byte) event.ntfFlags);
        return LENGTH;
    }

    private static int flags(NeighborEvent event, boolean decided) {
        int flags = decided ? DECIDED : 0;
        flags |= event.failedDecision == Decision.NONE ? 0 : FAILED_DECIDED;
        flags |= event.failedDecision == Decision.SET ? FAILED : 0;
        flags |= event.repeated ? REPEATED : 0;
        return flags | (event.dropRoute ? DROP_ROUTE : 0);
    }

    /** The upper half of the address. */
    public static long addressHigh(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + HIGH);
    }

    /** The lower half of the address. */
    public static long addressLow(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + LOW);
    }

    /** What NEIGH_TABLE is to hold, as {@link RowValue} packs it; of no meaning without {@link #DECIDED}. */
    public static long value(DirectBuffer buffer, int offset) {
        return buffer.getLong(offset + VALUE);
    }

    /** The link's index. */
    public static int ifindex(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + IFINDEX);
    }

    /** The generation that was open, or the last. */
    public static int generation(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + GENERATION);
    }

    /** Why that generation was opened, a bit a cause. */
    public static int causes(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + CAUSES);
    }

    /** NUD_* bits of the message. */
    public static int nudState(DirectBuffer buffer, int offset) {
        return buffer.getShort(offset + NUD_STATE) & 0xffff;
    }

    /** AF_INET or AF_INET6. */
    public static int family(DirectBuffer buffer, int offset) {
        return buffer.getByte(offset + FAMILY);
    }

    /** What the message said. */
    public static EventKind kind(DirectBuffer buffer, int offset) {
        return EventCodes.kind(buffer.getByte(offset + KIND));
    }

    /** How the message was received. */
    public static Origin origin(DirectBuffer buffer, int offset) {
        return EventCodes.origin(buffer.getByte(offset + ORIGIN));
    }

    /** What the policy made of it. */
    public static Verdict verdict(DirectBuffer buffer, int offset) {
        return EventCodes.verdict(buffer.getByte(offset + VERDICT));
    }

    /** {@link #DECIDED} and the others. */
    public static int flags(DirectBuffer buffer, int offset) {
        return buffer.getByte(offset + FLAGS);
    }

    /** NTF_* bits of the message. */
    public static int ntfFlags(DirectBuffer buffer, int offset) {
        return buffer.getByte(offset + NTF) & 0xff;
    }
}
