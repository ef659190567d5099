package io.neighsync.engine.cli;

import io.neighsync.engine.daemon.LatencyText;
import io.neighsync.engine.replay.WallTime;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Latencies in lines, as the daemon prints them at its stop: microseconds, or in JSON nanoseconds. */
final class LatencyLines {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9};

    private LatencyLines() {
    }

    /** Prints what a log has, a line for each tag below one that says from when it is. */
    static void print(Lines lines, HistogramLog log) {
        if (log.totals().isEmpty()) {
            lines.print("no latencies");
            return;
        }
        lines.print("latencies in us" + range(log));
        log.totals().forEach((tag, histogram) -> lines.print(text(tag, histogram)));
    }

    /** From when a log is, and how long it is. */
    static String range(HistogramLog log) {
        return String.format(Locale.ROOT, " from %s on, %.1f s", WallTime.text(log.fromNanos()), log.seconds());
    }

    private static String text(String tag, Histogram histogram) {
        return tag + " count=" + histogram.getTotalCount() + ' ' + LatencyText.of(histogram);
    }

    /** One tag in JSON. */
    static String json(String tag, Histogram histogram) {
        JsonLine line = new JsonLine().add("tag", tag).add("count", histogram.getTotalCount());
        for (double percentile : PERCENTILES) {
            line.add("p" + label(percentile) + "_ns", histogram.getValueAtPercentile(percentile));
        }
        return line.add("max_ns", histogram.getMaxValue()).toString();
    }

    private static String label(double percentile) {
        return percentile == Math.rint(percentile) ? String.valueOf((long) percentile) : String.valueOf(percentile);
    }
}
