package io.neighsync.engine.stage;

import org.HdrHistogram.Histogram;

/**
 * A histogram of 1 ns to 10 s with 2 digits (29 KB); values outside are clamped. One writer; read when it has stopped.
 */
final class LatencyHistogram {
    private static final long HIGHEST_NANOS = 10_000_000_000L;

    private final Histogram histogram = new Histogram(1, HIGHEST_NANOS, 2);

    void record(long nanos) {
        histogram.recordValue(Math.clamp(nanos, 1, HIGHEST_NANOS));
    }

    Histogram histogram() {
        return histogram;
    }
}
