package io.neighsync.engine.table;

import io.neighsync.netlink.ffm.ReservedMemory;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * An open-addressed index from hash to entry number: linear probing, at most half full, deletion by moving back what
 * follows, so that it never degrades. One thread.
 *
 * <p>A slot holds entry number + 1; 0 is empty, which is what fresh memory holds. The caller compares keys:
 * <pre>
 *   for (int slot = index.first(hash); (entry = index.entryAt(slot)) &gt;= 0; slot = index.next(slot)) ...
 * </pre>
 */
final class OpenIndex implements AutoCloseable {
    /** There is no entry at a slot. */
    static final int NONE = -1;

    /** Tells the hash of an entry when others are moved. */
    @FunctionalInterface
    interface Hashes {
        /** The hash under which this entry was inserted. */
        int hashOf(int entry);
    }

    private final ReservedMemory memory;
    private final UnsafeBuffer slots;
    private final int mask;

    /** For at most this many entries. */
    OpenIndex(String what, int capacity) {
        int size = Math.max(16, Integer.highestOneBit(Math.max(1, capacity * 2 - 1)) << 1);
        memory = ReservedMemory.reserve(what, (long) size * Integer.BYTES);
        slots = memory.buffer();
        mask = size - 1;
    }

    /** Before many entries are put in: makes its memory resident. */
    void touch() {
        memory.touch();
    }

    int first(int hash) {
        return hash & mask;
    }

    int next(int slot) {
        return (slot + 1) & mask;
    }

    int entryAt(int slot) {
        return slots.getInt(slot * Integer.BYTES) - 1;
    }

    /** Puts an entry into an empty slot that a probe for its hash ended at. */
    void insert(int slot, int entry) {
        slots.putInt(slot * Integer.BYTES, entry + 1);
    }

    /** Puts an entry in that is not there yet. */
    void add(int hash, int entry) {
        int slot = first(hash);
        while (entryAt(slot) != NONE) {
            slot = next(slot);
        }
        insert(slot, entry);
    }

    /** Removes the entry at a slot and moves back those behind it that may go nearer to their home. */
    void remove(int slot, Hashes hashes) {
        int hole = slot;
        int probe = slot;
        while (true) {
            probe = next(probe);
            int entry = entryAt(probe);
            if (entry == NONE) {
                break;
            }
            int home = first(hashes.hashOf(entry));
            if (((probe - home) & mask) >= ((probe - hole) & mask)) {
                insert(hole, entry);
                hole = probe;
            }
        }
        slots.putInt(hole * Integer.BYTES, 0);
    }

    /** Bytes reserved. */
    long reservedBytes() {
        return memory.bytes();
    }

    @Override
    public void close() {
        memory.close();
    }
}
