package io.neighsync.netlink.ffm;

import java.lang.invoke.MethodHandle;

/**
 * Calls of the C library about threads, in the way of {@link Libc}: their cores, priorities and namespaces. All of them
 * are cold, so they share one call site, which the compiler does not see through.
 */
public final class ThreadCalls {
    private static final long PRIO_PROCESS = 0;

    private static final MethodHandle PRCTL = Libc.function("prctl");
    private static final MethodHandle SCHED_SETAFFINITY = Libc.function("sched_setaffinity");
    private static final MethodHandle SCHED_GETAFFINITY = Libc.function("sched_getaffinity");
    private static final MethodHandle SETPRIORITY = Libc.function("setpriority");
    private static final MethodHandle UNSHARE = Libc.function("unshare");
    private static final MethodHandle SETNS = Libc.function("setns");

    private ThreadCalls() {
    }

    /**
     * Operates on the calling thread: prctl(2). It is declared variadic, but takes integers as any other function does,
     * and linking it apart would cost a start some ten milliseconds.
     *
     * @param option {@code PR_*}, of one argument
     * @return what the option returns, or {@code -errno}
     */
    static int prctl(int option, long argument) {
        return call(PRCTL, option, argument, 0L);
    }

    /**
     * Restricts a thread to some CPUs: sched_setaffinity(2).
     *
     * @param tid thread id; 0 is the calling thread
     * @param mask address of the CPU mask
     * @param bytes length of the mask, a multiple of 8
     * @return 0 or {@code -errno}
     */
    public static int schedSetaffinity(int tid, long mask, int bytes) {
        return call(SCHED_SETAFFINITY, tid, bytes, mask);
    }

    /**
     * The CPUs a thread may run on: sched_getaffinity(2).
     *
     * @param tid thread id; 0 is the calling thread
     * @param mask address where the CPU mask goes
     * @param bytes length of the mask, a multiple of 8
     * @return 0 or {@code -errno}: {@code -EINVAL} if the kernel knows of more CPUs than the mask has bits
     */
    public static int schedGetaffinity(int tid, long mask, int bytes) {
        return call(SCHED_GETAFFINITY, tid, bytes, mask);
    }

    /**
     * Sets the nice value of a thread: setpriority(2) with {@code PRIO_PROCESS}, which is the thread's own on Linux.
     *
     * @param tid thread id; 0 is the calling thread
     * @param nice -20 to 19, beyond which the kernel takes the nearest
     * @return 0 or {@code -errno}
     */
    static int setpriority(int tid, int nice) {
        return call(SETPRIORITY, PRIO_PROCESS, tid, nice);
    }

    /**
     * Moves the calling thread into new namespaces: unshare(2).
     *
     * @param flags {@code CLONE_NEW*}
     * @return 0 or {@code -errno}
     */
    public static int unshare(int flags) {
        return call(UNSHARE, flags, 0L, 0L);
    }

    /**
     * Moves the calling thread into a namespace: setns(2).
     *
     * @param fd descriptor of the namespace, such as an open {@code /proc/self/ns/net}
     * @param type {@code CLONE_NEW*} it must be of, or 0
     * @return 0 or {@code -errno}
     */
    public static int setns(int fd, int type) {
        return call(SETNS, fd, type, 0L);
    }

    private static int call(MethodHandle function, long first, long second, long third) {
        CallState state = Libc.CALL_STATE.get();
        try {
            return state.result((long) function.invokeExact(state.errno, first, second, third, 0L, 0L, 0L));
        } catch (Throwable unexpected) {
            throw Libc.brokenLinkage(unexpected);
        }
    }
}
