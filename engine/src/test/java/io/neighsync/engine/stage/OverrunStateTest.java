package io.neighsync.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import org.agrona.concurrent.status.AtomicCounter;
import org.junit.jupiter.api.Test;

/** When lost notifications have been made good, and when not yet. */
class OverrunStateTest {
    private final AtomicCounter overruns = new Counters().of(Counter.OVERRUNS);
    private final OverrunState state = new OverrunState(overruns);

    @Test
    void shouldBeDegradedFromTheOverrunUntilRedisHoldsWhatACleanGenerationFound() {
        assertThat(state.isDegraded()).isFalse();
        overruns.increment();
        assertThat(state.isDegraded()).as("its mark is still in the ring").isTrue();
        state.onOverrun(overruns.get());
        assertThat(state.isDegraded()).isTrue();
        runGeneration(10);
        state.onAcknowledged(9);
        assertThat(state.isDegraded()).as("Redis does not hold it yet").isTrue();
        state.onAcknowledged(10);
        assertThat(state.isDegraded()).isFalse();
        state.onAcknowledged(11);
        runGeneration(20);
        state.onAcknowledged(20);
        assertThat(state.isDegraded()).isFalse();
    }

    @Test
    void shouldNotTrustAGenerationThatWasOpenWhenTheOverrunCame() {
        state.onOpened(overruns.get());
        overrun();
        state.onLinksComplete();
        state.onClosed(10);
        state.onAcknowledged(10);
        assertThat(state.isDegraded()).isTrue();
        runGeneration(20);
        state.onAcknowledged(20);
        assertThat(state.isDegraded()).isFalse();
    }

    @Test
    void shouldNotTrustAGenerationThatHadClosedBeforeTheOverrun() {
        runGeneration(10);
        overrun();
        state.onAcknowledged(10);
        state.onAcknowledged(100);
        assertThat(state.isDegraded()).isTrue();
    }

    @Test
    void shouldBeginAnewWhenAnotherOverrunComesBeforeRedisHoldsWhatTheGenerationFound() {
        overrun();
        runGeneration(10);
        overrun();
        state.onAcknowledged(10);
        state.onAcknowledged(100);
        assertThat(state.isDegraded()).isTrue();
        runGeneration(200);
        state.onAcknowledged(200);
        assertThat(state.isDegraded()).isFalse();
    }

    @Test
    void shouldNotTrustAGenerationWhoseLinksAreIncomplete() {
        overrun();
        state.onOpened(overruns.get());
        state.onClosed(10);
        state.onAcknowledged(10);
        assertThat(state.isDegraded()).isTrue();
        runGeneration(20);
        state.onAcknowledged(20);
        assertThat(state.isDegraded()).isFalse();
    }

    @Test
    void shouldNotTakeTheLinksOfAnEarlierGenerationForThoseOfThisOne() {
        runGeneration(5);
        overrun();
        state.onOpened(overruns.get());
        state.onClosed(10);
        state.onAcknowledged(10);
        assertThat(state.isDegraded()).isTrue();
    }

    @Test
    void shouldRecoverFromAnOverrunWhoseMarkWasLostOnTheWay() {
        overruns.increment();
        runGeneration(10);
        assertThat(state.isDegraded()).as("a clean generation has made it good").isFalse();
        overruns.increment();
        assertThat(state.isDegraded()).isTrue();
    }

    @Test
    void shouldNotTrustAGenerationThatHadOpenedBeforeAnOverrunWasCounted() {
        state.onOpened(overruns.get());
        overruns.increment();
        state.onLinksComplete();
        state.onClosed(10);
        state.onAcknowledged(10);
        assertThat(state.isDegraded()).isTrue();
    }

    @Test
    void shouldStayDegradedWhenTheMarkOfASecondOverrunIsStillInTheRing() {
        overruns.increment();
        overruns.increment();
        state.onOverrun(1);
        state.onOpened(1);
        state.onLinksComplete();
        state.onClosed(10);
        state.onAcknowledged(10);
        assertThat(state.isDegraded()).isTrue();
        state.onOverrun(2);
        runGeneration(20);
        state.onAcknowledged(20);
        assertThat(state.isDegraded()).isFalse();
    }

    private void overrun() {
        overruns.increment();
        state.onOverrun(overruns.get());
    }

    private void runGeneration(long closedAt) {
        state.onOpened(overruns.get());
        state.onLinksComplete();
        state.onClosed(closedAt);
    }
}
