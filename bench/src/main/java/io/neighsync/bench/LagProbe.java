package io.neighsync.bench;

import java.util.concurrent.locks.LockSupport;

/**
 * Looks now and then how long the newest change takes to get into Redis while changes go on. It runs in a thread of its
 * own, with a connection of its own, and asks for one field a millisecond at most.
 */
final class LagProbe implements AutoCloseable {
    private static final long LOOK_NANOS = 1_000_000L;
    private static final long PAUSE_NANOS = 20_000_000L;

    private final ObservedRows rows;
    private final NumberedNeighbors neighbors;
    private final long half;
    private final Latencies first = new Latencies();
    private final Latencies second = new Latencies();
    private final Thread thread;
    /** Written by the thread that changes neighbors. */
    private volatile Change newest;
    private volatile boolean ended;

    private record Change(long number, long at) {
    }

    /**
     * Begins.
     *
     * @param redis     that has the rows
     * @param neighbors that change; only their keys are asked for
     * @param half      instant of {@link System#nanoTime} at which the second half of the time begins
     */
    LagProbe(BenchRedis redis, NumberedNeighbors neighbors, long half) {
        rows = new ObservedRows(redis);
        this.neighbors = neighbors;
        this.half = half;
        thread = Thread.ofPlatform().daemon().name("bench-lag").start(this::run);
    }

    /** Tells that so many changes have been made, the last of them just now. */
    void changed(long changes) {
        newest = new Change(changes - 1, System.nanoTime());
    }

    /** Looks no more. */
    void end() {
        ended = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How long changes of the first half of the time took; when it has ended. */
    Latencies first() {
        return first;
    }

    /** The same of the second half. */
    Latencies second() {
        return second;
    }

    private void run() {
        while (!ended) {
            Change change = newest;
            if (change != null) {
                await(change);
                (change.at - half < 0 ? first : second).record(System.nanoTime() - change.at);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Until it is in Redis, or a later change of the same neighbor is, or nobody waits any more. */
    private void await(Change change) {
        int neighbor = neighbors.neighborOf(change.number);
        while (!ended && rows.change(neighbors, neighbor) < change.number) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    @Override
    public void close() {
        end();
        rows.close();
    }
}
