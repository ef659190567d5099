package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Starting while the kernel's table changes leaves no ghost and no missing row. */
@Timeout(600)
class StartChurnSystemTest extends OnMirroredHost {
    private static final int STARTS = Integer.getInteger("neighsync.churnStarts", 20);
    private static final int KEYS = 20_000;
    private static final int STABLE_KEYS = 5_000;
    /** At this rate nothing is lost, and 18 of 20 starts of a daemon that applies in receive order end wrong. */
    private static final int CHANGES_PER_SECOND = 60_000;
    private static final int STABLE_FIRST_ADDRESS = 0x0b00_0001;
    private static final long STABLE_FIRST_LLADDR = 0x0201_0000_0000L;
    /** Churn ends this long after ready at most: more of it would overwrite what a race left wrong. */
    private static final long LONGEST_TAIL_NANOS = 20_000_000L;
    private static final long QUIET_NANOS = 3_000_000_000L;
    private static final long LOOK_NANOS = 20_000_000L;
    private static final long SEED = 20_000;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private int wrong;
    private String example = "none";
    private long changes;
    private long stale;
    private long overruns;

    @Test
    void shouldEndEqualWheneverItStartsUnderChurn() {
        int ifindex = ifindex();
        host().inject(injector -> injector.addInet(ifindex, STABLE_FIRST_ADDRESS, STABLE_KEYS, STABLE_FIRST_LLADDR));
        Churn churn = new Churn(ifindex, KEYS, CHANGES_PER_SECOND, SEED);
        long begin = System.nanoTime();
        for (int i = 0; i < STARTS; i++) {
            // every other start finds the rows that the one before has left, by now outdated
            if (i % 2 == 0) {
                host().jedis().flushAll();
            }
            startUnder(churn);
        }
        System.out.println("starts=" + STARTS + " wrong=" + wrong + " changes=" + changes + " stale_answers=" + stale
                + " overruns=" + overruns + " ms=" + (System.nanoTime() - begin) / 1_000_000);
        assertThat(wrong).as("rows in total, such as %s", example).isZero();
        assertThat(stale).as("dump rows that a notification had overtaken").isPositive();
        assertThat(overruns).as("losses, whose repair would hide the race").isZero();
    }

    private void startUnder(Churn churn) {
        churn.start();
        try (DaemonProcess daemon = host().mirror("netlink.receive_buffer=256MiB")) {
            LockSupport.parkNanos(random.nextLong(LONGEST_TAIL_NANOS));
            changes += churn.stop();
            List<String> differences = differencesWhenQuiet();
            wrong += differences.size();
            example = differences.isEmpty() ? example : differences.getFirst();
            assertThat(daemon.terminate()).as(daemon.output()).isZero();
            stale += daemon.counted("stale_answers");
            overruns += daemon.counted("overruns");
        }
    }

    /** What is still wrong when the daemon has had time to apply everything it was sent. */
    private List<String> differencesWhenQuiet() {
        long deadline = System.nanoTime() + QUIET_NANOS;
        List<String> differences = host().differences();
        while (!differences.isEmpty() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
            differences = host().differences();
        }
        return differences;
    }
}
