package io.neighsync.bench;

import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Waits until the rows in Redis are right, and tells when they became so, to a millisecond and without reading rows
 * while they are written: at the last write, if all of them are right afterwards. One thread.
 */
final class Convergence {
    private static final long LOOK_NANOS = 1_000_000L;
    private static final long QUIET_NANOS = 250_000_000L;
    private static final long PATIENCE_NANOS = 1_000_000_000L;

    private final LongSupplier clock;
    private final LongConsumer park;
    private final LongSupplier writes;
    private final IntSupplier wrong;
    private long seen = -1;
    private long lastWrite;

    /**
     * How it ended.
     *
     * @param nanos from the last event to the last write; says nothing while rows are wrong
     * @param wrong rows
     */
    record Result(long nanos, int wrong) {
        /** Whether every row is right. */
        boolean isRight() {
            return wrong == 0;
        }

        /** The time in milliseconds. */
        double millis() {
            if (!isRight()) {
                throw new IllegalStateException(wrong + " rows are wrong, so there is no time to tell");
            }
            return nanos / 1e6;
        }
    }

    /**
     * A way to wait.
     *
     * @param clock  nanoseconds, monotonic
     * @param park   waits so many nanoseconds
     * @param writes how often Redis has written anything
     * @param wrong  reads every row, and counts those that are not right
     */
    Convergence(LongSupplier clock, LongConsumer park, LongSupplier writes, IntSupplier wrong) {
        this.clock = clock;
        this.park = park;
        this.writes = writes;
        this.wrong = wrong;
    }

    /**
     * Waits, once.
     *
     * @param lastEvent instant of the clock at which the last event had happened
     * @param limit     how long rows may be wrong before they count as lost
     */
    Result await(long lastEvent, Duration limit) {
        long deadline = lastEvent + limit.toNanos();
        look();
        while (true) {
            while (clock.getAsLong() - lastWrite < QUIET_NANOS && clock.getAsLong() - deadline < 0) {
                park.accept(LOOK_NANOS);
                look();
            }
            int wrongRows = wrong.getAsInt();
            boolean isStill = !look();
            if ((wrongRows == 0 && isStill) || clock.getAsLong() - deadline >= 0) {
                return new Result(lastWrite - lastEvent, wrongRows);
            }
            awaitWrite(clock.getAsLong() + PATIENCE_NANOS);
        }
    }

    /** What is wrong is not read again before something is written, so that reading does not hinder the writing. */
    private void awaitWrite(long until) {
        while (clock.getAsLong() - lastWrite >= QUIET_NANOS && clock.getAsLong() - until < 0) {
            park.accept(LOOK_NANOS);
            look();
        }
    }

    /** Whether something was written since the last look; at the first one it was. */
    private boolean look() {
        long now = writes.getAsLong();
        boolean written = now != seen;
        lastWrite = written ? clock.getAsLong() : lastWrite;
        seen = now;
        return written;
    }
}
