package io.neighsync.engine.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;
import org.junit.jupiter.api.Test;

/** Cycles that did work are measured from one beginning to the next; idling is not. */
class DutyCycleAgentTest {
    private static final long THRESHOLD = 10_000_000;
    private static final long MICRO = 1_000;

    private final Counters counters = new Counters();
    private final AtomicInteger readings = new AtomicInteger();
    private final Agent agent = new DutyCycleAgent(
            new SlowAgent(), clock(), THRESHOLD, counters.of(Counter.REDIS_CYCLE_MAX),
            counters.of(Counter.REDIS_STALLS));
    private long now = Long.MAX_VALUE - 1_000;
    private long takes;
    private int works;
    private boolean fails;

    private NanoClock clock() {
        return () -> {
            readings.incrementAndGet();
            return now;
        };
    }

    /** Takes as long, and has as much to do, as the test says. */
    private final class SlowAgent implements Agent {
        @Override
        public int doWork() {
            now += takes;
            if (fails) {
                throw new IllegalStateException("broken");
            }
            return works;
        }

        @Override
        public String roleName() {
            return "neigh-redis";
        }
    }

    private void cycle(int work, long nanos) throws Exception {
        works = work;
        takes = nanos;
        assertThat(agent.doWork()).isEqualTo(work);
    }

    @Test
    void shouldCountCyclesThatReachTheThresholdAndShowTheLongest() throws Exception {
        cycle(1, THRESHOLD - 1);
        cycle(1, THRESHOLD);
        cycle(3, THRESHOLD + 5 * MICRO);
        cycle(1, MICRO);
        cycle(0, 0);
        assertThat(counters.get(Counter.REDIS_STALLS)).isEqualTo(2);
        assertThat(counters.get(Counter.REDIS_CYCLE_MAX)).isEqualTo((THRESHOLD + 5 * MICRO) / MICRO);
    }

    @Test
    void shouldMeasureNeitherIdlingNorWaitingForAReply() throws Exception {
        cycle(0, 5 * THRESHOLD);
        now += 5 * THRESHOLD;
        cycle(1, 7 * MICRO);
        now += 5 * THRESHOLD;
        cycle(0, 0);
        assertThat(counters.get(Counter.REDIS_STALLS)).isZero();
        assertThat(counters.get(Counter.REDIS_CYCLE_MAX)).isEqualTo(7);
    }

    @Test
    void shouldMeasureACycleThatFails() throws Exception {
        fails = true;
        takes = THRESHOLD;
        assertThatThrownBy(agent::doWork).hasMessage("broken");
        fails = false;
        cycle(0, 0);
        assertThat(counters.get(Counter.REDIS_STALLS)).isEqualTo(1);
    }

    @Test
    void shouldReadTheClockOnceForACycleThatDidNothing() throws Exception {
        cycle(0, 0);
        cycle(0, 0);
        assertThat(readings).hasValue(2);
        cycle(1, MICRO);
        assertThat(readings).hasValue(4);
    }

    @Test
    void shouldBeTheAgentItMeasuresInEverythingElse() {
        assertThat(agent.roleName()).isEqualTo("neigh-redis");
    }
}
