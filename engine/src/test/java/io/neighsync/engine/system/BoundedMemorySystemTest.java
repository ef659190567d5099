package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.netlink.Rtnetlink;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** However much the kernel offers and however long Redis stands still, memory has its bound and the daemon lives. */
@Timeout(300)
class BoundedMemorySystemTest extends OnMirroredHost {
    private static final int NEIGHBORS = Boolean.getBoolean("neighsync.long") ? 1_000_000 : 200_000;
    private static final int CAPACITY = 1_000;
    private static final int FIRST_ADDRESS = 0x0a00_0001;
    private static final long FIRST_LLADDR = 0x0200_0000_0000L;
    private static final long LLADDR_STEP = 0x0100_0000L;
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final long LOOK_NANOS = 300_000_000L;
    /** Less than a tenth of a core. */
    private static final long IDLE_TICKS = 3;

    @Test
    void shouldNotGrowWithTheNumberOfChangesWhileRedisStandsStill() {
        try (DaemonProcess daemon = host().mirror()) {
            long empty = daemon.residentKib();
            host().redis().pause();
            long first = residentAfterOffering(daemon, FIRST_LLADDR);
            long second = residentAfterOffering(daemon, FIRST_LLADDR + LLADDR_STEP);
            long third = residentAfterOffering(daemon, FIRST_LLADDR + 2 * LLADDR_STEP);
            host().redis().resume();
            Duration took = Eventually.shouldHold(LIMIT, "equal", this::isEqual);
            long resumed = daemon.residentKib();
            assertThat(daemon.terminate()).as(daemon.output()).isZero();
            System.out.println(NEIGHBORS + " neighbors while Redis stood still: resident KiB empty=" + empty + " first="
                    + first + " second=" + second + " third=" + third + " resumed=" + resumed + ", equal within "
                    + took.toMillis() + " ms, overruns=" + daemon.counted("overruns"));
            assertThat(second).isLessThan(first * 11 / 10);
            assertThat(third).isLessThan(first * 11 / 10);
            assertThat(daemon.counted("table_full")).isZero();
        }
    }

    /** What the daemon holds once it has applied that many changes, as many as there are keys. */
    private long residentAfterOffering(DaemonProcess daemon, long firstLladdr) {
        host().inject(injector -> injector.addInet(ifindex(), FIRST_ADDRESS, NEIGHBORS, firstLladdr));
        Eventually.shouldHold(LIMIT, "idle", () -> isIdle(daemon));
        return daemon.residentKib();
    }

    private static boolean isIdle(DaemonProcess daemon) {
        long before = daemon.processorTicks();
        LockSupport.parkNanos(LOOK_NANOS);
        return EventSocketStatus.of(daemon).queued() == 0 && daemon.processorTicks() - before <= IDLE_TICKS;
    }

    private boolean isEqual() {
        RowPrints published = new RowPrints();
        RedisRows.forEachPublished(host().jedis(), published::add);
        RowPrints expected = new RowPrints();
        KernelOracle.forEachExpectedRow(host().netns(), expected::add);
        long[] rows = expected.sorted();
        assertThat(rows).hasSizeGreaterThanOrEqualTo(NEIGHBORS);
        return Arrays.equals(published.sorted(), rows);
    }

    @Test
    void shouldCountWhatATableDoesNotHoldAndConvergeWhenThereIsRoom() {
        try (DaemonProcess daemon = host().mirror("table.capacity=" + CAPACITY)) {
            host().inject(injector -> injector.addInet(ifindex(), FIRST_ADDRESS, 3 * CAPACITY, FIRST_LLADDR));
            // neighbors without a row, such as multicast addresses, take places too
            Eventually.shouldHold(MirroredHost.SOON, "a full table",
                    () -> RedisRows.published(host().jedis()).size() > CAPACITY * 9 / 10);
            assertThat(host().expected().entrySet()).containsAll(RedisRows.published(host().jedis()).entrySet());

            host().inject(injector -> {
                for (int i = 0; i < 5 * CAPACITY / 2; i++) {
                    injector.delete(ifindex(), Rtnetlink.AF_INET, 0, FIRST_ADDRESS + i);
                }
            });
            Map<String, String> expected = host().expected();
            assertThat(expected).hasSize(CAPACITY / 2);
            Eventually.shouldBeEqual(
                    MirroredHost.SOON, () -> RedisRows.published(host().jedis()), () -> expected);
            assertThat(daemon.terminate()).as(daemon.output()).isZero();
            System.out.println(3 * CAPACITY + " neighbors for a table of " + CAPACITY + ": table_full="
                    + daemon.counted("table_full") + " resyncs=" + daemon.counted("resyncs"));
            assertThat(daemon.counted("table_full")).isPositive();
        }
    }
}
