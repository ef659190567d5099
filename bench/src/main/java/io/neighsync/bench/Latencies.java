package io.neighsync.bench;

import org.HdrHistogram.Histogram;

/** Times from 1 ns to 10 s with three digits; what is outside counts as the nearest. One thread. */
final class Latencies {
    private static final long HIGHEST_NANOS = 10_000_000_000L;
    private static final int DIGITS = 3;
    private static final double NANOS_PER_MICRO = 1_000.0;

    private final Histogram histogram;

    /** None yet. */
    Latencies() {
        histogram = new Histogram(1, HIGHEST_NANOS, DIGITS);
    }

    /** Those of somebody else's histogram, in nanoseconds, as they are now. */
    Latencies(Histogram other) {
        histogram = other.copy();
    }

    /** Enters a time in nanoseconds. Allocates nothing. */
    void record(long nanos) {
        histogram.recordValue(Math.clamp(nanos, 1, HIGHEST_NANOS));
    }

    /** Forgets every time. */
    void reset() {
        histogram.reset();
    }

    /** How many there are. */
    long count() {
        return histogram.getTotalCount();
    }

    /** The time that so many of a hundred do not exceed, in microseconds. */
    double micros(double percentile) {
        return histogram.getValueAtPercentile(percentile) / NANOS_PER_MICRO;
    }

    /** The longest, in microseconds. */
    double maxMicros() {
        return histogram.getMaxValue() / NANOS_PER_MICRO;
    }

    /** Takes those of another over. */
    void add(Latencies other) {
        histogram.add(other.histogram);
    }

    /** The histogram, in nanoseconds; for what reads it. */
    Histogram histogram() {
        return histogram;
    }

    /** The same, which nothing is entered into any more. */
    Latencies copy() {
        return new Latencies(histogram);
    }
}
