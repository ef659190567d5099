package io.neighsync.netlink.ffm;

/**
 * How much later than asked for the kernel may end a thread's timed wait: {@code PR_SET_TIMERSLACK} of prctl(2), 50 us
 * unless set.
 */
public final class TimerSlack {
    private static final int PR_SET_TIMERSLACK = 29;

    private TimerSlack() {
    }

    /**
     * Sets that of the calling thread, which must be a platform thread, and of the threads it will start.
     *
     * @param nanos at least 1
     * @return 0 or {@code -errno}
     * @throws IllegalArgumentException if {@code nanos} is not positive
     */
    public static int set(long nanos) {
        if (nanos < 1) {
            throw new IllegalArgumentException("a timer slack of " + nanos + " ns is none: want at least 1");
        }
        return ThreadCalls.prctl(PR_SET_TIMERSLACK, nanos);
    }
}
