package io.neighsync.bench;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * When each of a number of changes was due, was sent and was seen, in nanoseconds of the monotonic clock. A change is
 * known by its number, from 0. One thread sends, another one sees; the one that sends reads what came of it.
 */
final class ChangeTimes {
    private static final long LOOK_NANOS = 1_000_000L;

    /** By who sends. */
    private final long[] due;
    /** By who sends. */
    private final long[] sent;
    /** By who sees; 0 while a change has not been seen. */
    private final long[] seen;
    /** By who sees. */
    private final boolean[] shared;
    private final AtomicInteger sentCount = new AtomicInteger();
    private final AtomicInteger seenCount = new AtomicInteger();

    /** For so many changes. */
    ChangeTimes(int capacity) {
        due = new long[capacity];
        sent = new long[capacity];
        seen = new long[capacity];
        shared = new boolean[capacity];
    }

    /** How many have been sent, and so the number of the next. */
    int sentCount() {
        return sentCount.get();
    }

    /** Enters the next change, which goes to the kernel right after. By who sends. */
    void onSend(long dueAt, long sentAt) {
        int change = sentCount.get();
        due[change] = dueAt;
        sent[change] = sentAt;
        sentCount.setRelease(change + 1);
    }

    /**
     * Enters that a change was seen; only the first time counts, and only if it was sent. By who sees.
     *
     * @param change   its number; any other is ignored
     * @param seenAt   when; not before it was
     * @param isShared whether the message that told of it is also that of the change before
     */
    void onSeen(long change, long seenAt, boolean isShared) {
        if (change >= 0 && change < sentCount.getAcquire() && seen[(int) change] == 0) {
            shared[(int) change] = isShared;
            seen[(int) change] = seenAt;
            seenCount.setRelease(seenCount.get() + 1);
        }
    }

    /** Waits until as many have been seen as were sent, or until no more are within the limit. By who sends. */
    void awaitSeen(long limitNanos) {
        long deadline = System.nanoTime() + limitNanos;
        int before = seenCount.getAcquire();
        while (before < sentCount.get() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
            int now = seenCount.getAcquire();
            deadline = now == before ? deadline : System.nanoTime() + limitNanos;
            before = now;
        }
    }

    /** Whether a change has been seen. Only after {@link #awaitSeen}. */
    boolean isSeen(int change) {
        return seen[change] != 0;
    }

    /** Whether it had no message of its own. Only when it was seen. */
    boolean isShared(int change) {
        return shared[change];
    }

    /** Nanoseconds from when it was due until it was seen. Only when it was. */
    long sinceDue(int change) {
        return seen[change] - due[change];
    }

    /** Nanoseconds from when it was sent until it was seen. Only when it was. */
    long sinceSent(int change) {
        return seen[change] - sent[change];
    }
}
