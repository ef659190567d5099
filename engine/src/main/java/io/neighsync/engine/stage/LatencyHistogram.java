package io.neighsync.engine.stage;

import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Histogram;

/**
 * Counts of latencies from 1 ns to 10 s, to 2 digits (29 KB); what is outside counts as the nearest. One thread
 * records, any thread reads meanwhile.
 *
 * <p>The counts lie where HdrHistogram has them. Unlike its recorders' they only grow, so a reader subtracts what it
 * has seen before ({@link IntervalReader}) and nothing has to be swapped under the writer, who pays for no atomic
 * operation.
 *
 * <pre>
 *   index      0 .. 255     256 .. 383     384 .. 511    ...
 *   latency    0 .. 255     256 .. 510     512 .. 1020   ...   a step of 1, 2, 4, ... ns an index
 * </pre>
 */
public final class LatencyHistogram {
    private static final long HIGHEST_NANOS = 10_000_000_000L;
    private static final int DIGITS = 2;
    /** Latencies below are counted singly; above, half as many counts for each doubling. */
    private static final int SINGLE = 256;
    private static final int SINGLE_BITS = 8;
    private static final int STEP_BITS = SINGLE_BITS - 1;

    private final AtomicLongArray counts = new AtomicLongArray(index(HIGHEST_NANOS) + 1);

    /** Counts a latency. The one thread that records. */
    public void record(long nanos) {
        int index = index(Math.clamp(nanos, 1, HIGHEST_NANOS));
        counts.setOpaque(index, counts.getPlain(index) + 1);
    }

    /** How many different counts there are. */
    int length() {
        return counts.length();
    }

    /** The count at an index, up to now. Any thread. */
    long count(int index) {
        return counts.getOpaque(index);
    }

    private static int index(long nanos) {
        int shift = Long.SIZE - SINGLE_BITS - Long.numberOfLeadingZeros(nanos | (SINGLE - 1));
        return (shift << STEP_BITS) + (int) (nanos >>> shift);
    }

    /** The least latency, in nanoseconds, that is counted at an index. */
    static long nanosAt(int index) {
        int shift = Math.max(0, (index >> STEP_BITS) - 1);
        return (long) (index - (shift << STEP_BITS)) << shift;
    }

    /** Everything recorded so far, in nanoseconds. Any thread. */
    public Histogram total() {
        Histogram total = empty();
        new IntervalReader(this).readInto(total);
        return total;
    }

    /** A histogram that takes what is read from this kind without a loss. */
    public static Histogram empty() {
        return new Histogram(1, HIGHEST_NANOS, DIGITS);
    }
}
