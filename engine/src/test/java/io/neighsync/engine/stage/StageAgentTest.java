package io.neighsync.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.lmax.disruptor.RingBuffer;
import io.neighsync.engine.event.Decision;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.NeighborEvent;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.CachedNanoClock;
import org.junit.jupiter.api.Test;

/** One stage under its agent: what is handled, measured and caught. */
class StageAgentTest {
    private static final int MESSAGE_BYTES = 76;
    private static final int SLOTS = 1024;

    private final RingBuffer<NeighborEvent> ring = RingBuffer.createSingleProducer(NeighborEvent::new, SLOTS);
    private final CachedNanoClock clock = new CachedNanoClock();
    private final List<Throwable> errors = new ArrayList<>();
    private final List<Long> handled = new ArrayList<>();
    private int resyncs;
    private long poison = -1;
    private int failures;
    private boolean dutyFails;
    private boolean fileTruncated;
    private final Stage stage = new FailingStage();
    private final StageAgent agent = new StageAgent(
            "test", stage, ring.newPoller(), ring::getCursor, clock, errors::add, () -> resyncs++);

    /** Fails on the poisoned event, and besides when told to. */
    private final class FailingStage implements Stage {
        @Override
        public void onEvent(NeighborEvent event, long sequence, boolean endOfBatch) {
            if (sequence == poison) {
                event.decision = Decision.SET;
                throw new IllegalStateException("poison");
            }
            handled.add(sequence);
            clock.update(clock.nanoTime() + 50);
        }

        @Override
        public int onDutyCycle() {
            if (fileTruncated) {
                throw new InternalError("a fault occurred in an unsafe memory access operation");
            }
            if (dutyFails) {
                throw new IllegalStateException("duty");
            }
            return 0;
        }

        @Override
        public void onFailure() {
            failures++;
        }
    }

    @Test
    void shouldHandleEventsInOrderAndNoMoreThanABatchInOneDutyCycle() throws Exception {
        publish(StageAgent.MAX_BATCH + 10);
        assertThat(agent.doWork()).isEqualTo(StageAgent.MAX_BATCH);
        assertThat(agent.hasWork()).isTrue();
        assertThat(agent.doWork()).isEqualTo(10);
        assertThat(agent.hasWork()).isFalse();
        assertThat(agent.doWork()).isZero();
        assertThat(handled).hasSize(StageAgent.MAX_BATCH + 10).isSorted();
        assertThat(agent.sequence().get()).isEqualTo(StageAgent.MAX_BATCH + 9);
    }

    @Test
    void shouldReportAnErrorTakeTheSlotOutOfEffectAndGoOn() throws Exception {
        poison = 1;
        publish(3);
        agent.doWork();
        assertThat(handled).containsExactly(0L, 2L);
        assertThat(errors).singleElement().satisfies(error -> assertThat(error).hasMessage("poison"));
        assertThat(resyncs).isEqualTo(1);
        assertThat(failures).as("the stage is told").isEqualTo(1);
        assertThat(ring.get(1).kind).isEqualTo(EventKind.INVALID);
        assertThat(ring.get(1).decision).isEqualTo(Decision.NONE);
        assertThat(ring.get(0).kind).isEqualTo(EventKind.NEIGH_SET);
        assertThat(agent.sequence().get()).isEqualTo(2);
        agent.doWork();
        assertThat(errors).hasSize(1);
    }

    @Test
    void shouldReportAnErrorOfWhatIsDoneBesidesAndGoOn() throws Exception {
        dutyFails = true;
        publish(2);
        assertThat(agent.doWork()).isEqualTo(3);
        assertThat(handled).containsExactly(0L, 1L);
        assertThat(errors).singleElement().satisfies(error -> assertThat(error).hasMessage("duty"));
        assertThat(resyncs).isEqualTo(1);
        assertThat(failures).isEqualTo(1);
        assertThat(ring.get(1).kind).isEqualTo(EventKind.NEIGH_SET);
        dutyFails = false;
        assertThat(agent.doWork()).isZero();
        assertThat(errors).hasSize(1);
    }

    @Test
    void shouldGoOnWhenTheJvmTellsOfAMappedFileThatWasTruncated() throws Exception {
        fileTruncated = true;
        publish(1);
        assertThat(agent.doWork()).isEqualTo(2);
        assertThat(errors).singleElement().isInstanceOf(InternalError.class);
        assertThat(resyncs).isEqualTo(1);
        assertThat(failures).isEqualTo(1);
    }

    @Test
    void shouldMeasureFromTheEndOfTheStageBefore() throws Exception {
        clock.update(1_000);
        publish(2);
        agent.doWork();
        assertThat(agent.latency().total().getTotalCount()).isEqualTo(2);
        assertThat(agent.latency().total().getMinValue()).isEqualTo(50);
        assertThat(agent.latency().total().getMaxValue()).isEqualTo(100);
        assertThat(ring.get(0).stampNanos).isEqualTo(1_050);
        assertThat(ring.get(1).stampNanos).isEqualTo(1_100);
    }

    @Test
    void shouldSeeNothingThatTheStageBeforeHasNotHandled() throws Exception {
        StageAgent behind = new StageAgent("behind", stage, ring.newPoller(agent.sequence()),
                agent.sequence()::get, clock, errors::add, () -> { });
        publish(2);
        assertThat(behind.hasWork()).isFalse();
        assertThat(behind.doWork()).isZero();
        agent.doWork();
        assertThat(behind.hasWork()).isTrue();
        assertThat(behind.doWork()).isEqualTo(2);
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            long sequence = ring.next();
            ring.get(sequence).kind = EventKind.NEIGH_SET;
            ring.get(sequence).frameLength = MESSAGE_BYTES;
            ring.get(sequence).stampNanos = clock.nanoTime();
            ring.publish(sequence);
        }
    }
}
