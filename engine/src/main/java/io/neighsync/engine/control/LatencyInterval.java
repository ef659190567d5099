package io.neighsync.engine.control;

import org.HdrHistogram.Histogram;

/**
 * The latencies of one interval; all times in nanoseconds. The percentiles of none are 0.
 *
 * @param sinceNanos when it began, as {@link System#nanoTime} has it
 * @param nanos      how long it is
 * @param count      latencies in it
 * @param p50        what half of them do not exceed
 * @param p90        what 90 % do not exceed
 * @param p99        what 99 % do not exceed
 * @param p999       what 99.9 % do not exceed
 * @param max        the longest
 */
public record LatencyInterval(
        long sinceNanos, long nanos, long count, long p50, long p90, long p99, long p999, long max) {

    /** What a histogram of an interval has. */
    static LatencyInterval of(Histogram histogram, long sinceNanos, long nanos) {
        return histogram.getTotalCount() == 0 ? new LatencyInterval(sinceNanos, nanos, 0, 0, 0, 0, 0, 0)
                : new LatencyInterval(sinceNanos, nanos, histogram.getTotalCount(),
                        histogram.getValueAtPercentile(50), histogram.getValueAtPercentile(90),
                        histogram.getValueAtPercentile(99), histogram.getValueAtPercentile(99.9),
                        histogram.getMaxValue());
    }
}
