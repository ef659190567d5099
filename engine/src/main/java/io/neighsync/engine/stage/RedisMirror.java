package io.neighsync.engine.stage;

import io.neighsync.engine.codec.RowCodec;
import io.neighsync.engine.event.LinkChange;
import io.neighsync.engine.event.LinkChanges;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.table.PendingSet;
import io.neighsync.engine.table.UnclaimedKeys;
import java.util.Objects;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What Redis is to hold, what it holds, and the shortest way from one to the other. One thread: RedisStage's; no I/O.
 *
 * <p>Every key is owned by one row, through the one link that bears its name, or is unclaimed. So a link that loses its
 * name leaves its rows' keys unclaimed, and a link that takes a name claims them: renames, reused indexes and names
 * need no rule of their own.
 *
 * <p>After a connection is made, a walk over all rows compares each with what was read from Redis
 * ({@link #resolved}); until the walk has passed a row, its decisions are only noted.
 */
final class RedisMirror {
    /** Rows compared in one duty cycle of the walk. */
    private static final int WALK_ROWS = 1024;
    /**
     * What an entry of the batch is about when its row has left it; entry e of the unclaimed keys is {@code -2 - e}.
     */
    private static final int NOBODY = -1;

    private final PendingSet rows;
    private final PendingSet.RowList pending;
    private final PendingSet.RowList refused;
    private final RowCodec codec;
    private final RowListener listener;
    private final Int2ObjectHashMap<LinkName> names = new Int2ObjectHashMap<>();
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[RowCodec.MAX_KEY_BYTES]);

    private final int[] batchRow;
    private final long[] batchValue;
    private final long[] batchSequence;
    private final long[] batchReceived;
    private int batchSize;
    private long batchOldest = Long.MAX_VALUE;

    private UnclaimedKeys unclaimed;
    private boolean connected;
    private int walked;
    private boolean walkDone;
    private long lastSequence = -1;
    private boolean unclaimedMayGo;
    private boolean overflowed;

    RedisMirror(PendingSet rows, RowCodec codec, int maxBatch, RowListener listener) {
        this.rows = rows;
        this.pending = rows.newList();
        this.refused = rows.newList();
        this.codec = codec;
        this.listener = listener;
        this.batchRow = new int[maxBatch];
        this.batchValue = new long[maxBatch];
        this.batchSequence = new long[maxBatch];
        this.batchReceived = new long[maxBatch];
    }

    /** Notes that every event up to this sequence has been seen. */
    void seen(long sequence) {
        lastSequence = sequence;
    }

    /** A decision about one row. */
    void decide(NeighborEvent event, long sequence, long receivedNanos) {
        int row = event.row;
        if (!rows.isBound(row, event.ifindex, event.family, event.addressHigh, event.addressLow)) {
            rows.bind(row, event.ifindex, event.family, event.addressHigh, event.addressLow);
        }
        rows.desire(row, event.value);
        if (resolved(row)) {
            if (RowValue.isPresent(event.value) && !ownsKey(row)) {
                rows.acknowledge(row, claim(row));
            }
            settle(row, sequence, receivedNanos);
        }
    }

    /** A row that Redis neither holds nor is being told of may find its key among those nobody claims. */
    private boolean ownsKey(int row) {
        return rows.isInFlight(row) || rows.acknowledged(row) != RowValue.ABSENT;
    }

    /** Every row of a link is to be absent: the kernel does not have its neighbors any more. */
    void removeLink(int ifindex) {
        for (int row = 0; row < rows.highWater(); row++) {
            if (rows.ifindex(row) == ifindex) {
                rows.desire(row, RowValue.ABSENT);
            }
        }
    }

    /** Links are published under other names from now on, or not at all. Names are left before they are taken. */
    void follow(LinkChanges changes) {
        if (changes.all().stream().noneMatch(this::isNew)) {
            return;
        }
        for (int row = 0; row < rows.highWater(); row++) {
            LinkChange change = changes.of(rows.ifindex(row));
            if (change != null && resolved(row) && isNew(change)) {
                leaveKey(row);
            }
        }
        Int2ObjectHashMap<LinkName> taken = new Int2ObjectHashMap<>();
        for (LinkChange change : changes.all()) {
            if (isNew(change)) {
                names.remove(change.ifindex());
                if (change.name() != null) {
                    taken.put(change.ifindex(), change.name());
                }
            }
        }
        names.putAll(taken);
        for (int row = 0; row < rows.highWater() && !taken.isEmpty(); row++) {
            if (taken.containsKey(rows.ifindex(row)) && resolved(row) && RowValue.isPresent(rows.desired(row))) {
                rows.acknowledge(row, claim(row));
                settle(row, lastSequence, 0);
            }
        }
    }

    private boolean isNew(LinkChange change) {
        return !Objects.equals(change.name(), names.get(change.ifindex()));
    }

    /** Forgets every row and every name; only while not connected. They come again in a generation of their own. */
    void forget() {
        names.clear();
        rows.clear();
        unclaimedMayGo = false;
    }

    /** The row's key, if Redis may hold it, is nobody's from now on. */
    private void leaveKey(int row) {
        if (ownsKey(row)) {
            int length = putKey(row);
            long held = rows.isInFlight(row) ? RowValue.UNKNOWN : rows.acknowledged(row);
            overflowed |= !unclaimed.add(key, 0, length, held, true);
        }
        forgetInFlight(row);
        unlist(row);
        rows.acknowledge(row, RowValue.ABSENT);
    }

    private void forgetInFlight(int row) {
        if (rows.isInFlight(row)) {
            rows.inFlight(row, false);
            for (int i = 0; i < batchSize; i++) {
                batchRow[i] = batchRow[i] == row ? NOBODY : batchRow[i];
            }
        }
    }

    private void unlist(int row) {
        if (rows.isRefused(row)) {
            refused.remove(row);
            rows.refused(row, false);
        } else if (rows.isListed(row)) {
            pending.remove(row);
        }
    }

    /** Puts a row in line when Redis does not hold what it is to hold, and out of line when it does. */
    private void settle(int row, long sequence, long receivedNanos) {
        boolean differs = rows.desired(row) != rows.acknowledged(row) || rows.isInFlight(row);
        if (!differs || !names.containsKey(rows.ifindex(row))) {
            unlist(row);
        } else if (!rows.isListed(row)) {
            rows.begin(row, sequence, receivedNanos);
            pending.append(row);
        }
    }

    /** A connection is there, and these are the keys that Redis holds; takes ownership. */
    void connect(UnclaimedKeys held) {
        unclaimed = held;
        connected = true;
        overflowed = false;
        walked = 0;
        walkDone = false;
    }

    /** The connection is lost: what Redis holds is not known until the next one. */
    void disconnect() {
        connected = false;
        walkDone = false;
        walked = 0;
        batchSize = 0;
        batchOldest = Long.MAX_VALUE;
        pending.forget();
        refused.forget();
        if (unclaimed != null) {
            unclaimed.close();
            unclaimed = null;
        }
    }

    /** Compares some more rows with what was read from Redis; returns how many. */
    int walk() {
        if (!connected || walkDone) {
            return 0;
        }
        int end = Math.min(walked + WALK_ROWS, rows.highWater());
        int from = walked;
        for (int row = from; row < end; row++) {
            rows.unlist(row);
            walked = row + 1;
            rows.acknowledge(row, RowValue.isPresent(rows.desired(row)) ? claim(row) : RowValue.ABSENT);
            settle(row, lastSequence, 0);
        }
        walkDone = walked == rows.highWater();
        return end - from;
    }

    private boolean resolved(int row) {
        return walkDone || row < walked;
    }

    /** What Redis holds under the row's key, which is the row's from now on. */
    private long claim(int row) {
        return names.containsKey(rows.ifindex(row)) ? unclaimed.claim(key, 0, putKey(row)) : RowValue.ABSENT;
    }

    private int putKey(int row) {
        return codec.putKey(key, 0, names.get(rows.ifindex(row)),
                rows.family(row), rows.addressHigh(row), rows.addressLow(row));
    }

    /** Lets the keys that no row claims be deleted: two complete dumps did not have them. */
    void releaseUnclaimed() {
        unclaimedMayGo = true;
    }

    /** Whether there is something to send. */
    boolean hasWork() {
        return connected && (pending.size() > 0 || (walkDone && unclaimed.hasDoomed(unclaimedMayGo)));
    }

    /** Whether Redis is connected, has been compared, and there is nothing on its way or to be sent. */
    boolean isSettled() {
        return isCompared() && pendingRows() == 0 && !hasWork();
    }

    /** Fills a batch with the oldest rows in line, then with keys that nobody claims; returns its size. */
    int fill(RowSink sink) {
        while (sink.hasRoom() && pending.size() > 0) {
            int row = pending.first();
            pending.remove(row);
            if (rows.desired(row) != rows.acknowledged(row)) {
                send(row, sink);
            }
        }
        while (walkDone && sink.hasRoom()) {
            int entry = unclaimed.takeDoomed(unclaimedMayGo);
            if (entry == UnclaimedKeys.NONE) {
                break;
            }
            sink.delete(unclaimed.text(), unclaimed.textOffset(entry), unclaimed.textLength(entry));
            enter(unclaimedCode(entry), RowValue.ABSENT, Long.MAX_VALUE, 0);
        }
        return batchSize;
    }

    private void send(int row, RowSink sink) {
        long desired = rows.desired(row);
        int length = putKey(row);
        // what is not ours has fields or a type that a set would leave behind: it goes first
        boolean set = RowValue.isPresent(desired) && rows.acknowledged(row) != RowValue.FOREIGN;
        if (set) {
            sink.set(key, 0, length, codec.fields(rows.family(row), desired));
        } else {
            sink.delete(key, 0, length);
        }
        rows.inFlight(row, true);
        enter(row, set ? desired : RowValue.ABSENT, rows.sequence(row), rows.receivedNanos(row));
    }

    /** Both ways: the code of an entry, and the entry of a code. */
    private static int unclaimedCode(int entry) {
        return -2 - entry;
    }

    private void enter(int row, long value, long sequence, long receivedNanos) {
        batchRow[batchSize] = row;
        batchValue[batchSize] = value;
        batchSequence[batchSize] = sequence;
        batchReceived[batchSize] = receivedNanos;
        batchSize++;
        batchOldest = Math.min(batchOldest, sequence);
    }

    /** When the event of entry {@code index} of the batch was received; 0 when it is not timed. */
    long receivedNanos(int index) {
        return batchReceived[index];
    }

    /** Whether entry {@code index} of the batch set a row, rather than deleted one. */
    boolean isSet(int index) {
        return RowValue.isPresent(batchValue[index]);
    }

    /** Redis has carried out entry {@code index} of the batch. */
    void acknowledge(int index) {
        int row = batchRow[index];
        if (row >= 0) {
            rows.inFlight(row, false);
            rows.acknowledge(row, batchValue[index]);
            listener.onRow(names.get(rows.ifindex(row)), rows.family(row),
                    rows.addressHigh(row), rows.addressLow(row), batchValue[index]);
            resume(row, index);
        } else if (row != NOBODY) {
            unclaimed.deleted(unclaimedCode(row));
        }
    }

    /** After an answer: the row leaves the line, or goes to its head when it is not yet what it is to be. */
    private void resume(int row, int index) {
        if (rows.desired(row) == rows.acknowledged(row)) {
            unlist(row);
        } else if (!rows.isListed(row)) {
            rows.begin(row, batchSequence[index], 0);
            pending.prepend(row);
        }
    }

    /** Redis refused entry {@code index}: the row is set aside until {@link #retryRefused}, and then deleted first. */
    void refuse(int index) {
        int row = batchRow[index];
        if (row >= 0) {
            rows.inFlight(row, false);
            rows.acknowledge(row, RowValue.FOREIGN);
            unlist(row);
            rows.begin(row, batchSequence[index], batchReceived[index]);
            refused.append(row);
            rows.refused(row, true);
        } else if (row != NOBODY) {
            unclaimed.putBack(unclaimedCode(row));
        }
    }

    /** Puts the rows set aside back in line, in their order. */
    void retryRefused() {
        for (int row = refused.last(); row != PendingSet.NONE; row = refused.last()) {
            refused.remove(row);
            rows.refused(row, false);
            pending.prepend(row);
        }
    }

    /** Whether rows are set aside. */
    boolean hasRefused() {
        return refused.size() > 0;
    }

    /** The batch is answered. */
    void complete() {
        batchSize = 0;
        batchOldest = Long.MAX_VALUE;
        unclaimed.recycle();
    }

    /** Redis refused the batch whole: its rows go back to the head of the line, in their order. */
    void refuseBatch() {
        for (int i = batchSize - 1; i >= 0; i--) {
            int row = batchRow[i];
            if (row >= 0) {
                rows.inFlight(row, false);
                unlist(row);
                rows.begin(row, batchSequence[i], batchReceived[i]);
                pending.prepend(row);
            } else if (row != NOBODY) {
                unclaimed.putBack(unclaimedCode(row));
            }
        }
        complete();
    }

    /** The sequence up to which every decision is in Redis or needs no row id any more. */
    long acknowledgedSequence() {
        long oldest = Math.min(batchOldest, Math.min(pending.oldestSequence(), refused.oldestSequence()));
        return oldest == Long.MAX_VALUE ? lastSequence : oldest - 1;
    }

    /** Rows in line, in flight and set aside. */
    int pendingRows() {
        return pending.size() + refused.size() + batchSize;
    }

    /** Keys that no row claims. */
    int unclaimedKeys() {
        return unclaimed == null ? 0 : unclaimed.size();
    }

    /** Whether keys were left that found no place: only reading Redis again can tell what it holds. */
    boolean hasOverflowed() {
        return overflowed;
    }

    /** Whether Redis is connected and has been compared with every row. */
    boolean isCompared() {
        return connected && walkDone;
    }
}
