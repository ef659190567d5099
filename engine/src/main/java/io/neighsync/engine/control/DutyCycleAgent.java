package io.neighsync.engine.control;

import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * The agents of one thread, and how long their duty cycles take: the longest, and how many took so long that events
 * had to wait. The clock is read once a cycle. A cycle that did work lasts until the next begins, as the thread does
 * not idle between them; one that did none is not measured, as idling follows it. One thread.
 */
public final class DutyCycleAgent implements Agent {
    private final Agent agent;
    private final NanoClock clock;
    private final long thresholdNanos;
    private final AtomicCounter maxMicros;
    private final AtomicCounter stalls;
    private boolean worked;
    private long begunAt;
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
        long now = clock.nanoTime();
        if (worked) {
            measure(now - begunAt);
        }
        begunAt = now;
        // stays so when the agent throws, and then no idling follows
        worked = true;
        int work = agent.doWork();
        worked = work > 0;
        return work;
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
