package io.neighsync.engine.control;

import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * The agents of one thread, and how long their duty cycles take: the longest, and how many took so long that events
 * had to wait. A cycle that did nothing is not measured, and the clock is read once for it; what the thread does
 * between two cycles, idling or waiting for a reply, is in none. One thread.
 */
public final class DutyCycleAgent implements Agent {
    private final Agent agent;
    private final NanoClock clock;
    private final long thresholdNanos;
    private final AtomicCounter maxMicros;
    private final AtomicCounter stalls;
    private long maxNanos;

    /**
     * Measures an agent.
     *
     * @param thresholdNanos what a cycle takes at least to be counted as a stall
     * @param maxMicros      shows the longest
     * @param stalls         counts the stalls
     */
    public DutyCycleAgent(
            Agent agent, NanoClock clock, long thresholdNanos, AtomicCounter maxMicros, AtomicCounter stalls) {
        this.agent = agent;
        this.clock = clock;
        this.thresholdNanos = thresholdNanos;
        this.maxMicros = maxMicros;
        this.stalls = stalls;
    }

    @Override
    public int doWork() throws Exception {
        long begun = clock.nanoTime();
        // of a cycle that ends by throwing, too
        int work = 1;
        try {
            work = agent.doWork();
            return work;
        } finally {
            if (work > 0) {
                measure(clock.nanoTime() - begun);
            }
        }
    }

    private void measure(long nanos) {
        if (nanos > maxNanos) {
            maxNanos = nanos;
            maxMicros.setRelease(TimeUnit.NANOSECONDS.toMicros(nanos));
        }
        if (nanos >= thresholdNanos) {
            stalls.incrementRelease();
        }
    }

    @Override
    public void onStart() {
        agent.onStart();
    }

    @Override
    public void onClose() {
        agent.onClose();
    }

    @Override
    public String roleName() {
        return agent.roleName();
    }
}
