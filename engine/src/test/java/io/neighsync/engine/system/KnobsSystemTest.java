package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a batch and a flush deadline do to the rows of a real kernel on their way into a real Redis. */
@Timeout(120)
class KnobsSystemTest extends OnMirroredHost {
    private static final int FIRST_ADDRESS = 0x0a00_0001;
    private static final long FIRST_LLADDR = 0x0200_0000_0000L;
    private static final int ROWS = 5_000;

    @Test
    void shouldWriteAsManyRowsAtATimeAsABatchMayHave() {
        assertThat(batches("redis.max_batch=50")).isGreaterThanOrEqualTo(ROWS / 50);
        assertThat(batches("redis.max_batch=1000")).isLessThan(ROWS / 50);
    }

    /** Of the first sync, which is one burst. */
    private long batches(String setting) {
        host().inject(injector -> injector.addInet(ifindex(), FIRST_ADDRESS, ROWS, FIRST_LLADDR));
        host().jedis().flushAll();
        try (DaemonProcess daemon = host().mirror(setting)) {
            assertThat(daemon.terminate()).isZero();
            assertThat(daemon.counted("rows_set")).isGreaterThanOrEqualTo(ROWS);
            return daemon.counted("batches");
        }
    }

    @Test
    void shouldWriteWhatWaitsForOthersBeforeItStops() {
        try (DaemonProcess daemon = host().mirror("redis.flush_deadline=500ms", "redis.max_batch=4096")) {
            host().inject(injector -> injector.addInet(ifindex(), FIRST_ADDRESS, ROWS, FIRST_LLADDR));
            Eventually.shouldHold(MirroredHost.SOON, "received", () -> EventSocketStatus.of(daemon).queued() == 0);
            assertThat(daemon.terminate()).as(daemon.output()).isZero();
            assertThat(host().differences()).isEmpty();
        }
    }
}
