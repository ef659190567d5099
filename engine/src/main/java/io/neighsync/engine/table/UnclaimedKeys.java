package io.neighsync.engine.table;

import io.neighsync.engine.event.RowValue;
import io.neighsync.netlink.ffm.ReservedMemory;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Keys that Redis holds and no row claims: what was read when the connection was made, and the old keys of renamed or
 * vanished links. A row that appears claims its key with the value Redis holds; what is left in the end is deleted.
 *
 * <pre>
 *   entries  | value 8 | text offset 4 | hash 4 | length 4 | state 4 |       appended; memory begins anew when empty
 *   text     | key bytes | key bytes | ...
 * </pre>
 *
 * <p>Filled by the connecting thread before it is handed over; then one thread: RedisStage's.
 */
public final class UnclaimedKeys implements AutoCloseable {
    /** No entry. */
    public static final int NONE = -1;

    private static final int ENTRY_BYTES = 24;
    private static final int VALUE = 0;
    private static final int OFFSET = 8;
    private static final int HASH = 12;
    private static final int LENGTH = 16;
    private static final int STATE = 20;
    private static final int TEXT_BYTES_PER_KEY = 64;

    private static final int GONE = 0;
    private static final int HELD = 1;
    private static final int DOOMED = 2;
    private static final int IN_FLIGHT = 3;

    private final int capacity;
    private final ReservedMemory entryMemory;
    private final ReservedMemory textMemory;
    private final UnsafeBuffer entries;
    private final UnsafeBuffer text;
    private final OpenIndex index;
    private final OpenIndex.Hashes hashes = entry -> field(entry, HASH);
    private int end;
    private int textEnd;
    private int size;
    private int doomed;
    private int cursor;

    /** Reserves room for this many keys. */
    public UnclaimedKeys(int capacity) {
        this.capacity = capacity;
        entryMemory = ReservedMemory.reserve("unclaimed keys", (long) capacity * ENTRY_BYTES);
        textMemory = ReservedMemory.reserve("text of unclaimed keys", (long) capacity * TEXT_BYTES_PER_KEY);
        entries = entryMemory.buffer();
        text = textMemory.buffer();
        index = new OpenIndex("index of unclaimed keys", capacity);
    }

    /**
     * Adds a key that Redis holds; a key that is there already takes the new value.
     *
     * @param doomed whether it may be deleted without waiting for dumps to confirm that nobody claims it
     * @return false when there is no room
     */
    public boolean add(DirectBuffer key, int offset, int length, long value, boolean doomed) {
        int hash = KeyHash.of(key, offset, length);
        int slot = find(key, offset, length, hash);
        if (index.entryAt(slot) != OpenIndex.NONE) {
            drop(slot, index.entryAt(slot));
            slot = find(key, offset, length, hash);
        }
        if (end == capacity || textEnd + length > text.capacity()) {
            return false;
        }
        int at = end * ENTRY_BYTES;
        entries.putLong(at + VALUE, value);
        entries.putInt(at + OFFSET, textEnd);
        entries.putInt(at + HASH, hash);
        entries.putInt(at + LENGTH, length);
        entries.putInt(at + STATE, doomed ? DOOMED : HELD);
        text.putBytes(textEnd, key, offset, length);
        textEnd += length;
        index.insert(slot, end++);
        size++;
        this.doomed += doomed ? 1 : 0;
        return true;
    }

    /**
     * Takes a key out for the row that claims it.
     *
     * @return what Redis holds under it: {@link RowValue#ABSENT} when the key is not here, {@link RowValue#UNKNOWN}
     *     when its delete has been sent and not been answered
     */
    public long claim(DirectBuffer key, int offset, int length) {
        if (size == 0) {
            return RowValue.ABSENT;
        }
        int slot = find(key, offset, length, KeyHash.of(key, offset, length));
        int entry = index.entryAt(slot);
        if (entry == OpenIndex.NONE) {
            return RowValue.ABSENT;
        }
        long value = field(entry, STATE) == IN_FLIGHT
                ? RowValue.UNKNOWN : entries.getLong(entry * ENTRY_BYTES + VALUE);
        drop(slot, entry);
        return value;
    }

    /**
     * The next key to delete, marked as in flight; {@link #NONE} when there is none.
     *
     * @param all whether every key may go, or only those added as doomed
     */
    public int takeDoomed(boolean all) {
        if (!hasDoomed(all)) {
            return NONE;
        }
        for (int left = end; left > 0; left--) {
            int entry = cursor;
            cursor = cursor + 1 == end ? 0 : cursor + 1;
            int state = field(entry, STATE);
            if (state == DOOMED || (all && state == HELD)) {
                state(entry, IN_FLIGHT);
                return entry;
            }
        }
        return NONE;
    }

    /** Whether {@link #takeDoomed} may find one. */
    public boolean hasDoomed(boolean all) {
        return all ? size > 0 : doomed > 0;
    }

    /** Puts back a key whose delete was not carried out. */
    public void putBack(int entry) {
        if (field(entry, STATE) == IN_FLIGHT) {
            state(entry, DOOMED);
            cursor = Math.min(cursor, entry);
        }
    }

    /** Forgets a key whose delete was acknowledged. */
    public void deleted(int entry) {
        if (field(entry, STATE) == IN_FLIGHT) {
            drop(index.first(field(entry, HASH)), entry);
        }
    }

    /** Begins anew in the memory once it is empty; only while no delete is in flight. */
    public void recycle() {
        if (size == 0) {
            end = 0;
            textEnd = 0;
            cursor = 0;
        }
    }

    /** How many entries there have been since the memory was begun anew: the bound of a walk over all of them. */
    public int end() {
        return end;
    }

    /** Whether the entry's key waits for a row to claim it, or to be found nobody's. */
    public boolean isHeld(int entry) {
        return field(entry, STATE) == HELD;
    }

    /** What Redis holds under the entry's key. */
    public long value(int entry) {
        return entries.getLong(entry * ENTRY_BYTES + VALUE);
    }

    /** The memory that holds the key of an entry. */
    public DirectBuffer text() {
        return text;
    }

    /** Where an entry's key begins in {@link #text}. */
    public int textOffset(int entry) {
        return field(entry, OFFSET);
    }

    /** The length of an entry's key in bytes. */
    public int textLength(int entry) {
        return field(entry, LENGTH);
    }

    /** How many keys there are, those in flight included. */
    public int size() {
        return size;
    }

    private int find(DirectBuffer key, int offset, int length, int hash) {
        int slot = index.first(hash);
        for (int entry = index.entryAt(slot); entry != OpenIndex.NONE; entry = index.entryAt(slot)) {
            if (field(entry, HASH) == hash && matches(entry, key, offset, length)) {
                break;
            }
            slot = index.next(slot);
        }
        return slot;
    }

    private boolean matches(int entry, DirectBuffer key, int offset, int length) {
        if (field(entry, LENGTH) != length) {
            return false;
        }
        int at = field(entry, OFFSET);
        int i = 0;
        while (i + Long.BYTES <= length && text.getLong(at + i) == key.getLong(offset + i)) {
            i += Long.BYTES;
        }
        while (i < length && text.getByte(at + i) == key.getByte(offset + i)) {
            i++;
        }
        return i == length;
    }

    private void drop(int fromSlot, int entry) {
        int slot = fromSlot;
        while (index.entryAt(slot) != entry) {
            slot = index.next(slot);
        }
        index.remove(slot, hashes);
        state(entry, GONE);
        size--;
    }

    private void state(int entry, int state) {
        doomed += (state == DOOMED ? 1 : 0) - (field(entry, STATE) == DOOMED ? 1 : 0);
        entries.putInt(entry * ENTRY_BYTES + STATE, state);
    }

    private int field(int entry, int offset) {
        return entries.getInt(entry * ENTRY_BYTES + offset);
    }

    @Override
    public void close() {
        index.close();
        textMemory.close();
        entryMemory.close();
    }
}
