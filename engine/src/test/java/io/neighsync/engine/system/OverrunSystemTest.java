package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.netlink.Rtnetlink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;

/** The kernel drops notifications: it is seen, it is said, and it ends in rows that are right. */
@Timeout(180)
class OverrunSystemTest extends OnMirroredHost {
    private static final int FIRST_ADDRESS = 0x0a00_0001;
    private static final long FIRST_LLADDR = 0x0200_0000_0000L;
    private static final long SECOND_LLADDR = 0x0200_0100_0000L;
    private static final int BURST = 100_000;
    private static final Duration GOAL = Duration.ofSeconds(1);
    private static final int TIME_FACTOR = 5;
    private static final Duration LIMIT = GOAL.multipliedBy(TIME_FACTOR);
    private static final Duration PAUSE = Duration.ofSeconds(Boolean.getBoolean("neighsync.long") ? 5 : 1);
    private static final int SOME = 1_000;
    private static final Duration STALL = Duration.ofMillis(500);
    private static final String DEGRADED = "degraded: overrun";
    private static final String RECOVERED = "recovered: overrun";

    @Test
    void shouldRecoverFromLosingMostOfABurstAndCountWhatTheKernelCounts() {
        try (DaemonProcess daemon = host().mirror("netlink.receive_buffer=4096")) {
            host().inject(injector -> {
                injector.addInet(ifindex(), FIRST_ADDRESS, 50_000, FIRST_LLADDR);
                for (int i = 0; i < 50_000; i += 2) {
                    injector.delete(ifindex(), Rtnetlink.AF_INET, 0, FIRST_ADDRESS + i);
                }
            });
            Duration took = awaitEqual(known(1, 50_000, 2, FIRST_LLADDR));
            awaitRecovery(daemon);
            long drops = EventSocketStatus.of(daemon).drops();
            assertThat(daemon.terminate()).as(daemon.output()).isZero();
            System.out.println("75000 changes into 4096 bytes: equal within " + took.toMillis() + " ms, drops=" + drops
                    + " overruns=" + daemon.counted("overruns") + " resyncs=" + daemon.counted("resyncs"));
            assertThat(took).isLessThan(LIMIT);
            assertThat(daemon.counted("overruns")).isPositive();
            assertThat(drops).isPositive();
            assertThat(daemon.counted("drops")).isEqualTo(drops);
            assertThat(daemon.counted("audit_repairs")).isZero();
        }
    }

    @Test
    void shouldStayDegradedUntilACleanDumpIsInRedis() {
        try (DaemonProcess daemon = host().mirror("netlink.receive_buffer=4096")) {
            host().redis().pause();
            host().inject(injector -> injector.addInet(ifindex(), FIRST_ADDRESS, 5_000, FIRST_LLADDR));
            daemon.awaitErr(LIMIT, DEGRADED);
            Eventually.shouldHold(LIMIT, "drained", () -> EventSocketStatus.of(daemon).queued() == 0);
            LockSupport.parkNanos(STALL.toNanos());
            assertThat(daemon.hasErr(RECOVERED)).as(daemon.output()).isFalse();

            host().redis().resume();
            daemon.awaitErr(LIMIT, RECOVERED);
            assertThat(host().differences()).isEmpty();
        }
    }

    @Test
    void shouldEndEqualWhenEveryAddressChangesIntoTheStockBuffer() {
        host().inject(injector -> injector.addInet(ifindex(), FIRST_ADDRESS, BURST, FIRST_LLADDR));
        try (DaemonProcess daemon = host().mirror("netlink.receive_buffer=212992")) {
            host().inject(injector -> injector.addInet(ifindex(), FIRST_ADDRESS, BURST, SECOND_LLADDR));
            Duration took = awaitEqual(known(0, BURST, 1, SECOND_LLADDR));
            assertThat(daemon.terminate()).as(daemon.output()).isZero();
            System.out.println("100000 changes into 212992 bytes: equal within " + took.toMillis()
                    + " ms of the last, overruns=" + daemon.counted("overruns"));
            assertThat(took).isLessThan(LIMIT);
        }
    }

    @Test
    void shouldRecoverFromBeingStoppedDuringABurst() {
        host().inject(injector -> injector.addInet(ifindex(), FIRST_ADDRESS, BURST, FIRST_LLADDR));
        try (DaemonProcess daemon = host().mirror("netlink.receive_buffer=2MiB")) {
            daemon.pause();
            host().inject(injector -> injector.addInet(ifindex(), FIRST_ADDRESS, BURST, SECOND_LLADDR));
            LockSupport.parkNanos(PAUSE.toNanos());
            daemon.resume();
            Duration took = awaitEqual(known(0, BURST, 1, SECOND_LLADDR));
            awaitRecovery(daemon);
            assertThat(daemon.terminate()).as(daemon.output()).isZero();
            System.out.println("100000 changes while stopped for " + PAUSE.toSeconds() + " s: equal within "
                    + took.toMillis() + " ms of SIGCONT, drops=" + daemon.counted("drops"));
            assertThat(took).isLessThan(LIMIT);
            assertThat(daemon.counted("overruns")).isPositive();
        }
    }

    /** Until its queue is empty, the socket drops everything without a second word. */
    @Test
    void shouldNotTrustADumpThatBeganBeforeTheQueueWasEmpty() {
        Churn churn = new Churn(ifindex(), 2_000, 500_000, 1);
        try (DaemonProcess daemon = host().mirror("netlink.receive_buffer=16MiB")) {
            daemon.pause();
            churn.start();
            Eventually.shouldHold(LIMIT, "drops", () -> EventSocketStatus.of(daemon).drops() > 0);
            long full = EventSocketStatus.of(daemon).queued();
            daemon.resume();
            Eventually.shouldHold(LIMIT, "half of the queue", () -> EventSocketStatus.of(daemon).queued() < full / 2);
            churn.stop();
            long queued = EventSocketStatus.of(daemon).queued();
            host().awaitEqual(LIMIT);
            awaitRecovery(daemon);
            assertThat(daemon.terminate()).as(daemon.output()).isZero();
            System.out.println("changes until " + queued + " of " + full + " bytes were left in the queue: drops="
                    + daemon.counted("drops") + " overruns=" + daemon.counted("overruns"));
            assertThat(daemon.counted("overruns")).isPositive();
        }
    }

    /** Some of the rows that were injected, by chance: every {@code step}-th from {@code from} to below {@code to}. */
    private static List<Map.Entry<String, String>> known(int from, int to, int step, long firstLladdr) {
        Random random = new Random(to);
        List<Map.Entry<String, String>> rows = new ArrayList<>();
        for (int i = 0; i < SOME; i++) {
            int index = from + random.nextInt((to - from) / step) * step;
            int address = FIRST_ADDRESS + index;
            rows.add(Map.entry("Ethernet0:10." + (address >>> 16 & 0xff) + "." + (address >>> 8 & 0xff) + "."
                    + (address & 0xff), String.format("%012x", firstLladdr + index).replaceAll("(..)(?=.)", "$1:")));
        }
        return rows;
    }

    /**
     * How long it takes, from now, until some rows are right; then all are compared with what the kernel says, and
     * again if one of them is not right. Reading the kernel takes longer than what is measured here.
     */
    private Duration awaitEqual(List<Map.Entry<String, String>> some) {
        long since = System.nanoTime();
        List<String> differences;
        long equal;
        do {
            Eventually.shouldHold(LIMIT.multipliedBy(2), "some rows", () -> areRight(some));
            equal = System.nanoTime();
            differences = host().differences();
        } while (!differences.isEmpty() && equal - since < 2 * LIMIT.toNanos());
        assertThat(differences.stream().limit(10)).isEmpty();
        return Duration.ofNanos(equal - since);
    }

    private boolean areRight(List<Map.Entry<String, String>> rows) {
        List<Response<String>> lladdrs = new ArrayList<>();
        try (Pipeline pipeline = host().jedis().pipelined()) {
            rows.forEach(row -> lladdrs.add(pipeline.hget("NEIGH_TABLE:" + row.getKey(), "neigh")));
        }
        for (int i = 0; i < rows.size(); i++) {
            if (!rows.get(i).getValue().equals(lladdrs.get(i).get())) {
                return false;
            }
        }
        return true;
    }

    /** Whether each loss that was said was also said to be over, and rightly so. */
    private void awaitRecovery(DaemonProcess daemon) {
        daemon.awaitErr(LIMIT, DEGRADED);
        Eventually.shouldHold(LIMIT, RECOVERED + daemon.output(), () -> daemon.err().stream()
                .filter(line -> line.contains(": overrun")).reduce((first, last) -> last).orElseThrow()
                .contains(RECOVERED));
        assertThat(host().differences().stream().limit(10)).isEmpty();
    }
}
