package io.neighsync.bench;

import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Work at a fixed rate, a batch each millisecond, at instants that do not depend on how long batches take: who falls
 * behind catches up. One thread.
 */
final class Pace {
    private static final int BATCHES_A_SECOND = 1_000;

    private final LongSupplier clock;
    private final LongConsumer park;
    private final int rate;

    /**
     * A pace.
     *
     * @param clock nanoseconds, monotonic
     * @param park  waits so many nanoseconds, not at all when they are not positive
     * @param rate  pieces a second, 1 or more
     */
    Pace(LongSupplier clock, LongConsumer park, int rate) {
        this.clock = clock;
        this.park = park;
        this.rate = rate;
    }

    /**
     * Works.
     *
     * @param pieces how many
     * @param batch  does so many of them
     * @return pieces a second that were done, which is less than the rate for one who could not catch up
     */
    double keep(long pieces, IntConsumer batch) {
        int atATime = Math.max(1, rate / BATCHES_A_SECOND);
        long begin = clock.getAsLong();
        for (long done = 0; done < pieces; done += atATime) {
            park.accept(begin + done * TimeUnit.SECONDS.toNanos(1) / rate - clock.getAsLong());
            batch.accept((int) Math.min(atATime, pieces - done));
        }
        long took = clock.getAsLong() - begin;
        long scheduled = pieces * TimeUnit.SECONDS.toNanos(1) / rate;
        return pieces * 1e9 / Math.max(took, scheduled);
    }
}
