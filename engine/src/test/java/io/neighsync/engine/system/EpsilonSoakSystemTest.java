package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A daemon whose heap is never collected mirrors a kernel that changes all the time: what it allocates is not for
 * events.
 */
@Timeout(900)
class EpsilonSoakSystemTest {
    private static final Duration SOAK = Duration.ofSeconds(Boolean.getBoolean("neighsync.long") ? 600 : 20);
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final int MAX_WARM_UPS = 12;
    private static final int KEYS = 20_000;
    private static final int CHANGES_PER_SECOND = 100_000;
    private static final long SEED = 12;
    /** A fifth of a byte for each change: what foreign calls leave while they are compiled, sometimes anew. */
    private static final long PIPELINE_BYTES_PER_SECOND = CHANGES_PER_SECOND / 5;
    private static final long WARM_BYTES_PER_SECOND = CHANGES_PER_SECOND / 20;
    private static final long HOUSEKEEPING_BYTES_PER_SECOND = 1 << 20;
    private static final List<String> PIPELINE = List.of("neigh-rx", "neigh-stages", "neigh-parse", "neigh-classify",
            "neigh-coalesce", "neigh-journal", "neigh-redis");
    private static final List<String> EPSILON = List.of(
            "-XX:-UseSerialGC", "-XX:+UnlockExperimentalVMOptions", "-XX:+UseEpsilonGC", "-Xms1g", "-Xmx1g");

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
    void shouldMirrorOnAHeapThatIsNeverCollected() {
        Churn churn = new Churn(host.ifindex(), KEYS, CHANGES_PER_SECOND, SEED);
        try (DaemonProcess daemon = DaemonProcess.startWith(EPSILON, "--redis", host.redis().unixAddress().toString(),
                "--protocol", "producer-state", "--journal", host.folder().resolve("journal").toString(),
                "--set", "netlink.receive_buffer=256MiB")) {
            daemon.awaitReady();
            HeapUse before = warm(daemon, churn);
            long changes = churnFor(churn, SOAK);
            HeapUse after = HeapUse.of(daemon);
            Eventually.shouldBeEqual(ChurningHost.SOON, () -> RedisRows.pending(host.jedis()), host::expected);
            assertThat(daemon.terminate()).as(daemon.output()).isZero();
            System.out.println(changes + " changes without a collector, " + after.used() / 1024 + " KiB in use; "
                    + after.since(before) + "; overruns=" + daemon.counted("overruns"));
            assertThat(after.bytesPerSecondSince(before)).isLessThan(HOUSEKEEPING_BYTES_PER_SECOND);
            assertThat(after.allocated()).containsKey("neigh-rx");
            assertThat(after.bytesPerSecondSince(before, PIPELINE)).isLessThan(PIPELINE_BYTES_PER_SECOND);
        }
    }

    /** When the compiler is done is its own business. */
    private static HeapUse warm(DaemonProcess daemon, Churn churn) {
        HeapUse before = HeapUse.of(daemon);
        for (int i = 0; i < MAX_WARM_UPS; i++) {
            churnFor(churn, WARM_UP);
            HeapUse after = HeapUse.of(daemon);
            if (after.bytesPerSecondSince(before, PIPELINE) < WARM_BYTES_PER_SECOND) {
                return after;
            }
            before = after;
        }
        return before;
    }

    private static long churnFor(Churn churn, Duration time) {
        churn.start();
        LockSupport.parkNanos(time.toNanos());
        return churn.stop();
    }
}
