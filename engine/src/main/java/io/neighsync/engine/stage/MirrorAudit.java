package io.neighsync.engine.stage;

import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.table.PendingSet;
import io.neighsync.engine.table.UnclaimedKeys;

/**
 * Compares what Redis holds, read on a connection of its own, with what it acknowledged. Rows that were written while
 * it was read say nothing. It only counts differences; what is done about them is to read Redis again, as with every
 * connection. One thread: RedisStage's.
 */
final class MirrorAudit implements AutoCloseable {
    private static final int WALK_ROWS = 1024;

    /** The phases, in their order; an audit that is over is idle. */
    private enum Phase { IDLE, READING, COMPARING }

    private final PendingSet rows;
    private final KeyClaim keys;
    private Phase phase = Phase.IDLE;
    private short number;
    private int next;
    private int differences;
    private boolean idsReused;
    private UnclaimedKeys held;

    /** What was read under a row's key, which is taken out; absent for a row without a key. */
    interface KeyClaim {
        long of(int row, UnclaimedKeys held);
    }

    MirrorAudit(PendingSet rows, KeyClaim keys) {
        this.rows = rows;
        this.keys = keys;
    }

    /** Begins before Redis is read; what is on its way already is as good as written meanwhile. */
    void begin(BatchLedger batch) {
        close();
        phase = Phase.READING;
        number++;
        differences = 0;
        idsReused = false;
        for (int i = 0; i < batch.size(); i++) {
            if (batch.kind(i) == BatchLedger.Kind.ROW) {
                onWrite(batch.subject(i));
            }
        }
    }

    /** A row is being written. */
    void onWrite(int row) {
        rows.writtenInAudit(row, number);
    }

    /** A row id stands for another key from now on: what its old key held is not known any more. */
    void onReuse() {
        idsReused = true;
    }

    /** Takes what was read, unless the audit was broken off meanwhile. */
    void compare(UnclaimedKeys read) {
        if (phase == Phase.READING) {
            held = read;
            next = 0;
            phase = Phase.COMPARING;
        } else {
            read.close();
        }
    }

    /**
     * Compares some more rows; ends when all have been.
     *
     * @param strangers whether a key that no row has is a difference
     * @return rows compared
     */
    int walk(boolean strangers) {
        if (phase != Phase.COMPARING) {
            return 0;
        }
        int from = next;
        int end = Math.min(from + WALK_ROWS, rows.highWater());
        for (; next < end; next++) {
            if (isOfInterest(next) && keys.of(next, held) != rows.acknowledged(next)
                    && rows.writtenInAudit(next) != number) {
                differences++;
            }
        }
        if (next == rows.highWater()) {
            differences += strangers && !idsReused ? held.size() : 0;
            close();
        }
        return end - from;
    }

    /** A row that neither is to be there nor is has no key: another row may have it by now. */
    private boolean isOfInterest(int row) {
        long acknowledged = rows.acknowledged(row);
        return rows.isBound(row) && acknowledged != RowValue.UNKNOWN && acknowledged != RowValue.REFUSED
                && (RowValue.isPresent(rows.desired(row)) || acknowledged != RowValue.ABSENT);
    }

    /** Whether Redis is being read or compared. */
    boolean isRunning() {
        return phase != Phase.IDLE;
    }

    /** Differences found by the audit that ended last, or so far. */
    int differences() {
        return differences;
    }

    /** Breaks it off. */
    @Override
    public void close() {
        phase = Phase.IDLE;
        if (held != null) {
            held.close();
            held = null;
        }
    }
}
