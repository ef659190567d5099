package io.neighsync.engine.table;

import io.neighsync.engine.event.RowValue;
import io.neighsync.netlink.ffm.ReservedMemory;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What Redis is to hold and what it holds, by row id, and the rows between the two in the order of their oldest
 * unacknowledged decision. Flat memory, last value wins, bounded by the table. One thread: RedisStage's.
 *
 * <pre>
 *    0      8     16        20       21      22      24        32             40         48         56     60
 *   +------+-----+---------+--------+-------+-------+---------+--------------+----------+----------+------+----------+
 *   | high | low | ifindex | family | flags | audit | desired | acknowledged | oldest   | received | next | previous |
 *   |      |     |         |        |       |       | value   | value        | sequence | nanos    |      |          |
 *   +------+-----+---------+--------+-------+-------+---------+--------------+----------+----------+------+----------+
 * </pre>
 */
public final class PendingSet implements AutoCloseable {
    /** No row. */
    public static final int NONE = -1;

    private static final int ROW_SHIFT = 6;
    private static final int HIGH = 0;
    private static final int LOW = 8;
    private static final int IFINDEX = 16;
    private static final int FAMILY = 20;
    private static final int FLAGS = 21;
    private static final int AUDIT = 22;
    private static final int DESIRED = 24;
    private static final int ACKNOWLEDGED = 32;
    private static final int SEQUENCE = 40;
    private static final int RECEIVED = 48;
    private static final int NEXT = 56;
    private static final int PREVIOUS = 60;

    private static final int BOUND = 1;
    private static final int IN_FLIGHT = 2;
    private static final int LISTED = 4;
    private static final int REFUSED = 8;
    private static final int ROUTE_DUE = 16;
    private static final int VANISHED = 32;

    private final ReservedMemory memory;
    private final UnsafeBuffer rows;
    private int highWater;

    /** A first-in first-out list of rows; a row is in one list at most. */
    public final class RowList {
        private int head = NONE;
        private int tail = NONE;
        private int size;

        /** The row at the head, or {@link #NONE}. */
        public int first() {
            return head;
        }

        /** The row at the end, or {@link #NONE}. */
        public int last() {
            return tail;
        }

        /** The row behind this one, or {@link #NONE}. */
        public int next(int row) {
            return rows.getInt(at(row) + NEXT);
        }

        /** How many rows there are. */
        public int size() {
            return size;
        }

        /** The oldest sequence of the row at the head; {@link Long#MAX_VALUE} when empty. */
        public long oldestSequence() {
            return head == NONE ? Long.MAX_VALUE : sequence(head);
        }

        /** Adds a row that is in no list at the end. */
        public void append(int row) {
            link(tail, row, NONE);
        }

        /** Adds a row that is in no list at the head. */
        public void prepend(int row) {
            link(NONE, row, head);
        }

        /** Takes a row out that is in this list. */
        public void remove(int row) {
            int next = rows.getInt(at(row) + NEXT);
            int previous = rows.getInt(at(row) + PREVIOUS);
            join(previous, next);
            flag(row, LISTED, false);
            size--;
        }

        /** Empties the list without looking at its rows, whose marks are then stale: see {@link PendingSet#unlist}. */
        public void forget() {
            head = NONE;
            tail = NONE;
            size = 0;
        }

        private void link(int previous, int row, int next) {
            join(previous, row);
            join(row, next);
            flag(row, LISTED, true);
            size++;
        }

        private void join(int previous, int next) {
            if (previous == NONE) {
                head = next;
            } else {
                rows.putInt(at(previous) + NEXT, next);
            }
            if (next == NONE) {
                tail = previous;
            } else {
                rows.putInt(at(next) + PREVIOUS, previous);
            }
        }
    }

    /** Reserves a set of this many rows, as many as the neighbor table has. */
    public PendingSet(int capacity) {
        memory = ReservedMemory.reserve("pending set", (long) capacity << ROW_SHIFT);
        rows = memory.buffer();
    }

    /** A new list of rows of this set. */
    public RowList newList() {
        return new RowList();
    }

    /** Whether the row id stands for this key. */
    public boolean isBound(int row, int ifindex, int family, long addressHigh, long addressLow) {
        int at = at(row);
        return (rows.getByte(at + FLAGS) & BOUND) != 0
                && rows.getLong(at + LOW) == addressLow
                && rows.getLong(at + HIGH) == addressHigh
                && rows.getInt(at + IFINDEX) == ifindex
                && rows.getByte(at + FAMILY) == (byte) family;
    }

    /** Makes a row id stand for a key, absent and in no list. */
    public void bind(int row, int ifindex, int family, long addressHigh, long addressLow) {
        int at = at(row);
        rows.putLong(at + HIGH, addressHigh);
        rows.putLong(at + LOW, addressLow);
        rows.putInt(at + IFINDEX, ifindex);
        rows.putByte(at + FAMILY, (byte) family);
        rows.putByte(at + FLAGS, (byte) BOUND);
        rows.putLong(at + DESIRED, RowValue.ABSENT);
        rows.putLong(at + ACKNOWLEDGED, RowValue.ABSENT);
        highWater = Math.max(highWater, row + 1);
    }

    /** Forgets every row; only while the lists are empty. */
    public void clear() {
        rows.setMemory(0, at(highWater), (byte) 0);
        highWater = 0;
    }

    /** Clears the marks of a row that stood in a list or a batch that was forgotten. */
    public void unlist(int row) {
        rows.putByte(at(row) + FLAGS, (byte) (rows.getByte(at(row) + FLAGS) & (BOUND | ROUTE_DUE | VANISHED)));
    }

    /** Whether the row stands in a list. */
    public boolean isListed(int row) {
        return (rows.getByte(at(row) + FLAGS) & LISTED) != 0;
    }

    /** Whether the row is in the batch that Redis has not answered yet. */
    public boolean isInFlight(int row) {
        return (rows.getByte(at(row) + FLAGS) & IN_FLIGHT) != 0;
    }

    /** Marks the row as being in that batch, or not. */
    public void inFlight(int row, boolean value) {
        flag(row, IN_FLIGHT, value);
    }

    /** Whether Redis refused the row and it is set aside. */
    public boolean isRefused(int row) {
        return (rows.getByte(at(row) + FLAGS) & REFUSED) != 0;
    }

    /** Marks the row as set aside, or not. */
    public void refused(int row, boolean value) {
        flag(row, REFUSED, value);
    }

    /** Whether the neighbor's route is to be deleted. */
    public boolean isRouteDue(int row) {
        return (rows.getByte(at(row) + FLAGS) & ROUTE_DUE) != 0;
    }

    /** Notes that the neighbor's route is to be deleted, or has been. */
    public void routeDue(int row, boolean value) {
        flag(row, ROUTE_DUE, value);
    }

    /** Whether the neighbor was found gone, and nobody had said that it went. */
    public boolean isVanished(int row) {
        return (rows.getByte(at(row) + FLAGS) & VANISHED) != 0;
    }

    /** Notes whether the neighbor was found gone. */
    public void vanished(int row, boolean value) {
        flag(row, VANISHED, value);
    }

    /** The last audit of Redis in which the row was written, so that it says nothing about the row. */
    public short writtenInAudit(int row) {
        return rows.getShort(at(row) + AUDIT);
    }

    /** Notes that the row is written while this audit runs. */
    public void writtenInAudit(int row, short audit) {
        rows.putShort(at(row) + AUDIT, audit);
    }

    /** Whether the row id stands for any key. */
    public boolean isBound(int row) {
        return (rows.getByte(at(row) + FLAGS) & BOUND) != 0;
    }

    /** What Redis is to hold. */
    public long desired(int row) {
        return rows.getLong(at(row) + DESIRED);
    }

    /** Sets what Redis is to hold. */
    public void desire(int row, long value) {
        rows.putLong(at(row) + DESIRED, value);
    }

    /** What Redis holds, as far as it has said. */
    public long acknowledged(int row) {
        return rows.getLong(at(row) + ACKNOWLEDGED);
    }

    /** Records what Redis holds. */
    public void acknowledge(int row, long value) {
        rows.putLong(at(row) + ACKNOWLEDGED, value);
    }

    /** The sequence of the oldest decision of this row that Redis has not acknowledged. */
    public long sequence(int row) {
        return rows.getLong(at(row) + SEQUENCE);
    }

    /** Records the oldest unacknowledged decision: its sequence, and when its event was received (0: not timed). */
    public void begin(int row, long sequence, long receivedNanos) {
        rows.putLong(at(row) + SEQUENCE, sequence);
        rows.putLong(at(row) + RECEIVED, receivedNanos);
    }

    /** When the event of that decision was received, in monotonic nanoseconds; 0 when it is not timed. */
    public long receivedNanos(int row) {
        return rows.getLong(at(row) + RECEIVED);
    }

    /** The row's link. */
    public int ifindex(int row) {
        return rows.getInt(at(row) + IFINDEX);
    }

    /** The row's address family. */
    public int family(int row) {
        return rows.getByte(at(row) + FAMILY);
    }

    /** The upper half of the row's address. */
    public long addressHigh(int row) {
        return rows.getLong(at(row) + HIGH);
    }

    /** The lower half of the row's address. */
    public long addressLow(int row) {
        return rows.getLong(at(row) + LOW);
    }

    /** One more than the highest row id bound so far. */
    public int highWater() {
        return highWater;
    }

    private void flag(int row, int flag, boolean value) {
        int at = at(row) + FLAGS;
        rows.putByte(at, (byte) (value ? rows.getByte(at) | flag : rows.getByte(at) & ~flag));
    }

    private static int at(int row) {
        return row << ROW_SHIFT;
    }

    @Override
    public void close() {
        memory.close();
    }
}
