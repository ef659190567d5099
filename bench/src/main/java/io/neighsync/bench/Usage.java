package io.neighsync.bench;

import java.lang.management.ManagementFactory;

/**
 * Processor time of those who share the cores while a daemon is under load.
 *
 * @param daemon   the daemon's
 * @param redis    redis-server's
 * @param injector microseconds of the thread that makes the events, the kernel's own work for them included
 */
record Usage(CpuTime daemon, CpuTime redis, double injector) {
    private static final double NANOS_PER_MICRO = 1_000;

    /** Until now, by the thread that makes the events. */
    static Usage now(long daemon, long redis) {
        return new Usage(CpuTime.of(daemon), CpuTime.of(redis),
            ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / NANOS_PER_MICRO);
    }

    /** Since an earlier time. */
    Usage since(Usage before) {
        return new Usage(daemon.since(before.daemon), redis.since(before.redis), injector - before.injector);
    }
}
