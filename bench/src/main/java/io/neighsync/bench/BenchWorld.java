package io.neighsync.bench;

import io.neighsync.netlink.NeighborInjector;
import io.neighsync.redis.TableProtocol;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * What is around a daemon that is measured: the neighbors of the bench link, and Redis as the daemon leaves it. This
 * process is never pinned. One thread, in the network namespace of the link.
 */
final class BenchWorld implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(10);

    private final BenchRedis redis;
    private final int ifindex = BenchLink.ifindex();
    private final NeighborInjector injector = NeighborInjector.open();
    private final ObservedRows rows;

    /** A world with this redis-server. */
    BenchWorld(BenchRedis redis) {
        this.redis = redis;
        rows = new ObservedRows(redis);
    }

    /** Where rows go. */
    BenchRedis redis() {
        return redis;
    }

    /** Changes neighbors. */
    NeighborInjector injector() {
        return injector;
    }

    /** What is in Redis. */
    ObservedRows rows() {
        return rows;
    }

    /** Empties Redis, and gives the kernel so many neighbors and no others. */
    NumberedNeighbors announce(int count) {
        redis.empty();
        BenchLink.clear();
        NumberedNeighbors neighbors = new NumberedNeighbors(count, ifindex);
        neighbors.changeAll(injector);
        return neighbors;
    }

    /** Waits until Redis has so many rows. */
    void awaitRows(DaemonProcess daemon, int wanted) {
        redis.awaitRows(TableProtocol.PRODUCER_STATE, wanted, daemon);
    }

    /**
     * Waits until every row is right.
     *
     * @param lastEvent when the last event had happened, {@link System#nanoTime}
     * @param limit     how long rows may be wrong before they count as lost
     */
    Convergence.Result converge(NumberedNeighbors neighbors, long lastEvent, Duration limit) {
        return new Convergence(System::nanoTime, LockSupport::parkNanos, rows::writes, () -> rows.wrong(neighbors))
            .await(lastEvent, limit);
    }

    /** Fails unless every row soon is right. */
    void requireRight(NumberedNeighbors neighbors, DaemonProcess daemon) {
        Convergence.Result result = converge(neighbors, System.nanoTime(), SOON);
        if (!result.isRight()) {
            throw daemon.failed("has " + result.wrong() + " of " + neighbors.count() + " rows wrong");
        }
    }

    @Override
    public void close() {
        BenchLink.clear();
        rows.close();
        injector.close();
    }
}
