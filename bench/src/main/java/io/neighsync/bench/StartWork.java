package io.neighsync.bench;

/** A daemon's start, from its spawn to the last row in Redis, which is looked for every millisecond. One thread. */
final class StartWork {
    private static final double MICROS_PER_MILLI = 1_000;

    private final BenchWorld world;

    /** Starts in this world. */
    StartWork(BenchWorld world) {
        this.world = world;
    }

    /**
     * One start, in milliseconds.
     *
     * @param launcher from the spawn to the execution of the JVM; 0 for a daemon that does not tell when that was
     * @param firstRow from that execution until Redis had the first row
     * @param rows     from that execution until Redis had the last row
     * @param cpu      processor time of the daemon, its launcher included, until Redis had the last row
     */
    record Run(double launcher, double firstRow, double rows, double cpu) {
    }

    /**
     * Starts a daemon on a Redis without rows.
     *
     * @param command   that it is
     * @param placement of it and of redis-server
     * @param neighbors that the kernel has
     * @throws IllegalStateException if it has not all of them in a minute, or has wrong ones
     */
    Run measure(DaemonCommand command, Placement placement, NumberedNeighbors neighbors) {
        placement.moveRedis(world.redis().pid());
        long spawned = ExecInstant.now();
        try (DaemonProcess daemon = command.start(world.redis(), placement)) {
            world.awaitRows(daemon, 1);
            long first = ExecInstant.now();
            world.awaitRows(daemon, neighbors.count());
            long last = ExecInstant.now();
            CpuTime cpu = CpuTime.of(daemon.pid());
            long executed = ExecInstant.of(daemon.pid()).orElse(spawned);
            world.requireRight(neighbors, daemon);
            daemon.terminate();
            return new Run((executed - spawned) / MICROS_PER_MILLI, (first - executed) / MICROS_PER_MILLI,
                (last - executed) / MICROS_PER_MILLI, cpu.micros() / MICROS_PER_MILLI);
        }
    }
}
