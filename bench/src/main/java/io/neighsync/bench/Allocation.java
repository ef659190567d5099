package io.neighsync.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What the calling thread allocates on the heap. */
final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Allocation() {
    }

    /** Bytes that the calling thread has allocated since it began. Allocates nothing itself. */
    static long bytes() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }
}
