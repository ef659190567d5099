package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A daemon that is killed again and again, at any moment under load: each start finds Redis as the kernel has it when
 * it is ready, and no row is ever written that Redis holds already.
 */
@Timeout(3_000)
class JournalKillSystemTest {
    /** Starts that go on from the journal: many kills come before there is one, or between a batch and its records. */
    private static final int LEAST_KNOWN = Boolean.getBoolean("neighsync.long") ? 40 : 1;
    private static final int KILLS = Boolean.getBoolean("neighsync.long") ? 200 : 10;
    private static final long SEED = Long.getLong("neighsync.firstSeed", 1);
    private static final int KEYS = 2_000;
    private static final int CHANGES_PER_SECOND = 8_000;
    /** The journal begins 1 s after the start, and is as good as complete soon after that. */
    private static final int MAX_DELAY_MILLIS = 2_500;
    private static final int MAX_REST_MILLIS = 300;

    private JournaledHost host;

    @BeforeEach
    void enter() {
        host = JournaledHost.enter();
    }

    @AfterEach
    void leave() {
        JournaledHost.leave(host);
    }

    @Test
    void shouldGoOnFromTheJournalWheneverItIsKilled() {
        SplittableRandom random = new SplittableRandom(SEED);
        Churn churn = new Churn(host.ifindex(), KEYS, CHANGES_PER_SECOND, SEED);
        int known = 0;
        try (RedundantWrites writes = RedundantWrites.of(host.redis())) {
            for (int kill = 0; kill < KILLS; kill++) {
                try (DaemonProcess daemon = host.mirror("journal.segment_size=1MiB", "journal.max_size=16MiB")) {
                    assertThat(host.differences()).as("after kill %d, %s", kill, daemon.output()).isEmpty();
                    known += daemon.err().stream().anyMatch(line -> line.contains("are known")) ? 1 : 0;
                    churn.start();
                    rest(random.nextInt(MAX_DELAY_MILLIS));
                    daemon.kill9();
                    rest(random.nextInt(MAX_REST_MILLIS));
                    churn.stop();
                }
                assertThat(writes.redundant()).as("kill %d", kill).isEmpty();
            }
            System.out.printf("%d kills, seed %d: %d starts from the journal, %d from Redis, %d rows written, "
                    + "none in vain%n", KILLS, SEED, known, KILLS - known, writes.writes());
        }
        assertThat(known).isGreaterThanOrEqualTo(LEAST_KNOWN);
    }

    private static void rest(int millis) {
        LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
    }
}
