package io.neighsync.engine.table;

import org.agrona.DirectBuffer;
import org.agrona.collections.IntArrayList;

/**
 * {@link DecidedRows} found by key, for a journal that is read: its records name neighbors, not row ids. One thread.
 *
 * <p>A snapshot has each row once. As long as nothing else is told, its rows are only appended; the index is made when
 * the first key is looked up.
 */
public final class ReplayedRows implements AutoCloseable {
    private final int capacity;
    private final DecidedRows rows;
    private final OpenIndex index;
    private final OpenIndex.Hashes hashes = this::hashOf;
    private final IntArrayList free = new IntArrayList();
    private int used;
    private boolean indexed;

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
        makeIndex();
        int row;
        for (int slot = index.first(KeyHash.of(ifindex, family, high, low));
                (row = index.entryAt(slot)) != OpenIndex.NONE; slot = index.next(slot)) {
            if (matches(row, ifindex, family, high, low)) {
                return row;
            }
        }
        return OpenIndex.NONE;
    }

    /** Whether so many more keys find a place. */
    public boolean hasRoom(int keys) {
        return used + keys <= capacity;
    }

    /** The row of this key, which is there from now on; -1 when there is no room for it. */
    public int row(int ifindex, int family, long high, long low) {
        int before = used;
        int row = place(ifindex, family, high, low);
        if (used != before) {
            rows.bind(row, ifindex, family, high, low);
        }
        return row;
    }

    private void makeIndex() {
        if (!indexed) {
            indexed = true;
            index.touch();
            for (int row = 0; row < rows.highWater(); row++) {
                index.add(hashOf(row), row);
            }
        }
    }

    private int place(int ifindex, int family, long high, long low) {
        makeIndex();
        int slot = index.first(KeyHash.of(ifindex, family, high, low));
        int row;
        while ((row = index.entryAt(slot)) != OpenIndex.NONE) {
            if (matches(row, ifindex, family, high, low)) {
                return row;
            }
            slot = index.next(slot);
        }
        if (used == capacity) {
            return OpenIndex.NONE;
        }
        row = free.isEmpty() ? rows.highWater() : free.removeAt(free.size() - 1);
        index.insert(slot, row);
        used++;
        return row;
    }

    /** Takes over so many rows of a snapshot; false when there is no room for all of them. */
    public boolean take(DirectBuffer snapshot, int offset, int count) {
        if (!indexed) {
            return append(snapshot, offset, count);
        }
        boolean taken = true;
        for (int i = 0; i < count; i++) {
            taken &= take(snapshot, offset + i * DecidedRows.ENTRY_BYTES);
        }
        return taken;
    }

    private boolean take(DirectBuffer snapshot, int offset) {
        int row = place(snapshot.getInt(offset + DecidedRows.IFINDEX), snapshot.getByte(offset + DecidedRows.FAMILY),
                snapshot.getLong(offset + DecidedRows.HIGH), snapshot.getLong(offset + DecidedRows.LOW));
        if (row >= 0) {
            rows.take(row, snapshot, offset);
        }
        return row >= 0;
    }

    private boolean append(DirectBuffer snapshot, int offset, int count) {
        int fitting = Math.min(count, capacity - used);
        rows.append(snapshot, offset, fitting);
        used += fitting;
        return fitting == count;
    }

    /** Another snapshot follows: its rows may be there already. */
    public void expectRepeats() {
        makeIndex();
    }

    /** Forgets rows that were deleted before this sequence. */
    public void forgetDeleted(long before) {
        makeIndex();
        for (int row = 0; row < rows.highWater(); row++) {
            if (rows.family(row) != 0 && !rows.isPresent(row) && rows.decidedAt(row) < before) {
                forget(row);
            }
        }
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
        for (int row = 0; row < rows.highWater() && indexed; row++) {
            if (rows.family(row) != 0) {
                forget(row);
            }
        }
        indexed = false;
        used = 0;
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
