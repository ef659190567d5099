package io.neighsync.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A daemon that has the kernel's neighbors in Redis, all of them and right, and is at rest. One thread. */
final class SyncedDaemon implements AutoCloseable {
    /** A second after its first sync a daemon may read Redis, to compare it with its table: that is over then. */
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final DaemonProcess process;
    private final NumberedNeighbors neighbors;

    private SyncedDaemon(DaemonProcess process, NumberedNeighbors neighbors) {
        this.process = process;
        this.neighbors = neighbors;
    }

    /**
     * Starts one, and waits until it is at rest.
     *
     * @param world     it lives in
     * @param command   that it is
     * @param placement of it and of redis-server
     * @param count     of neighbors
     * @throws IllegalStateException if it has not all of them in a minute, or has wrong ones
     */
    static SyncedDaemon start(BenchWorld world, DaemonCommand command, Placement placement, int count) {
        placement.moveRedis(world.redis().pid());
        NumberedNeighbors neighbors = world.announce(count);
        SyncedDaemon daemon = new SyncedDaemon(command.start(world.redis(), placement), neighbors);
        try {
            world.awaitRows(daemon.process, count);
            LockSupport.parkNanos(SETTLE_NANOS);
            world.requireRight(neighbors, daemon.process);
            return daemon;
        } catch (RuntimeException failure) {
            daemon.close();
            throw failure;
        }
    }

    /** Its neighbors. */
    NumberedNeighbors neighbors() {
        return neighbors;
    }

    /** Its process. */
    DaemonProcess process() {
        return process;
    }

    /** Stops it as SIGTERM does. */
    void stop() {
        process.terminate();
    }

    @Override
    public void close() {
        process.close();
    }
}
