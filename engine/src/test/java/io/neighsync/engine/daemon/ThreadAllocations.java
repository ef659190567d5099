package io.neighsync.engine.daemon;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;

/** What the threads of a daemon in this process have allocated on the heap since it was built. One thread. */
final class ThreadAllocations {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final String PREFIX = "neigh-";

    private final Map<String, Long> before = now();

    /** Bytes by the thread's name. */
    Map<String, Long> bytes() {
        Map<String, Long> bytes = now();
        bytes.replaceAll((name, allocated) -> allocated - before.getOrDefault(name, 0L));
        return bytes;
    }

    private static Map<String, Long> now() {
        Map<String, Long> bytes = new TreeMap<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith(PREFIX)) {
                bytes.put(thread.getName(), THREADS.getThreadAllocatedBytes(thread.threadId()));
            }
        }
        return bytes;
    }
}
