package io.neighsync.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How far JournalStage may follow, and when. */
class HandOverTest {
    private static final boolean AWAITED = true;
    private static final boolean ANSWERED = false;

    private final HandOver handOver = new HandOver();

    private long look(boolean awaitsReply) {
        long before = handOver.sequence().get();
        int work = handOver.look(awaitsReply);
        assertThat(work).isEqualTo(handOver.sequence().get() > before ? 1 : 0);
        return handOver.sequence().get();
    }

    @Test
    void shouldHandOverAtOnceWhileNothingIsOnItsWay() {
        assertThat(look(ANSWERED)).isEqualTo(-1);
        handOver.onEvent(0);
        assertThat(look(ANSWERED)).isZero();
    }

    @Test
    void shouldHoldDecisionsBackUntilTheirBatchIsAnswered() {
        handOver.onEvent(0);
        handOver.onSent();
        handOver.onEvent(1);
        assertThat(look(AWAITED)).isEqualTo(-1);
        assertThat(look(ANSWERED)).isEqualTo(1);
    }

    /** Under load the next batch is sent as soon as one is answered. */
    @Test
    void shouldHandOverWhatCameBeforeABatchThatIsAnswered() {
        handOver.onEvent(0);
        handOver.onSent();
        handOver.onEvent(1);
        handOver.onEvent(2);
        handOver.onSent();
        assertThat(look(AWAITED)).isZero();
        handOver.onEvent(3);
        handOver.onSent();
        assertThat(look(AWAITED)).isEqualTo(2);
        assertThat(look(ANSWERED)).isEqualTo(3);
    }

    @Test
    void shouldHoldBackOnlyAFew() {
        handOver.onSent();
        handOver.onEvent(HandOver.MOST_HELD_BACK - 1);
        assertThat(look(AWAITED)).isEqualTo(-1);
        handOver.onEvent(HandOver.MOST_HELD_BACK);
        assertThat(look(AWAITED)).isEqualTo(HandOver.MOST_HELD_BACK);
    }
}
