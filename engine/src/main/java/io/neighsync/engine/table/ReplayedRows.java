package io.neighsync.engine.table;

import org.agrona.DirectBuffer;
import org.agrona.collections.IntArrayList;

/**
 * {@link DecidedRows} found by key, for a journal that is read: its records name neighbors, not row ids. One thread.
 */
public final class ReplayedRows implements AutoCloseable {
    /** Deleted rows kept at least before it is worth looking which of them may go. */
    private static final int MIN_DELETED = 1 << 16;

    private final int capacity;
    private final DecidedRows rows;
    private final OpenIndex index;
    private final OpenIndex.Hashes hashes = this::hashOf;
    private final IntArrayList free = new IntArrayList();
    private int used;

    /** Reserves room for this many rows, those deleted included. */
    public ReplayedRows(int capacity) {
        this.capacity = capacity;
        rows = new DecidedRows(capacity);
        index = new OpenIndex("index of decided rows", capacity);
    }

    /** The rows; an id is the same only until a row is forgotten. */
    public DecidedRows rows() {
        return rows;
    }

    /** The row of this key, or -1. */
    public int find(int ifindex, int family, long high, long low) {
        int row;
        for (int slot = index.first(KeyHash.of(ifindex, family, high, low));
                (row = index.entryAt(slot)) != OpenIndex.NONE; slot = index.next(slot)) {
            if (matches(row, ifindex, family, high, low)) {
                return row;
            }
        }
        return OpenIndex.NONE;
    }

    /**
     * The row of this key, which is there from now on.
     *
     * @throws IllegalStateException when there is no room for it
     */
    public int row(int ifindex, int family, long high, long low) {
        int before = used;
        int row = place(ifindex, family, high, low);
        if (used != before) {
            rows.bind(row, ifindex, family, high, low);
        }
        return row;
    }

    private int place(int ifindex, int family, long high, long low) {
        int slot = index.first(KeyHash.of(ifindex, family, high, low));
        int row;
        while ((row = index.entryAt(slot)) != OpenIndex.NONE) {
            if (matches(row, ifindex, family, high, low)) {
                return row;
            }
            slot = index.next(slot);
        }
        row = takeFree();
        index.insert(slot, row);
        used++;
        return row;
    }

    private int takeFree() {
        if (!free.isEmpty()) {
            return free.removeAt(free.size() - 1);
        }
        if (rows.highWater() == capacity) {
            throw new IllegalStateException("the journal holds more than " + capacity + " rows");
        }
        return rows.highWater();
    }

    /** Takes over a row of a snapshot. */
    public void take(DirectBuffer snapshot, int offset) {
        int row = place(snapshot.getInt(offset + DecidedRows.IFINDEX), snapshot.getByte(offset + DecidedRows.FAMILY),
                snapshot.getLong(offset + DecidedRows.HIGH), snapshot.getLong(offset + DecidedRows.LOW));
        rows.take(row, snapshot, offset);
    }

    /** Forgets rows that were deleted before this sequence, when there are so many that it matters; whether it did. */
    public boolean forgetDeleted(long before) {
        if (used - rows.present() < Math.max(MIN_DELETED, rows.present())) {
            return false;
        }
        for (int row = 0; row < rows.highWater(); row++) {
            if (rows.family(row) != 0 && !rows.isPresent(row) && rows.decidedAt(row) < before) {
                forget(row);
            }
        }
        return true;
    }

    private void forget(int row) {
        int slot = index.first(hashOf(row));
        while (index.entryAt(slot) != row) {
            slot = index.next(slot);
        }
        index.remove(slot, hashes);
        rows.bind(row, 0, 0, 0, 0);
        free.addInt(row);
        used--;
    }

    /** Forgets every row. */
    public void clear() {
        for (int row = 0; row < rows.highWater(); row++) {
            if (rows.family(row) != 0) {
                forget(row);
            }
        }
        free.clear();
        rows.clear();
    }

    private boolean matches(int row, int ifindex, int family, long high, long low) {
        return rows.addressLow(row) == low && rows.addressHigh(row) == high && rows.ifindex(row) == ifindex
                && rows.family(row) == family;
    }

    private int hashOf(int row) {
        return KeyHash.of(rows.ifindex(row), rows.family(row), rows.addressHigh(row), rows.addressLow(row));
    }

    @Override
    public void close() {
        index.close();
        rows.close();
    }
}
