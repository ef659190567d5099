package io.neighsync.netlink.ffm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;

/**
 * CPUs a thread may run on: sched_setaffinity(2). Cold: it allocates.
 *
 * <p>The calling thread's, which must be a platform thread, where no thread id is given.
 */
public final class CpuSet {
    /** CPUs a mask here can name: the largest {@code CONFIG_NR_CPUS} of x86-64. */
    private static final int MAX_CPUS = 8192;
    private static final int MASK_BYTES = MAX_CPUS / Byte.SIZE;
    private static final int CALLING_THREAD = 0;

    private CpuSet() {
    }

    /**
     * CPUs the calling thread may run on.
     *
     * @return their numbers; the cardinality is how many
     * @throws IllegalStateException if the kernel does not tell
     */
    public static BitSet allowed() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MASK_BYTES, Long.BYTES);
            int result = ThreadCalls.schedGetaffinity(CALLING_THREAD, mask.address(), MASK_BYTES);
            if (result < 0) {
                throw new IllegalStateException("sched_getaffinity failed with " + Errno.name(result));
            }
            return BitSet.valueOf(mask.toArray(ValueLayout.JAVA_LONG));
        }
    }

    /**
     * Pins the calling thread.
     *
     * @param cpus CPU numbers, 0 to 8191, at least one
     * @return 0, or {@code -errno}: {@code -EINVAL} if there is no such CPU or the cpuset of the process has none of
     *     them
     */
    public static int pin(int... cpus) {
        BitSet wanted = new BitSet(MAX_CPUS);
        for (int cpu : cpus) {
            if (cpu < 0 || cpu >= MAX_CPUS) {
                return -Errno.EINVAL;
            }
            wanted.set(cpu);
        }
        return pin(wanted);
    }

    /**
     * Pins the calling thread.
     *
     * @param cpus as {@link #allowed()} gives them
     * @return 0 or {@code -errno}
     */
    public static int pin(BitSet cpus) {
        return pin(CALLING_THREAD, cpus);
    }

    /**
     * Those of some CPUs that the calling thread could be pinned to: what the cpuset of the process has of them, which
     * may be more than {@link #allowed()}. It is found out by trying.
     *
     * @param wanted CPU numbers
     * @return the usable ones among them
     */
    public static BitSet reachable(BitSet wanted) {
        BitSet before = allowed();
        if (wanted.isEmpty() || pin(wanted) < 0) {
            return new BitSet();
        }
        BitSet reached = allowed();
        reached.and(wanted);
        pin(before);
        return reached;
    }

    /**
     * Pins a thread.
     *
     * @param tid thread id; 0 is the calling thread
     * @param cpus as {@link #allowed()} gives them
     * @return 0 or {@code -errno}
     */
    public static int pin(int tid, BitSet cpus) {
        if (cpus.length() > MAX_CPUS) {
            return -Errno.EINVAL;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MASK_BYTES, Long.BYTES);
            long[] words = cpus.toLongArray();
            MemorySegment.copy(words, 0, mask, ValueLayout.JAVA_LONG, 0, words.length);
            return ThreadCalls.schedSetaffinity(tid, mask.address(), MASK_BYTES);
        }
    }
}
