package io.neighsync.engine.control;

import io.neighsync.engine.stage.Parkable;
import io.neighsync.engine.stage.WaitSet;
import io.neighsync.netlink.ffm.PollSet;
import java.util.List;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

/**
 * Blocks in ppoll(2) on everything that can bring work to the agents of one thread: their sockets and the thread's
 * {@link Doorbell}. After work it rings for the threads behind. One thread.
 */
final class BlockingIdleStrategy implements IdleStrategy, WaitSet, AutoCloseable {
    private static final int MAX_DESCRIPTORS = 8;
    private static final int NO_FD = -1;
    private static final int OWN = 0;
    private static final long MAX_PARK_NANOS = 1_000_000_000L;

    private final Doorbell own;
    private final List<Doorbell> behind;
    private final Parkable[] agents;
    private final PollSet pollSet = new PollSet(MAX_DESCRIPTORS);
    private int watched;

    /**
     * A strategy for one thread.
     *
     * @param own    wakes this thread
     * @param behind wake the threads that handle what this one has done
     * @param agents the agents it runs
     */
    BlockingIdleStrategy(Doorbell own, List<Doorbell> behind, List<Parkable> agents) {
        this.own = own;
        this.behind = List.copyOf(behind);
        this.agents = agents.toArray(Parkable[]::new);
        for (int i = 0; i < MAX_DESCRIPTORS; i++) {
            pollSet.add(NO_FD);
        }
    }

    @Override
    public void idle(int workCount) {
        if (workCount > 0) {
            for (int i = 0; i < behind.size(); i++) {
                behind.get(i).ring();
            }
        } else {
            idle();
        }
    }

    @Override
    public void idle() {
        if (own.announce() && !hasWork()) {
            park();
        } else {
            // work that waits for another thread, such as a full ring: let it run
            YieldingIdleStrategy.INSTANCE.idle();
        }
        own.leave();
    }

    private boolean hasWork() {
        for (Parkable agent : agents) {
            if (agent.hasWork()) {
                return true;
            }
        }
        return false;
    }

    private void park() {
        watched = 0;
        long nanos = MAX_PARK_NANOS;
        add(own.fd(), false);
        for (Parkable agent : agents) {
            agent.watch(this);
            nanos = Math.min(nanos, agent.maxParkNanos());
        }
        for (int i = watched; i < MAX_DESCRIPTORS; i++) {
            pollSet.fd(i, NO_FD);
        }
        if (pollSet.await(nanos) > 0 && pollSet.isReady(OWN)) {
            own.drain();
        }
    }

    @Override
    public void add(int fd, boolean writes) {
        pollSet.fd(watched, fd);
        pollSet.interest(watched, writes ? PollSet.POLLIN | PollSet.POLLOUT : PollSet.POLLIN);
        watched++;
    }

    @Override
    public void reset() {
    }

    @Override
    public void close() {
        pollSet.close();
    }
}
