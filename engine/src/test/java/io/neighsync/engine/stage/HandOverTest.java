package io.neighsync.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How far JournalStage may follow, and when. */
class HandOverTest {
    private static final boolean IN_FLIGHT = true;
    private static final boolean ANSWERED = false;

    private final HandOver handOver = new HandOver();

    private long look(boolean inFlight, long now) {
        long before = handOver.sequence().get();
        int work = handOver.look(inFlight, now);
        assertThat(work).isEqualTo(handOver.sequence().get() > before ? 1 : 0);
        return handOver.sequence().get();
    }

    @Test
    void shouldHandOverAtOnceWhileNothingIsOnItsWay() {
        assertThat(look(ANSWERED, 0)).isEqualTo(-1);
        handOver.onEvent(0);
        assertThat(look(ANSWERED, 0)).isZero();
    }

    @Test
    void shouldHoldDecisionsBackUntilTheirBatchIsAnswered() {
        handOver.onEvent(0);
        handOver.onSent(100);
        handOver.onEvent(1);
        assertThat(look(IN_FLIGHT, 100)).isEqualTo(-1);
        assertThat(look(ANSWERED, 200)).isEqualTo(1);
    }

    /** Under load the next batch is sent as soon as one is answered. */
    @Test
    void shouldHandOverWhatCameBeforeABatchThatIsAnswered() {
        handOver.onEvent(0);
        handOver.onSent(100);
        handOver.onEvent(1);
        handOver.onEvent(2);
        handOver.onSent(200);
        assertThat(look(IN_FLIGHT, 200)).isZero();
        handOver.onEvent(3);
        handOver.onSent(300);
        assertThat(look(IN_FLIGHT, 300)).isEqualTo(2);
        assertThat(look(ANSWERED, 400)).isEqualTo(3);
    }

    @Test
    void shouldNotWaitForABatchThatIsAnsweredLate() {
        handOver.onEvent(0);
        handOver.onSent(100);
        assertThat(look(IN_FLIGHT, 100 + RedisStage.REPLY_NANOS - 1)).isEqualTo(-1);
        assertThat(look(IN_FLIGHT, 100 + RedisStage.REPLY_NANOS)).isZero();
        handOver.onEvent(1);
        assertThat(look(IN_FLIGHT, 101 + RedisStage.REPLY_NANOS)).isEqualTo(1);
    }

    @Test
    void shouldHoldBackOnlyAFew() {
        handOver.onSent(100);
        handOver.onEvent(HandOver.MOST_HELD_BACK - 1);
        assertThat(look(IN_FLIGHT, 100)).isEqualTo(-1);
        handOver.onEvent(HandOver.MOST_HELD_BACK);
        assertThat(look(IN_FLIGHT, 100)).isEqualTo(HandOver.MOST_HELD_BACK);
    }
}
