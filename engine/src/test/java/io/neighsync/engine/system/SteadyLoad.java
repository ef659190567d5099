package io.neighsync.engine.system;

import io.neighsync.netlink.NeighborInjector;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Changes the link-layer address of one IPv4 neighbor after the other at equal distances in time, on a thread of its
 * own, which catches up when it is late. One thread starts and closes it.
 */
final class SteadyLoad implements AutoCloseable {
    private static final int FIRST_ADDRESS = 0x0a00_0001;
    private static final long FIRST_LLADDR = 0x0200_0000_0000L;
    private final long begun = System.nanoTime();
    private final long nanosEach;
    private final FutureTask<Void> task;
    private volatile boolean running = true;
    private volatile long changes;

    private SteadyLoad(int ifindex, int keys, int perSecond) {
        nanosEach = 1_000_000_000L / perSecond;
        task = new FutureTask<>(() -> run(ifindex, keys), null);
    }

    /** Starts in the network namespace of the calling thread; returns when every key is there. */
    static SteadyLoad start(int ifindex, int keys, int perSecond) {
        try (NeighborInjector injector = NeighborInjector.open()) {
            injector.addInet(ifindex, FIRST_ADDRESS, keys, FIRST_LLADDR);
        }
        SteadyLoad load = new SteadyLoad(ifindex, keys, perSecond);
        Thread.ofPlatform().daemon().name("steady-load").start(load.task);
        return load;
    }

    /** How many changes the kernel has made. */
    long changes() {
        return changes;
    }

    private void run(int ifindex, int keys) {
        try (NeighborInjector injector = NeighborInjector.open()) {
            for (long i = 0; running; i++) {
                injector.add(ifindex, Rtnetlink.AF_INET, 0, FIRST_ADDRESS + i % keys, FIRST_LLADDR + keys + i,
                        Nud.NUD_PERMANENT, 0);
                injector.flush();
                changes = i + 1;
                while (System.nanoTime() - begun < (i + 1) * nanosEach) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    @Override
    public void close() {
        running = false;
        try {
            task.get();
        } catch (ExecutionException e) {
            throw new AssertionError("the load failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
