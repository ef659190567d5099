package io.neighsync.engine.system;

import io.neighsync.netlink.NeighborInjector;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;

/**
 * Adds, changes and deletes random keys out of a fixed set, IPv4 and IPv6 in turn, on a thread of its own. One thread
 * starts and stops it.
 */
final class Churn {
    private static final int AT_ONCE = 64;
    private static final long INET_FIRST = 0x0a00_0001L;
    private static final long INET6_HIGH = 0x2001_0db8_0000_0000L;
    private static final long LLADDR_FIRST = 0x0200_0000_0000L;
    private static final long LLADDRS = 1 << 24;

    private final int ifindex;
    private final int keys;
    private final long nanosEach;
    private final SplittableRandom random;
    private final BitSet present = new BitSet();
    private volatile boolean running;
    private FutureTask<Long> task;

    /**
     * Nothing happens until {@link #start}.
     *
     * @param perSecond changes a second, about
     */
    Churn(int ifindex, int keys, int perSecond, long seed) {
        this.ifindex = ifindex;
        this.keys = keys;
        this.nanosEach = 1_000_000_000L / perSecond;
        this.random = new SplittableRandom(seed);
    }

    /** Goes on where it was stopped, in the network namespace of the calling thread. */
    void start() {
        running = true;
        task = new FutureTask<>(this::run);
        Thread.ofPlatform().daemon().name("churn").start(task);
    }

    /** Returns when the kernel has made the last change: how many it were since the start. */
    long stop() {
        running = false;
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new AssertionError("churn failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private Long run() {
        long changes = 0;
        long start = System.nanoTime();
        try (NeighborInjector injector = NeighborInjector.open()) {
            while (running) {
                for (int i = 0; i < AT_ONCE; i++) {
                    change(injector, random.nextInt(keys));
                }
                injector.flush();
                changes += AT_ONCE;
                LockSupport.parkNanos(start + changes * nanosEach - System.nanoTime());
            }
        }
        return changes;
    }

    private void change(NeighborInjector injector, int key) {
        int family = key % 2 == 0 ? Rtnetlink.AF_INET : Rtnetlink.AF_INET6;
        long high = family == Rtnetlink.AF_INET ? 0 : INET6_HIGH;
        long low = family == Rtnetlink.AF_INET ? INET_FIRST + key : key + 1;
        if (present.get(key) && random.nextInt(3) != 0) {
            injector.delete(ifindex, family, high, low);
            present.clear(key);
        } else {
            injector.add(
                    ifindex, family, high, low, LLADDR_FIRST + random.nextLong(LLADDRS), Nud.NUD_PERMANENT, 0);
            present.set(key);
        }
    }
}
