package io.neighsync.engine.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Duties are done in turn, again and again, and once more at the end. */
@Timeout(30)
class ConductorTest {
    private static final Duration SOON = Duration.ofMillis(1);
    private static final Duration NEVER = Duration.ofDays(1);

    @Test
    void shouldDoItsDutiesAgainAndAgainOnItsThread() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(3);
        Conductor conductor = new Conductor(SOON, () -> {
            assertThat(Thread.currentThread().getName()).isEqualTo("neigh-conductor");
            done.countDown();
        });
        conductor.start();
        done.await();
        conductor.close();
    }

    @Test
    void shouldDoTheOtherDutiesAndGoOnWhenOneFails() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(3);
        Conductor conductor = new Conductor(SOON, () -> {
            throw new IllegalStateException("not today");
        }, done::countDown);
        conductor.start();
        done.await();
        conductor.close();
    }

    @Test
    void shouldDoItsDutiesOnceMoreWhenItIsClosedAndNotAgain() {
        AtomicInteger done = new AtomicInteger();
        Conductor conductor = new Conductor(NEVER, done::incrementAndGet);
        conductor.start();
        assertThat(done).hasValue(0);
        conductor.close();
        assertThat(done).hasValue(1);
    }
}
