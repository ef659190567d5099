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
 *
 * <p>While an agent awaits a reply without which nothing gets any further, it blocks for that reply alone, as long as
 * the agent says: under load a thread then wakes once a batch, and not for each event that has to wait for it anyway.
 */
public final class BlockingIdleStrategy implements IdleStrategy, WaitSet, AutoCloseable {
    private static final int MAX_DESCRIPTORS = 8;
    private static final int NO_FD = -1;
    private static final int OWN = 0;
    private static final long MAX_PARK_NANOS = 1_000_000_000L;

    private final Doorbell own;
    private final List<Doorbell> behind;
    private final Parkable[] agents;
    private final PollSet pollSet = new PollSet(MAX_DESCRIPTORS);
    private int watched;
    private long soloNanos;

    /** A strategy for a thread that runs all agents there are. */
    public BlockingIdleStrategy(List<Parkable> agents) {
        this(new Doorbell(), List.of(), agents);
    }

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
        }
        Parkable solo = solo();
        if (workCount == 0 || solo != null) {
            pause(workCount, solo);
        }
    }

    @Override
    public void idle() {
        pause(0, null);
    }

    /** The agent that may be waited for alone, for {@link #soloNanos}; null for none. */
    private Parkable solo() {
        Parkable solo = null;
        for (Parkable agent : agents) {
            if (!agent.mayBeLeft()) {
                return null;
            }
            long nanos = agent.soloParkNanos();
            if (nanos > 0) {
                solo = agent;
                soloNanos = nanos;
            }
        }
        return solo;
    }

    private void pause(int workCount, Parkable solo) {
        if (own.announce() && !hasWork()) {
            park(solo);
        } else if (workCount == 0) {
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

    private void park(Parkable solo) {
        watched = 0;
        add(own.fd(), false);
        long nanos = solo == null ? watchAll() : watchAlone(solo);
        for (int i = watched; i < MAX_DESCRIPTORS; i++) {
            pollSet.fd(i, NO_FD);
        }
        if (pollSet.await(nanos) > 0 && pollSet.isReady(OWN)) {
            own.drain();
        }
    }

    private long watchAll() {
        long nanos = MAX_PARK_NANOS;
        for (Parkable agent : agents) {
            agent.watch(this);
            nanos = Math.min(nanos, agent.maxParkNanos());
        }
        return nanos;
    }

    private long watchAlone(Parkable solo) {
        solo.watch(this);
        return Math.min(soloNanos, solo.maxParkNanos());
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
