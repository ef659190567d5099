package io.neighsync.engine.stage;

import io.neighsync.engine.codec.RowCodec;
import io.neighsync.engine.event.LinkChange;
import io.neighsync.engine.event.LinkChanges;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.Origin;
import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.stage.DifferenceListener.CacheState;
import io.neighsync.engine.table.PendingSet;
import io.neighsync.engine.table.UnclaimedKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What one table of Redis is to hold, what it holds, and the shortest way from one to the other. One thread:
 * RedisStage's; no I/O.
 *
 * <p>Every key is owned by one row, through the one link that bears its name, or is unclaimed. So a link that loses its
 * name leaves its rows' keys unclaimed, and a link that takes a name claims them: renames, reused indexes and names
 * need no rule of their own.
 *
 * <p>After a connection is made, a walk compares all rows with what Redis held ({@link #resolved}); until it has passed
 * a row, decisions are only noted. Where Redis goes on, {@link #resume} settles what was on its way.
 */
final class RedisMirror {
    /** Rows compared in one duty cycle of a walk. */
    private static final int WALK_ROWS = 1024;
    private final RedisTable table;
    private final RowFields fields;
    private final PendingSet rows;
    private final PendingSet.RowList pending;
    private final PendingSet.RowList refused;
    private final BatchLedger batch;
    private final RowCodec codec;
    private final RowListener listener;
    private final Int2ObjectHashMap<LinkName> names = new Int2ObjectHashMap<>();
    private final Int2ObjectHashMap<LinkName> routeVrfs = new Int2ObjectHashMap<>();
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[RowCodec.MAX_KEY_BYTES]);
    private final MirrorAudit audit;
    private UnclaimedKeys unclaimed;
    private boolean connected;
    private int walked;
    private boolean walkDone;
    private long walkedAt;
    private long lastSequence = -1;
    private boolean unclaimedMayGo;
    private boolean overflowed;
    private long refusedOldest = Long.MAX_VALUE;

    RedisMirror(
            RedisTable table, PendingSet rows, RowCodec codec, RowFields fields, int maxBatch, RowListener listener) {
        this.table = table;
        this.rows = rows;
        this.pending = rows.newList();
        this.refused = rows.newList();
        this.batch = new BatchLedger(maxBatch);
        this.codec = codec;
        this.fields = fields;
        this.listener = listener;
        this.audit = new MirrorAudit(rows, this::claim);
    }

    /** Notes that every event up to this sequence has been seen. */
    void seen(long sequence) {
        lastSequence = sequence;
    }

    /**
     * A decision about one row.
     *
     * @param value    what Redis is to hold
     * @param repeated whether it is to be written even if Redis holds it
     */
    void decide(NeighborEvent event, long value, boolean repeated, long sequence, long receivedNanos) {
        int row = event.row;
        if (!rows.isBound(row, event.ifindex, event.family, event.addressHigh, event.addressLow)) {
            audit.onReuse();
            rows.bind(row, event.ifindex, event.family, event.addressHigh, event.addressLow);
        }
        rows.desire(row, value);
        rows.vanished(row, !RowValue.isPresent(value) && event.origin != Origin.NOTIFICATION);
        rows.routeDue(row, RowValue.isPresent(value) && rows.isRouteDue(row));
        if (resolved(row)) {
            if (RowValue.isPresent(value) && !ownsKey(row)) {
                rows.acknowledge(row, claim(row, unclaimed));
            }
            boolean held = rows.acknowledged(row) == value && !rows.isInFlight(row);
            if (repeated && held && names.containsKey(event.ifindex)) {
                rows.acknowledge(row, RowValue.UNKNOWN);
            }
            settle(row, sequence, receivedNanos);
        }
    }

    /** The neighbor's route is to go before its row is written, or while that stays as it is. */
    void dropRoute(NeighborEvent event, long sequence) {
        int row = event.row;
        if (rows.isBound(row, event.ifindex, event.family, event.addressHigh, event.addressLow)) {
            rows.routeDue(row, true);
            if (resolved(row)) {
                settle(row, sequence, 0);
            }
        }
    }

    /** A row that Redis neither holds nor is told of may find its key among those nobody claims. */
    private boolean ownsKey(int row) {
        return rows.isInFlight(row) || rows.acknowledged(row) != RowValue.ABSENT;
    }

    /** Every row of a link is to be absent: the kernel does not have its neighbors any more. */
    void removeLink(int ifindex) {
        for (int row = 0; row < rows.highWater(); row++) {
            if (rows.ifindex(row) == ifindex) {
                rows.desire(row, RowValue.ABSENT);
                rows.routeDue(row, false);
            }
        }
    }

    /** Links are published under other names from now on, or not at all. Names are left before they are taken. */
    void follow(LinkChanges changes) {
        changes.all().forEach(this::followRoutes);
        if (changes.all().stream().noneMatch(this::isNew)) {
            return;
        }
        audit.close();
        for (int row = 0; row < rows.highWater(); row++) {
            LinkChange change = changes.of(rows.ifindex(row));
            if (change != null && resolved(row) && isNew(change)) {
                leaveKey(row);
            }
        }
        Int2ObjectHashMap<LinkName> taken = new Int2ObjectHashMap<>();
        for (LinkChange change : changes.all()) {
            if (isNew(change) && change.name() != null) {
                taken.put(change.ifindex(), change.name());
            } else if (isNew(change)) {
                names.remove(change.ifindex());
            }
        }
        names.putAll(taken);
        for (int row = 0; row < rows.highWater() && !taken.isEmpty(); row++) {
            if (taken.containsKey(rows.ifindex(row)) && resolved(row) && RowValue.isPresent(rows.desired(row))) {
                rows.acknowledge(row, claim(row, unclaimed));
                settle(row, lastSequence, 0);
            }
        }
    }

    private boolean isNew(LinkChange change) {
        return !Objects.equals(change.name(), names.get(change.ifindex()));
    }

    private void followRoutes(LinkChange change) {
        if (change.routeVrf() == null) {
            routeVrfs.remove(change.ifindex());
        } else {
            routeVrfs.put(change.ifindex(), change.routeVrf());
        }
    }

    /** Forgets every row and every name; only while not connected. They come again in a generation of their own. */
    void forget() {
        abandon();
        names.clear();
        routeVrfs.clear();
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
        if (rows.isInFlight(row) || batch.isUnfinished()) {
            rows.inFlight(row, false);
            batch.leave(row);
        }
        unlist(row);
        rows.acknowledge(row, RowValue.ABSENT);
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
        if (!(isUnsettled(row) || rows.isInFlight(row)) || !names.containsKey(rows.ifindex(row))) {
            unlist(row);
        } else if (!rows.isListed(row)) {
            rows.begin(row, sequence, receivedNanos);
            pending.append(row);
        }
    }

    private boolean isUnsettled(int row) {
        return rows.desired(row) != rows.acknowledged(row) || rows.isRouteDue(row);
    }

    /** A connection is there, and these are all the keys that Redis holds; takes ownership. */
    void connect(UnclaimedKeys held) {
        abandon();
        unclaimed = held;
        connected = true;
        overflowed = false;
    }

    /** The connection is lost; what was on its way may have been carried out. */
    void disconnect() {
        connected = false;
        audit.close();
        for (int i = 0; i < batch.size(); i++) {
            if (batch.kind(i) == BatchLedger.Kind.ROUTE) {
                routeDueAgain(batch.subject(i));
            }
        }
    }

    private void routeDueAgain(int row) {
        rows.routeDue(row, RowValue.isPresent(rows.desired(row)));
    }

    /** What Redis holds is not known any more: every row is compared anew with the next connection. */
    void abandon() {
        walkDone = false;
        walked = 0;
        batch.clear();
        pending.forget();
        refused.forget();
        refusedOldest = Long.MAX_VALUE;
        if (unclaimed != null) {
            unclaimed.close();
            unclaimed = null;
        }
    }

    /** Whether only what was on its way is not known. */
    boolean canResume() {
        return walkDone && !overflowed;
    }

    /** The keys that were on their way when the connection was lost. */
    List<byte[]> uncertainKeys() {
        List<byte[]> keys = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            switch (batch.kind(i)) {
                case ROW -> keys.add(bytes(key, 0, putKey(batch.subject(i))));
                case UNCLAIMED -> keys.add(bytes(unclaimed.text(), unclaimed.textOffset(batch.subject(i)),
                        unclaimed.textLength(batch.subject(i))));
                default -> { }
            }
        }
        return keys;
    }

    private static byte[] bytes(DirectBuffer text, int offset, int length) {
        byte[] bytes = new byte[length];
        text.getBytes(offset, bytes);
        return bytes;
    }

    /** A connection is there, to the Redis that was lost, and this is what it holds of what was on its way. */
    void resume(UnclaimedKeys held) {
        connected = true;
        for (int i = batch.size() - 1; i >= 0; i--) {
            int subject = batch.subject(i);
            switch (batch.kind(i)) {
                case ROW -> {
                    rows.inFlight(subject, false);
                    rows.acknowledge(subject, claim(subject, held));
                    putBack(subject, i);
                }
                case ROUTE -> putBack(subject, i);
                case UNCLAIMED -> resumeUnclaimed(held, subject);
                case GONE -> { }
            }
        }
        batch.clear();
        held.close();
    }

    private void resumeUnclaimed(UnclaimedKeys held, int entry) {
        long value = held.claim(unclaimed.text(), unclaimed.textOffset(entry), unclaimed.textLength(entry));
        if (value == RowValue.ABSENT) {
            unclaimed.deleted(entry);
        } else {
            unclaimed.putBack(entry);
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
            rows.acknowledge(row, RowValue.isPresent(rows.desired(row)) ? claim(row, unclaimed) : RowValue.ABSENT);
            settle(row, lastSequence, 0);
        }
        walkDone = walked == rows.highWater();
        walkedAt = lastSequence;
        return end - from;
    }

    private boolean resolved(int row) {
        return walkDone || row < walked;
    }

    /** What is held under the row's key, which is the row's from now on. */
    private long claim(int row, UnclaimedKeys held) {
        return names.containsKey(rows.ifindex(row)) ? held.claim(key, 0, putKey(row)) : RowValue.ABSENT;
    }

    private int putKey(int row) {
        return putKey(row, names.get(rows.ifindex(row)));
    }

    private int putKey(int row, LinkName name) {
        return codec.putKey(key, 0, name, rows.family(row), rows.addressHigh(row), rows.addressLow(row));
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
            LinkName vrf = rows.isRouteDue(row) ? routeVrfs.get(rows.ifindex(row)) : null;
            rows.routeDue(row, false);
            if (vrf != null) {
                sink.delete(RedisTable.ROUTES, key, 0, putKey(row, vrf));
                batch.enter(BatchLedger.Kind.ROUTE, row, RowValue.ABSENT, rows.sequence(row), 0);
            } else {
                pending.remove(row);
                sendUnlessHeld(row, sink);
            }
        }
        while (walkDone && sink.hasRoom()) {
            int entry = unclaimed.takeDoomed(unclaimedMayGo);
            if (entry == UnclaimedKeys.NONE) {
                break;
            }
            sink.delete(table, unclaimed.text(), unclaimed.textOffset(entry), unclaimed.textLength(entry));
            batch.enter(BatchLedger.Kind.UNCLAIMED, entry, RowValue.ABSENT, Long.MAX_VALUE, 0);
        }
        return batch.size();
    }

    private void sendUnlessHeld(int row, RowSink sink) {
        long desired = rows.desired(row);
        if (desired == rows.acknowledged(row)) {
            return;
        }
        int length = putKey(row);
        if (!RowValue.isPresent(desired) || rows.acknowledged(row) == RowValue.FOREIGN) {
            // what is not ours has fields or a type that a set would leave behind: it goes first
            desired = RowValue.ABSENT;
            sink.delete(table, key, 0, length);
        } else if (rows.acknowledged(row) == RowValue.REFUSED) {
            sink.replace(table, key, 0, length, fields.of(rows.family(row), desired));
        } else {
            sink.set(table, key, 0, length, fields.of(rows.family(row), desired));
        }
        rows.inFlight(row, true);
        audit.onWrite(row);
        batch.enter(BatchLedger.Kind.ROW, row, desired, rows.sequence(row), rows.receivedNanos(row));
    }

    /** The entries of the batch. */
    BatchLedger batch() {
        return batch;
    }

    /** Redis has carried out entry {@code index} of the batch. */
    void acknowledge(int index) {
        int subject = batch.subject(index);
        switch (batch.kind(index)) {
            case ROW -> {
                rows.inFlight(subject, false);
                rows.acknowledge(subject, batch.value(index));
                listener.onRow(names.get(rows.ifindex(subject)), rows.family(subject),
                        rows.addressHigh(subject), rows.addressLow(subject), batch.value(index));
                if (!isUnsettled(subject)) {
                    unlist(subject);
                } else if (!rows.isListed(subject)) {
                    batch.outcome(index, BatchLedger.Outcome.AGAIN);
                }
            }
            case UNCLAIMED -> unclaimed.deleted(subject);
            case ROUTE, GONE -> { }
        }
    }

    /**
     * Redis refused entry {@code index}. A row that was thought to be ours is replaced at once, whatever its key holds;
     * one that could not even be replaced is set aside until {@link #retryRefused}.
     *
     * @return whether it was a row that was thought to be ours
     */
    boolean refuse(int index) {
        int subject = batch.subject(index);
        boolean ours = false;
        switch (batch.kind(index)) {
            case ROW -> {
                ours = rows.acknowledged(subject) != RowValue.REFUSED;
                rows.inFlight(subject, false);
                rows.acknowledge(subject, RowValue.REFUSED);
                batch.outcome(index, ours ? BatchLedger.Outcome.AGAIN : BatchLedger.Outcome.ASIDE);
            }
            case ROUTE -> batch.outcome(index, BatchLedger.Outcome.ASIDE);
            case UNCLAIMED -> unclaimed.putBack(subject);
            case GONE -> { }
        }
        return ours;
    }

    /** The batch is answered: what is left to do goes back to the head of the line, in its order, or is set aside. */
    void complete() {
        for (int i = batch.size() - 1; i >= 0 && batch.isUnfinished(); i--) {
            if (batch.outcome(i) == BatchLedger.Outcome.AGAIN && batch.kind(i) != BatchLedger.Kind.GONE) {
                putBack(batch.subject(i), i);
            }
        }
        for (int i = 0; i < batch.size() && batch.isUnfinished(); i++) {
            if (batch.outcome(i) == BatchLedger.Outcome.ASIDE && batch.kind(i) != BatchLedger.Kind.GONE) {
                putAside(i);
            }
        }
        endBatch();
    }

    /** Redis refused the batch whole: its rows go back to the head of the line, in their order. */
    void refuseBatch() {
        for (int i = batch.size() - 1; i >= 0; i--) {
            int subject = batch.subject(i);
            switch (batch.kind(i)) {
                case ROW -> {
                    rows.inFlight(subject, false);
                    putBack(subject, i);
                }
                case ROUTE -> {
                    routeDueAgain(subject);
                    putBack(subject, i);
                }
                case UNCLAIMED -> unclaimed.putBack(subject);
                case GONE -> { }
            }
        }
        endBatch();
    }

    private void endBatch() {
        batch.clear();
        unclaimed.recycle();
    }

    /** Back to the head of the line, unless there is nothing to be done about the row any more. */
    private void putBack(int row, int index) {
        unlist(row);
        if (isUnsettled(row)) {
            rows.begin(row, batch.sequence(index), batch.receivedNanos(index));
            pending.prepend(row);
        }
    }

    private void putAside(int index) {
        int row = batch.subject(index);
        if (batch.kind(index) == BatchLedger.Kind.ROUTE) {
            routeDueAgain(row);
        }
        unlist(row);
        if (isUnsettled(row)) {
            rows.begin(row, batch.sequence(index), batch.receivedNanos(index));
            refused.append(row);
            rows.refused(row, true);
            refusedOldest = Math.min(refusedOldest, batch.sequence(index));
        }
    }

    /** Puts the rows set aside back at the head of the line; only while no batch is on its way. */
    void retryRefused() {
        long oldest = Math.min(refusedOldest, pending.oldestSequence());
        for (int row = refused.last(); row != PendingSet.NONE; row = refused.last()) {
            refused.remove(row);
            rows.refused(row, false);
            rows.begin(row, oldest, rows.receivedNanos(row));
            pending.prepend(row);
        }
        refusedOldest = Long.MAX_VALUE;
    }

    /** Whether rows are set aside. */
    boolean hasRefused() {
        return refused.size() > 0;
    }

    /** The sequence up to which every decision is in Redis or needs no row id any more. */
    long acknowledgedSequence() {
        long oldest = Math.min(batch.oldestSequence(), pending.oldestSequence());
        oldest = refused.size() == 0 ? oldest : Math.min(oldest, refusedOldest);
        return oldest == Long.MAX_VALUE ? lastSequence : oldest - 1;
    }

    /** Rows in line, in flight and set aside. */
    int pendingRows() {
        return pending.size() + refused.size() + batch.size();
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

    /** Whether Redis lacks newer decisions than {@link #acknowledgedSequence} alone: the walk's are older. */
    boolean isCaughtUp() {
        return isCompared() && unclaimed.size() == 0 && acknowledgedSequence() >= walkedAt;
    }

    /** Begins an audit: Redis is read from now on. */
    void beginAudit() {
        audit.begin(batch);
    }

    /** The audit. */
    MirrorAudit audit() {
        return audit;
    }

    /** Compares some more rows with what an audit read; returns how many. */
    int walkAudit() {
        return audit.walk(unclaimed.size() == 0);
    }

    /** Tells of every row that Redis does not hold as it is to, in no order. Routes of neighbors so far stay. */
    void tellDifferences(DifferenceListener differences) {
        for (int row = 0; row < rows.highWater(); row++) {
            rows.routeDue(row, false);
            settle(row, lastSequence, 0);
        }
        for (int row = pending.first(); row != PendingSet.NONE; row = pending.next(row)) {
            boolean present = RowValue.isPresent(rows.desired(row));
            if (present || rows.acknowledged(row) != RowValue.ABSENT) {
                CacheState gone = rows.isVanished(row) ? CacheState.STALE : CacheState.DELETE;
                differences.onDifference(present ? CacheState.NEW : gone,
                        key.getStringWithoutLengthAscii(0, putKey(row)),
                        present ? rows.desired(row) : rows.acknowledged(row));
            }
        }
        for (int entry = 0; entry < unclaimed.end(); entry++) {
            if (unclaimed.isHeld(entry)) {
                differences.onDifference(CacheState.STALE, unclaimed.text()
                        .getStringWithoutLengthAscii(unclaimed.textOffset(entry), unclaimed.textLength(entry)),
                        unclaimed.value(entry));
            }
        }
    }
}
