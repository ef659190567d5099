package io.neighsync.engine.stage;

/**
 * When the rows in line are written: at once, unless it pays to wait for others. Rows wait while all of this holds:
 *
 * <ul>
 *   <li>the batch has room for more;
 *   <li>rows keep coming: in the last window of at least one round trip, the time that the last batch took from being
 *       sent to being answered, {@link #BUSY_ROWS} or more were decided for each round trip;
 *   <li>the deadline is not over, counted from when they could first have been sent.
 * </ul>
 *
 * <p>So a row that comes alone never waits, and the last rows of a burst wait for one round trip. One thread,
 * RedisStage's, but for {@link #set}; nothing is allocated.
 */
final class FlushDeadline {
    /** Rows of a round trip that are worth waiting for: fewer are written at once. */
    static final int BUSY_ROWS = 2;

    /** Written by whoever sets it. */
    private volatile long nanos;
    private long sentAt;
    private long roundTrip;
    private long windowAt;
    private int windowRows;
    private boolean busy;
    private boolean waiting;
    private long waitsSince;

    /** No deadline; the first window begins now. */
    FlushDeadline(long now) {
        windowAt = now;
    }

    /** From now on no row waits longer than this; 0: none waits. Any thread. */
    void set(long deadlineNanos) {
        nanos = deadlineNanos;
    }

    /** The deadline in nanoseconds. Any thread. */
    long nanos() {
        return nanos;
    }

    /** A row was decided. */
    void onRow() {
        windowRows++;
    }

    /** A batch was sent. */
    void onSent(long now) {
        sentAt = now;
        waiting = false;
    }

    /** When the last batch was sent. */
    long sentAt() {
        return sentAt;
    }

    /** It was answered. */
    void onAnswered(long now) {
        roundTrip = now - sentAt;
    }

    /** Nothing waits to be sent any more. */
    void onNothing() {
        waiting = false;
    }

    /** Ends the window when it is over; once a duty cycle. */
    void look(long now) {
        long elapsed = now - windowAt;
        if (elapsed >= roundTrip) {
            busy = windowRows >= BUSY_ROWS && windowRows * roundTrip >= BUSY_ROWS * elapsed;
            windowRows = 0;
            windowAt = now;
        }
    }

    /**
     * Whether rows that could be sent now are to be sent.
     *
     * @param full whether they fill a batch
     */
    boolean isDue(long now, boolean full) {
        long deadline = nanos;
        if (deadline == 0 || full || !busy) {
            return true;
        }
        if (!waiting) {
            waiting = true;
            waitsSince = now;
        }
        return now - waitsSince >= deadline;
    }

    /** Whether rows wait for others. */
    boolean isWaiting() {
        return waiting;
    }

    /** How long the thread may block while rows wait. */
    long maxParkNanos(long now) {
        return Math.max(0, Math.min(windowAt - now + roundTrip, waitsSince - now + nanos));
    }
}
