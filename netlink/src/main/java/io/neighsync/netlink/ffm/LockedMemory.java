package io.neighsync.netlink.ffm;

/** The memory of the process kept from being swapped out or written back and dropped: mlockall(2). Any thread. */
public final class LockedMemory {
    private static final int MCL_CURRENT = 1;
    private static final int MCL_FUTURE = 2;
    private static final int MCL_ONFAULT = 4;

    private LockedMemory() {
    }

    /**
     * Locks every page that is resident, and every other one from when it is first touched, so that what is only
     * reserved stays so.
     *
     * @return 0 or {@code -errno}: {@code -EPERM} or {@code -ENOMEM} if {@code RLIMIT_MEMLOCK} does not allow it and
     *     the process lacks {@code CAP_IPC_LOCK}
     */
    public static int lock() {
        return Libc.mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT);
    }
}
