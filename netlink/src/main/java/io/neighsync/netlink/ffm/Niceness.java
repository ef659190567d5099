package io.neighsync.netlink.ffm;

/** How much of the processor a thread leaves to others that want it: setpriority(2), sched(7). */
public final class Niceness {
    /** Takes what nobody else wants: a 68th of the weight of a thread with 0, kernel/sched/core.c. */
    public static final int MOST = 19;

    private Niceness() {
    }

    /**
     * Sets that of one thread, and of the threads it will start. To lower it takes a privilege, to raise it does not.
     *
     * @param tid thread id; 0 is the calling thread
     * @param nice 0, as threads begin, to {@link #MOST}
     * @return 0 or {@code -errno}: {@code -ESRCH} if there is no such thread
     * @throws IllegalArgumentException if {@code nice} is out of range
     */
    public static int set(int tid, int nice) {
        if (nice < 0 || nice > MOST) {
            throw new IllegalArgumentException("a nice value of " + nice + " is not in 0.." + MOST);
        }
        return ThreadCalls.setpriority(tid, nice);
    }
}
