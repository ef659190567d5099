package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Due, sent, seen. */
@Timeout(60)
class ChangeTimesTest {
    private final ChangeTimes times = new ChangeTimes(4);

    @BeforeEach
    void send() {
        times.onSend(1_000, 1_100);
        times.onSend(2_000, 2_700);
    }

    @Test
    void shouldCountFromWhenAChangeWasDueAndFromWhenItWasSent() {
        times.onSeen(1, 3_000, true);
        assertThat(times.isSeen(1)).isTrue();
        assertThat(times.isShared(1)).isTrue();
        assertThat(times.sinceDue(1)).isEqualTo(1_000);
        assertThat(times.sinceSent(1)).isEqualTo(300);
        assertThat(times.isSeen(0)).isFalse();
    }

    @Test
    void shouldCountOnlyTheFirstTimeAChangeIsSeen() {
        times.onSeen(0, 1_500, false);
        times.onSeen(0, 9_000, false);
        assertThat(times.sinceDue(0)).isEqualTo(500);
        assertThat(times.isShared(0)).isFalse();
    }

    @Test
    void shouldIgnoreRowsThatNoChangeMade() {
        times.onSeen(-7, 1_500, false);
        times.onSeen(2, 1_500, false);
        times.onSend(3_000, 3_100);
        assertThat(times.isSeen(2)).isFalse();
    }

    @Test
    void shouldNotWaitWhenAllHaveBeenSeen() {
        times.onSeen(0, 1_500, false);
        times.onSeen(1, 3_000, false);
        long begin = System.nanoTime();
        times.awaitSeen(60_000_000_000L);
        assertThat(System.nanoTime() - begin).isLessThan(10_000_000_000L);
    }

    @Test
    void shouldGiveUpWhenNoMoreAreSeen() {
        times.onSeen(0, 1_500, false);
        times.awaitSeen(5_000_000);
        assertThat(times.isSeen(1)).isFalse();
    }
}
