package io.neighsync.engine.table;

import io.neighsync.engine.event.RowValue;
import io.neighsync.netlink.ffm.ReservedMemory;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What was decided last about each row, by row id: what a snapshot of the journal holds. Flat, in reserved memory that
 * is touched as rows are used. One thread.
 *
 * <pre>
 *    0      8     16      24          32        36       37
 *   +------+-----+-------+-----------+---------+--------+--------+----+
 *   | high | low | value | decidedAt | ifindex | family | failed | 0  |   40 bytes, as in a snapshot
 *   +------+-----+-------+-----------+---------+--------+--------+----+
 * </pre>
 *
 * <p>A row that was deleted stays with the sequence of its deletion until its id is used again.
 */
public final class DecidedRows implements AutoCloseable {
    /** Bytes of a row. */
    public static final int ENTRY_BYTES = 40;

    static final int HIGH = 0;
    static final int LOW = 8;
    private static final int VALUE = 16;
    private static final int DECIDED_AT = 24;
    static final int IFINDEX = 32;
    static final int FAMILY = 36;
    private static final int FAILED = 37;

    private final int capacity;
    private final ReservedMemory memory;
    private final UnsafeBuffer rows;
    private int highWater;
    private int present;

    /** Reserves this many rows. */
    public DecidedRows(int capacity) {
        this.capacity = capacity;
        memory = ReservedMemory.reserve("decided rows", (long) capacity * ENTRY_BYTES);
        rows = memory.buffer();
    }

    /** Lets a row id stand for a key, absent, unless it does already. */
    public void bind(int row, int ifindex, int family, long high, long low) {
        boolean isNew = row >= highWater;
        check(row);
        int at = row * ENTRY_BYTES;
        // what was never used is not read: its memory would be given to the process twice
        if (isNew || rows.getLong(at + LOW) != low || rows.getLong(at + HIGH) != high
                || rows.getInt(at + IFINDEX) != ifindex || rows.getByte(at + FAMILY) != (byte) family) {
            present -= !isNew && isPresent(row) ? 1 : 0;
            rows.putLong(at + HIGH, high);
            rows.putLong(at + LOW, low);
            rows.putInt(at + IFINDEX, ifindex);
            rows.putByte(at + FAMILY, (byte) family);
            rows.putByte(at + FAILED, (byte) 0);
            rows.putLong(at + VALUE, RowValue.ABSENT);
        }
    }

    private void check(int row) {
        if (row >= capacity) {
            throw new IllegalStateException("row " + row + " of " + capacity + ": raise table.capacity");
        }
        highWater = Math.max(highWater, row + 1);
    }

    /** Records a decision about the row in NEIGH_TABLE. */
    public void decide(int row, long value, long decidedAt) {
        int at = row * ENTRY_BYTES;
        boolean was = isPresent(row);
        rows.putLong(at + VALUE, value);
        rows.putLong(at + DECIDED_AT, decidedAt);
        count(row, was);
    }

    /** Records a decision about the row in NEIGH_FAILED_TABLE. */
    public void fail(int row, boolean failed, long decidedAt) {
        int at = row * ENTRY_BYTES;
        boolean was = isPresent(row);
        rows.putByte(at + FAILED, (byte) (failed ? 1 : 0));
        rows.putLong(at + DECIDED_AT, decidedAt);
        count(row, was);
    }

    private void count(int row, boolean was) {
        boolean is = isPresent(row);
        present += is == was ? 0 : is ? 1 : -1;
    }

    /** Records that every row of a link is to be absent. */
    public void removeLink(int ifindex, long decidedAt) {
        for (int row = 0; row < highWater; row++) {
            if (ifindex(row) == ifindex && isPresent(row)) {
                fail(row, false, decidedAt);
                decide(row, RowValue.ABSENT, decidedAt);
            }
        }
    }

    /** Forgets every row. */
    public void clear() {
        rows.setMemory(0, highWater * ENTRY_BYTES, (byte) 0);
        highWater = 0;
        present = 0;
    }

    /** Whether one of the tables is to hold the row. */
    public boolean isPresent(int row) {
        return RowValue.isPresent(value(row)) || isFailed(row);
    }

    /** What NEIGH_TABLE is to hold, as {@link RowValue} packs it. */
    public long value(int row) {
        return rows.getLong(row * ENTRY_BYTES + VALUE);
    }

    /** Whether NEIGH_FAILED_TABLE is to hold the row. */
    public boolean isFailed(int row) {
        return rows.getByte(row * ENTRY_BYTES + FAILED) != 0;
    }

    /** The sequence of the last decision. */
    public long decidedAt(int row) {
        return rows.getLong(row * ENTRY_BYTES + DECIDED_AT);
    }

    /** The row's link. */
    public int ifindex(int row) {
        return rows.getInt(row * ENTRY_BYTES + IFINDEX);
    }

    /** The row's address family; 0 for an id that never stood for a key. */
    public int family(int row) {
        return rows.getByte(row * ENTRY_BYTES + FAMILY);
    }

    /** The upper half of the row's address. */
    public long addressHigh(int row) {
        return rows.getLong(row * ENTRY_BYTES + HIGH);
    }

    /** The lower half of the row's address. */
    public long addressLow(int row) {
        return rows.getLong(row * ENTRY_BYTES + LOW);
    }

    /** One more than the highest row id used. */
    public int highWater() {
        return highWater;
    }

    /** Rows that one of the tables is to hold. */
    public int present() {
        return present;
    }

    /** Copies a row as a snapshot has it. */
    public void copy(int row, MutableDirectBuffer target, int offset) {
        target.putBytes(offset, rows, row * ENTRY_BYTES, ENTRY_BYTES);
    }

    /** Takes over a row as {@link #copy} wrote it, whatever the id stood for. */
    public void take(int row, DirectBuffer source, int offset) {
        check(row);
        boolean was = isPresent(row);
        rows.putBytes(row * ENTRY_BYTES, source, offset, ENTRY_BYTES);
        count(row, was);
    }

    /** Appends so many rows as {@link #copy} wrote them. */
    void append(DirectBuffer source, int offset, int count) {
        int first = highWater;
        check(first + count - 1);
        rows.putBytes(first * ENTRY_BYTES, source, offset, count * ENTRY_BYTES);
        for (int row = first; row < highWater; row++) {
            present += isPresent(row) ? 1 : 0;
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}
