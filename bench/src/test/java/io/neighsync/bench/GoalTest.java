package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Both directions, and none. */
class GoalTest {
    @Test
    void shouldBeReachedByTheValueItself() {
        assertThat(Goal.atMost(2).isReachedBy(2)).isTrue();
        assertThat(Goal.atLeast(2).isReachedBy(2)).isTrue();
    }

    @Test
    void shouldBeMissedOnTheOtherSide() {
        assertThat(Goal.atMost(2).isReachedBy(2.1)).isFalse();
        assertThat(Goal.atLeast(2).isReachedBy(1.9)).isFalse();
    }

    @Test
    void shouldBeReachedByAnythingWhenThereIsNone() {
        assertThat(Goal.NONE.isSet()).isFalse();
        assertThat(Goal.NONE.isReachedBy(-1)).isTrue();
        assertThat(Goal.NONE).hasToString("");
    }

    @Test
    void shouldGiveRoomInItsDirection() {
        assertThat(Goal.atMost(1.3).relaxed(5)).hasToString("<= 6.50");
        assertThat(Goal.atLeast(0.45).relaxed(5)).hasToString(">= 0.09");
    }
}
