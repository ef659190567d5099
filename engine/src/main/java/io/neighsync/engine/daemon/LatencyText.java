package io.neighsync.engine.daemon;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Percentiles in words, the same wherever a person reads them. */
public final class LatencyText {
    private static final double NANOS_PER_MICRO = 1_000.0;

    private LatencyText() {
    }

    /** Latencies in nanoseconds as {@code p50=.. p90=.. p99=.. p99.9=.. max=..}, in microseconds. */
    public static String of(Histogram latencies) {
        return String.format(Locale.ROOT, "p50=%.1f p90=%.1f p99=%.1f p99.9=%.1f max=%.1f",
                micros(latencies, 50), micros(latencies, 90), micros(latencies, 99), micros(latencies, 99.9),
                latencies.getMaxValue() / NANOS_PER_MICRO);
    }

    private static double micros(Histogram latencies, double percentile) {
        return latencies.getValueAtPercentile(percentile) / NANOS_PER_MICRO;
    }
}
