package io.neighsync.engine.cli;

import io.neighsync.engine.replay.JournalCursor;

/**
 * Tells when a record is due that is replayed at a speed. Between records of one clock their own times count; behind a
 * gap, where the machine may have been started again, the wall's. One thread.
 */
final class ReplayPace {
    private final ReplaySpeed speed;
    private boolean begun;
    private long beginNanos;
    private double elapsed;
    private long lastNanos;
    private long lastWallNanos;

    ReplayPace(ReplaySpeed speed) {
        this.speed = speed;
    }

    /** When the record at which the cursor stands is due, by the clock that says {@code now}; to be asked of each. */
    long due(JournalCursor cursor, long now) {
        long nanos = cursor.record().nanos();
        long wallNanos = cursor.wallNanos();
        if (!begun) {
            begun = true;
            beginNanos = now;
        } else if (!speed.isFull()) {
            boolean otherClock = cursor.number() == 0 && !cursor.continues();
            long passed = otherClock ? wallNanos - lastWallNanos : nanos - lastNanos;
            elapsed += Math.max(0, passed) / speed.factor();
        }
        lastNanos = nanos;
        lastWallNanos = wallNanos;
        return beginNanos + (long) elapsed;
    }
}
