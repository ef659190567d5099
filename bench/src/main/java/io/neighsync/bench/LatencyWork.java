package io.neighsync.bench;

import io.neighsync.netlink.NeighborInjector;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import io.neighsync.netlink.ffm.CpuSet;
import io.neighsync.redis.TableProtocol;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Changes of the kernel's table, one at a time on a fixed schedule, through a daemon of any make until its PUBLISH is
 * seen. The daemon finds neighbors that are there and has written all of them before the first change. One thread.
 */
final class LatencyWork {
    /** Changes of each start that are measured apart, as nothing has been compiled or cached for them. */
    static final int COLD_CHANGES = 1_000;
    /** A second, of the cold changes. */
    static final int COLD_RATE = 1_000;

    /** More than can be on their way at a time, so that no change covers another. */
    private static final int NEIGHBORS = 4_096;
    private static final int WARM_UP_RATE = 2_000;
    private static final int FIRST_ADDRESS = 0x0a00_0001;
    private static final long FIRST_LLADDR = 0x0200_0000_0000L;
    /** Of changes: every one has another. */
    private static final long FIRST_CHANGED_LLADDR = 0x0600_0000_0000L;
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final BenchRedis redis;
    private final Placement placement;
    private final int warmUp;
    private final int seconds;

    /**
     * Work of one kind.
     *
     * @param redis     the daemon writes to
     * @param placement of daemon and redis-server
     * @param warmUp    changes before those that are measured at a rate
     * @param seconds   measured at each rate
     */
    LatencyWork(BenchRedis redis, Placement placement, int warmUp, int seconds) {
        this.redis = redis;
        this.placement = placement;
        this.warmUp = warmUp;
        this.seconds = seconds;
    }

    /**
     * What one daemon came to.
     *
     * @param cold  its first changes
     * @param rates what it did at each rate, in their order
     */
    record Run(LatencyPhase cold, List<LatencyPhase> rates) {
    }

    /**
     * Starts a daemon, measures it and ends it.
     *
     * @param daemon to measure
     * @param rates  changes a second, one or more
     */
    Run measure(DaemonCommand daemon, List<Integer> rates) {
        redis.empty();
        BenchLink.clear();
        placement.moveRedis(redis.pid());
        ChangeTimes times = new ChangeTimes(
            COLD_CHANGES + warmUp + rates.stream().mapToInt(rate -> rate * seconds).sum());
        try (NeighborInjector injector = NeighborInjector.open()) {
            injector.addInet(BenchLink.ifindex(), FIRST_ADDRESS, NEIGHBORS, FIRST_LLADDR);
            try (DaemonProcess process = daemon.start(redis, placement)) {
                redis.awaitRows(TableProtocol.PRODUCER_STATE, NEIGHBORS, process);
                Run run = measure(injector, times, rates);
                if (!process.isAlive()) {
                    throw process.failed("ended while it was measured");
                }
                process.terminate();
                return run;
            }
        } finally {
            BenchLink.clear();
        }
    }

    private Run measure(NeighborInjector injector, ChangeTimes times, List<Integer> rates) {
        PublishWatcher watcher = new PublishWatcher(redis, placement, times, FIRST_CHANGED_LLADDR);
        BitSet allowed = placement.pinHarness();
        try (watcher) {
            LatencyPhase cold = change(injector, times, COLD_RATE, COLD_CHANGES);
            change(injector, times, WARM_UP_RATE, warmUp);
            List<LatencyPhase> measured = new ArrayList<>();
            for (int rate : rates) {
                measured.add(change(injector, times, rate, rate * seconds));
            }
            return new Run(cold, measured);
        } finally {
            CpuSet.pin(allowed);
        }
    }

    private static LatencyPhase change(NeighborInjector injector, ChangeTimes times, int rate, int count) {
        int ifindex = BenchLink.ifindex();
        // now rather than while it would be in the way
        System.gc();
        int first = times.sentCount();
        long began = System.currentTimeMillis();
        Schedule schedule = Schedule.soon(rate);
        for (int i = 0; i < count; i++) {
            int change = first + i;
            injector.add(ifindex, Rtnetlink.AF_INET, 0, FIRST_ADDRESS + (long) change % NEIGHBORS,
                FIRST_CHANGED_LLADDR + change, Nud.NUD_PERMANENT, 0);
            Schedule.await(schedule.dueAt(i));
            times.onSend(schedule.dueAt(i), System.nanoTime());
            injector.flush();
        }
        times.awaitSeen(LIMIT_NANOS);
        return LatencyPhase.of(times, first, count, rate, began);
    }
}
