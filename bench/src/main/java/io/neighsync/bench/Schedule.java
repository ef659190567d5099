package io.neighsync.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Instants at which something is due, all of them fixed before the first: who is late at one is not given more time for
 * the next. Any thread.
 *
 * @param first instant, in nanoseconds of the monotonic clock
 * @param apart nanoseconds from each to the next
 */
record Schedule(long first, long apart) {
    /** A sleeping thread wakes up late by its timer slack, 50 us (prctl(2)), and by what the scheduler takes. */
    private static final long SPIN_NANOS = 150_000L;
    private static final long LEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** One that begins shortly, with so many instants a second. */
    static Schedule soon(int rate) {
        return new Schedule(System.nanoTime() + LEAD_NANOS, TimeUnit.SECONDS.toNanos(1) / rate);
    }

    /** The instant of this index, 0 or more. */
    long dueAt(long index) {
        return first + index * apart;
    }

    /** Sleeps until shortly before an instant and spins until it has come; returns at once when it is past. */
    static void await(long due) {
        long left = due - System.nanoTime();
        while (left > 0) {
            if (left > SPIN_NANOS) {
                LockSupport.parkNanos(left - SPIN_NANOS);
            } else {
                Thread.onSpinWait();
            }
            left = due - System.nanoTime();
        }
    }
}
