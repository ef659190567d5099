package io.neighsync.engine.daemon;

import io.neighsync.engine.control.IntervalLatencies;
import io.neighsync.engine.control.LatencyInterval;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes interval histograms to a file in HdrHistogram's log format, version 1.3, a line each, tagged with what was
 * measured; those without a value are left out. A file that is there is replaced. When it cannot be written that is
 * said once, and nothing more is written. Thread {@code neigh-conductor}.
 */
final class LatencyLog implements IntervalLatencies.Listener, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(LatencyLog.class);

    private final String path;
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
    private HistogramLogWriter writer;
    private OutputStream file;
    private long wallOffsetMillis;
    private boolean over;

    /** A log in this file, which is opened with the first interval. */
    LatencyLog(String path) {
        this.path = path;
    }

    @Override
    public void onInterval(String name, LatencyInterval interval, Histogram histogram) {
        if (over) {
            return;
        }
        try {
            if (writer == null) {
                begin(interval);
            }
            if (histogram.getTotalCount() > 0) {
                long since = wallOffsetMillis + TimeUnit.NANOSECONDS.toMillis(interval.sinceNanos());
                histogram.setTag(name);
                histogram.setStartTimeStamp(since);
                histogram.setEndTimeStamp(since + TimeUnit.NANOSECONDS.toMillis(interval.nanos()));
                writer.outputIntervalHistogram(histogram);
            }
            write();
        } catch (IOException e) {
            LOGGER.warn("performance.latency_log = {}: {}; latencies are not logged any more", path, e.getMessage());
            close();
        }
    }

    private void begin(LatencyInterval first) throws IOException {
        file = new FileOutputStream(path);
        wallOffsetMillis = System.currentTimeMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
        long start = wallOffsetMillis + TimeUnit.NANOSECONDS.toMillis(first.sinceNanos());
        writer = new HistogramLogWriter(new PrintStream(lines, false, StandardCharsets.UTF_8));
        writer.outputComment("[neighsyncd's latencies in ns, a second a line]");
        writer.outputLogFormatVersion();
        writer.outputStartTime(start);
        writer.outputBaseTime(start);
        writer.setBaseTime(start);
        writer.outputLegend();
    }

    /** Whole lines at once, past {@link PrintStream}, which would keep an error to itself. */
    private void write() throws IOException {
        lines.writeTo(file);
        lines.reset();
    }

    @Override
    public void close() {
        over = true;
        if (file == null) {
            return;
        }
        try {
            file.close();
        } catch (IOException e) {
            LOGGER.warn("performance.latency_log = {}: {}", path, e.getMessage());
        }
    }
}
