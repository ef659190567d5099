package io.neighsync.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Processor time of a daemon that has its rows in Redis and nothing to do. One thread. */
final class IdleWork {
    private static final double MICROS_PER_SECOND = 1e6;
    private static final double HUNDRED = 100;

    private final BenchWorld world;
    private final DaemonCommand command;

    /** Idling of this daemon in this world. */
    IdleWork(BenchWorld world, DaemonCommand command) {
        this.world = world;
        this.command = command;
    }

    /**
     * What a daemon used.
     *
     * @param cpu     in that time
     * @param seconds that it was idle
     */
    record Run(CpuTime cpu, double seconds) {
        /** All of it, in hundredths of a core. */
        double percent() {
            return cpu.micros() / MICROS_PER_SECOND / seconds * HUNDRED;
        }

        /** That of the threads of one name. */
        double percent(String thread) {
            return cpu.thread(thread) / MICROS_PER_SECOND / seconds * HUNDRED;
        }
    }

    /**
     * Measures a daemon of its own.
     *
     * @param placement of it and of redis-server
     * @param count     of neighbors
     * @param settle    seconds before
     * @param seconds   that are measured
     */
    Run measure(Placement placement, int count, int settle, int seconds) {
        try (SyncedDaemon daemon = SyncedDaemon.start(world, command, placement, count)) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(settle));
            long begin = System.nanoTime();
            CpuTime before = CpuTime.of(daemon.process().pid());
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
            CpuTime used = CpuTime.of(daemon.process().pid()).since(before);
            double measured = (System.nanoTime() - begin) / 1e9;
            world.requireRight(daemon.neighbors(), daemon.process());
            daemon.stop();
            return new Run(used, measured);
        }
    }
}
