package io.neighsync.engine.table;

import io.neighsync.engine.event.LinkChange;
import io.neighsync.engine.event.LinkChanges;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.RowValue;
import io.neighsync.netlink.ffm.ReservedMemory;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The kernel's neighbors, and for each what was last decided about its row. Dense rows in insertion order plus an
 * index; memory is reserved for the whole capacity and touched as rows are used. One thread: CoalesceStage's.
 *
 * <pre>
 *    0      8     16        20       21        22       24        32         40           44      48     52    56
 *   +------+-----+---------+--------+---------+--------+---------+----------+------------+-------+------+-----+----+
 *   | high | low | ifindex | family | learned | failed | decided | touched  | seen       | state | next | vrf |    |
 *   |      |     |         |        |         |        | value   | sequence | generation |       |      |     |    |
 *   +------+-----+---------+--------+---------+--------+---------+----------+------------+-------+------+-----+----+
 * </pre>
 *
 * <p>The upper 30 bits of state hold the generation whose audit changed the row, if any.
 *
 * <p>A row is FREE, LIVE (the kernel has the neighbor) or DEAD. A dead row stays until Redis has acknowledged its
 * delete, and as the tombstone of its key for as long as a generation is open; then its id may be used again.
 */
public final class NeighborTable implements AutoCloseable {
    /** No row has this key, or there is no place for one. */
    public static final int NONE = -1;

    private static final int ROW_SHIFT = 6;
    private static final int ROW_BYTES = 1 << ROW_SHIFT;
    private static final int HIGH = 0;
    private static final int LOW = 8;
    private static final int IFINDEX = 16;
    private static final int FAMILY = 20;
    private static final int LEARNED = 21;
    private static final int FAILED = 22;
    private static final int DECIDED = 24;
    private static final int TOUCHED = 32;
    private static final int SEEN = 40;
    private static final int STATE = 44;
    private static final int NEXT = 48;
    private static final int VRF = 52;

    private static final byte UNKNOWN = 2;
    private static final int FREE = 0;
    private static final int LIVE = 1;
    private static final int DEAD = 2;
    private static final int REPAIRED_SHIFT = 2;
    private static final int STATE_MASK = (1 << REPAIRED_SHIFT) - 1;

    private final int capacity;
    private final ReservedMemory memory;
    private final UnsafeBuffer rows;
    private final OpenIndex index;
    private final OpenIndex.Hashes hashes = this::hashOf;
    private final VrfCounts vrfs;
    private int highWater;
    private int freeHead = NONE;
    private int deadHead = NONE;
    private int deadTail = NONE;
    private int live;

    /** Reserves a table of this many rows, 1 to 16 Mi, whose neighbors are counted by VRF. */
    public NeighborTable(int capacity, VrfCounts vrfs) {
        this.capacity = capacity;
        this.vrfs = vrfs;
        memory = ReservedMemory.reserve("neighbor table", (long) capacity * ROW_BYTES);
        rows = memory.buffer();
        index = new OpenIndex("index of the neighbor table", capacity);
    }

    /** Whether there is a place for one more key. */
    public boolean hasRoom() {
        return freeHead != NONE || highWater < capacity;
    }

    /** The row of this key, or {@link #NONE}. */
    public int find(int ifindex, int family, long addressHigh, long addressLow) {
        int row;
        for (int slot = index.first(KeyHash.of(ifindex, family, addressHigh, addressLow));
                (row = index.entryAt(slot)) != OpenIndex.NONE;
                slot = index.next(slot)) {
            if (matches(row << ROW_SHIFT, ifindex, family, addressHigh, addressLow)) {
                return row;
            }
        }
        return NONE;
    }

    /** A new dead row for a key that has none, never touched; {@link #NONE} when the table is full. */
    public int insert(int ifindex, int family, long addressHigh, long addressLow) {
        int row = takeFree();
        if (row == NONE) {
            return NONE;
        }
        int at = row << ROW_SHIFT;
        rows.putLong(at + HIGH, addressHigh);
        rows.putLong(at + LOW, addressLow);
        rows.putInt(at + IFINDEX, ifindex);
        rows.putByte(at + FAMILY, (byte) family);
        rows.putByte(at + LEARNED, (byte) 0);
        rows.putByte(at + FAILED, (byte) 0);
        rows.putLong(at + DECIDED, RowValue.ABSENT);
        rows.putLong(at + TOUCHED, -1);
        rows.putInt(at + SEEN, 0);
        rows.putInt(at + STATE, DEAD);
        rows.putInt(at + VRF, 0);
        int slot = index.first(KeyHash.of(ifindex, family, addressHigh, addressLow));
        while (index.entryAt(slot) != OpenIndex.NONE) {
            slot = index.next(slot);
        }
        index.insert(slot, row);
        appendDead(row);
        return row;
    }

    /** Records that the kernel has the neighbor in the state of this message. */
    public void store(int row, NeighborEvent event) {
        int at = row << ROW_SHIFT;
        rows.putInt(at + SEEN, event.generation);
        if ((rows.getInt(at + STATE) & LIVE) == 0) {
            // its place in the list of the dead is found stale, and dropped, when its turn comes
            rows.putInt(at + STATE, rows.getInt(at + STATE) | LIVE);
            rows.putInt(at + VRF, event.vrfIfindex);
            vrfs.addNeighbor(event.vrfIfindex, event.family, 1);
            live++;
        }
    }

    /**
     * Records that the kernel had the neighbor when this row was decided, in a run before this one. How it was learned
     * is not known.
     */
    public void restore(int row, NeighborEvent event) {
        store(row, event);
        rows.putByte((row << ROW_SHIFT) + LEARNED, UNKNOWN);
    }

    /** Takes the neighbors of links that belong to another VRF now along. */
    public void follow(LinkChanges changes) {
        for (int row = 0; row < highWater; row++) {
            int at = row << ROW_SHIFT;
            LinkChange change = isLive(row) || isKept(row) ? changes.of(rows.getInt(at + IFINDEX)) : null;
            if (change != null && change.vrfIfindex() != rows.getInt(at + VRF)) {
                move(row, change.vrfIfindex());
            }
        }
    }

    /** Counts every neighbor and every row anew by VRF. */
    public void recount() {
        vrfs.zero();
        for (int row = 0; row < highWater; row++) {
            count(row, 1);
        }
    }

    private void move(int row, int vrf) {
        count(row, -1);
        rows.putInt((row << ROW_SHIFT) + VRF, vrf);
        count(row, 1);
    }

    private void count(int row, int delta) {
        int at = row << ROW_SHIFT;
        int vrf = rows.getInt(at + VRF);
        if (isLive(row)) {
            vrfs.addNeighbor(vrf, rows.getByte(at + FAMILY), delta);
        }
        if (RowValue.isPresent(rows.getLong(at + DECIDED))) {
            vrfs.addRow(vrf, delta);
        }
    }

    /** Records that the kernel no longer has the neighbor; the id is freed by {@link #release}. */
    public void kill(int row, long sequence) {
        int at = row << ROW_SHIFT;
        rows.putLong(at + TOUCHED, sequence);
        int state = rows.getInt(at + STATE);
        if ((state & LIVE) != 0) {
            live--;
            vrfs.addNeighbor(rows.getInt(at + VRF), rows.getByte(at + FAMILY), -1);
        }
        rows.putInt(at + STATE, (state & ~STATE_MASK) | DEAD);
        if ((state & DEAD) == 0) {
            appendDead(row);
        }
    }

    /**
     * Frees ids of dead rows whose deletes Redis has acknowledged. A row that is kept although its neighbor is gone
     * stays in the table, so that its key has one owner.
     *
     * @param acknowledged the sequence up to which RedisStage needs no row any more
     * @param openedAt     the sequence at which the open generation began; rows touched since are its tombstones;
     *                     {@link Long#MAX_VALUE} when none is open
     * @param limit        rows looked at, at most
     * @return rows looked at
     */
    public int release(long acknowledged, long openedAt, int limit) {
        int looked = 0;
        while (looked < limit && deadHead != NONE) {
            int row = deadHead;
            int at = row << ROW_SHIFT;
            boolean live = (rows.getInt(at + STATE) & LIVE) != 0;
            long touched = rows.getLong(at + TOUCHED);
            if (!live && (touched > acknowledged || touched >= openedAt)) {
                break;
            }
            deadHead = rows.getInt(at + NEXT);
            deadTail = deadHead == NONE ? NONE : deadTail;
            boolean stays = live || isKept(row);
            rows.putInt(at + STATE, rows.getInt(at + STATE) & ~DEAD);
            if (!stays) {
                free(row);
            }
            looked++;
        }
        return looked;
    }

    private void free(int row) {
        rows.putInt((row << ROW_SHIFT) + STATE, FREE);
        int slot = index.first(hashOf(row));
        while (index.entryAt(slot) != row) {
            slot = index.next(slot);
        }
        index.remove(slot, hashes);
        rows.putInt((row << ROW_SHIFT) + NEXT, freeHead);
        freeHead = row;
    }

    private int takeFree() {
        if (freeHead != NONE) {
            int row = freeHead;
            freeHead = rows.getInt((row << ROW_SHIFT) + NEXT);
            return row;
        }
        return highWater < capacity ? highWater++ : NONE;
    }

    private void appendDead(int row) {
        rows.putInt((row << ROW_SHIFT) + NEXT, NONE);
        if (deadTail == NONE) {
            deadHead = row;
        } else {
            rows.putInt((deadTail << ROW_SHIFT) + NEXT, row);
        }
        deadTail = row;
    }

    private boolean matches(int at, int ifindex, int family, long addressHigh, long addressLow) {
        return rows.getLong(at + LOW) == addressLow
                && rows.getLong(at + HIGH) == addressHigh
                && rows.getInt(at + IFINDEX) == ifindex
                && rows.getByte(at + FAMILY) == (byte) family;
    }

    private int hashOf(int row) {
        int at = row << ROW_SHIFT;
        return KeyHash.of(rows.getInt(at + IFINDEX), rows.getByte(at + FAMILY),
                rows.getLong(at + HIGH), rows.getLong(at + LOW));
    }

    /** Remembers the sequence of the notification that last touched the row. */
    public void touch(int row, long sequence) {
        rows.putLong((row << ROW_SHIFT) + TOUCHED, sequence);
    }

    /** The sequence of the notification that last touched the row; -1 when none did. */
    public long touched(int row) {
        return rows.getLong((row << ROW_SHIFT) + TOUCHED);
    }

    /** Remembers that the row was seen in a dump of this generation. */
    public void see(int row, int generation) {
        rows.putInt((row << ROW_SHIFT) + SEEN, generation);
    }

    /** The generation in which the row was seen last. */
    public int seen(int row) {
        return rows.getInt((row << ROW_SHIFT) + SEEN);
    }

    /** What was decided last, as {@link RowValue} packs it. */
    public long decided(int row) {
        return rows.getLong((row << ROW_SHIFT) + DECIDED);
    }

    /** Records a decision. */
    public void decide(int row, long value) {
        int at = row << ROW_SHIFT;
        boolean was = RowValue.isPresent(rows.getLong(at + DECIDED));
        boolean is = RowValue.isPresent(value);
        if (is != was) {
            vrfs.addRow(rows.getInt(at + VRF), is ? 1 : -1);
        }
        rows.putLong(at + DECIDED, value);
    }

    /** Records whether a controller such as EVPN learned the neighbor (NTF_EXT_LEARNED); whether that is new. */
    public boolean learn(int row, boolean learned) {
        int at = (row << ROW_SHIFT) + LEARNED;
        byte now = (byte) (learned ? 1 : 0);
        boolean isNew = rows.getByte(at) != now;
        rows.putByte(at, now);
        return isNew;
    }

    /** Whether a row in NEIGH_FAILED_TABLE was decided last. */
    public boolean isFailed(int row) {
        return rows.getByte((row << ROW_SHIFT) + FAILED) != 0;
    }

    /** Whether the neighbor is gone, and a row of it was decided present last. */
    public boolean isKept(int row) {
        return !isLive(row) && (RowValue.isPresent(decided(row)) || isFailed(row));
    }

    /** Records a decision about the row in NEIGH_FAILED_TABLE. */
    public void decideFailed(int row, boolean failed) {
        rows.putByte((row << ROW_SHIFT) + FAILED, (byte) (failed ? 1 : 0));
    }

    /** Marks a row that the audit of this generation changed; false when it is marked already. */
    public boolean markRepaired(int row, int generation) {
        int at = (row << ROW_SHIFT) + STATE;
        int marked = (rows.getInt(at) & STATE_MASK) | generation << REPAIRED_SHIFT;
        boolean isNew = marked != rows.getInt(at);
        rows.putInt(at, marked);
        return isNew;
    }

    /** Whether the row bears the mark of this generation's audit; takes the mark away. */
    public boolean unmarkRepaired(int row, int generation) {
        int at = (row << ROW_SHIFT) + STATE;
        int state = rows.getInt(at);
        boolean marked = state >>> REPAIRED_SHIFT == (generation << REPAIRED_SHIFT) >>> REPAIRED_SHIFT;
        if (marked) {
            rows.putInt(at, state & STATE_MASK);
        }
        return marked;
    }

    /** Whether the kernel has this neighbor. */
    public boolean isLive(int row) {
        return (rows.getInt((row << ROW_SHIFT) + STATE) & LIVE) != 0;
    }

    /** The row's link. */
    public int ifindex(int row) {
        return rows.getInt((row << ROW_SHIFT) + IFINDEX);
    }

    /** The row's address family. */
    public int family(int row) {
        return rows.getByte((row << ROW_SHIFT) + FAMILY);
    }

    /** The upper half of the row's address. */
    public long addressHigh(int row) {
        return rows.getLong((row << ROW_SHIFT) + HIGH);
    }

    /** The lower half of the row's address. */
    public long addressLow(int row) {
        return rows.getLong((row << ROW_SHIFT) + LOW);
    }

    /** One more than the highest row id ever used: the bound of a walk over all rows. */
    public int highWater() {
        return highWater;
    }

    /** Live neighbors. */
    public int live() {
        return live;
    }

    /** Bytes reserved for rows and index. */
    public long reservedBytes() {
        return memory.bytes() + index.reservedBytes();
    }

    @Override
    public void close() {
        index.close();
        memory.close();
    }
}
