package io.neighsync.engine.stage;

import org.HdrHistogram.Histogram;

/**
 * Reads a {@link LatencyHistogram} by intervals: each reading has what was recorded since the one before, and nothing
 * is lost between them. One thread, which need not be the one that records.
 */
public final class IntervalReader {
    private final LatencyHistogram histogram;
    private final long[] seen;

    /** A reader whose first interval goes back to the beginning. */
    public IntervalReader(LatencyHistogram histogram) {
        this.histogram = histogram;
        this.seen = new long[histogram.length()];
    }

    /** Ends the interval, and adds what was recorded in it. */
    public void readInto(Histogram interval) {
        for (int i = 0; i < seen.length; i++) {
            long count = histogram.count(i);
            if (count != seen[i]) {
                interval.recordValueWithCount(LatencyHistogram.nanosAt(i), count - seen[i]);
                seen[i] = count;
            }
        }
    }
}
