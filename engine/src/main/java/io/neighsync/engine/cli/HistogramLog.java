package io.neighsync.engine.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogScanner;

/**
 * The latencies of a file in HdrHistogram's log format, the intervals of each tag added up. Lines that cannot be read,
 * such as the last one of a writer that was killed, are counted and left out. One thread.
 */
final class HistogramLog {
    private static final String VERSION = "#[Histogram log format version ";
    private static final String UNTAGGED = "untagged";
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double SECONDS_PER_YEAR = 365.25 * 24 * 3_600;

    private final long sinceNanos;
    private final SequencedMap<String, Histogram> totals = new TreeMap<>();
    private long fromNanos = Long.MAX_VALUE;
    private long toNanos = Long.MIN_VALUE;
    private int damagedLines;

    private HistogramLog(long sinceNanos) {
        this.sinceNanos = sinceNanos;
    }

    /**
     * Reads a file.
     *
     * @param sinceNanos nanoseconds since 1970 at which the first interval that counts ends at the earliest
     * @throws RefusedException when it cannot be read or is no such log
     */
    static HistogramLog read(Path file, long sinceNanos) {
        HistogramLog log = new HistogramLog(sinceNanos);
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new RefusedException(file + " cannot be read: name the file of performance.latency_log");
        }
        try {
            if (!hasVersion(file)) {
                throw new RefusedException(file + " is no histogram log: name the file of performance.latency_log");
            }
            log.scan(file);
        } catch (IOException | UncheckedIOException e) {
            throw new RefusedException(file + " cannot be read: " + e.getMessage());
        }
        return log;
    }

    private static boolean hasVersion(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return lines.takeWhile(line -> line.startsWith("#")).anyMatch(line -> line.startsWith(VERSION));
        }
    }

    private void scan(Path file) throws IOException {
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
                HistogramLogScanner scanner = new HistogramLogScanner(bytes)) {
            scanner.process(new LineHandler());
        } catch (NoSuchElementException e) {
            // the scanner has counted a last line that was cut off, and looks for the rest of it
            return;
        }
    }

    /** Takes the lines as they are scanned, to the end of the file. */
    private final class LineHandler implements HistogramLogScanner.EventHandler {
        private double start;
        private double base = Double.NaN;

        @Override
        public boolean onComment(String comment) {
            return false;
        }

        @Override
        public boolean onBaseTime(double seconds) {
            base = seconds;
            return false;
        }

        @Override
        public boolean onStartTime(double seconds) {
            start = seconds;
            return false;
        }

        @Override
        public boolean onHistogram(
                String tag, double timestamp, double length, HistogramLogScanner.EncodableHistogramSupplier reader) {
            double begin = begin(timestamp);
            long endNanos = Math.round((begin + length) * NANOS_PER_SECOND);
            if (endNanos >= sinceNanos) {
                add(tag == null ? UNTAGGED : tag, Math.round(begin * NANOS_PER_SECOND), endNanos, reader);
            }
            return false;
        }

        /** Seconds since 1970: without a base time small numbers are seconds since the start, as elsewhere. */
        private double begin(double timestamp) {
            if (!Double.isNaN(base)) {
                return base + timestamp;
            }
            return timestamp < start - SECONDS_PER_YEAR ? start + timestamp : timestamp;
        }

        @Override
        public boolean onException(Throwable failure) {
            damagedLines++;
            return false;
        }
    }

    private void add(
            String tag, long beginNanos, long endNanos, HistogramLogScanner.EncodableHistogramSupplier reader) {
        EncodableHistogram read;
        try {
            read = reader.read();
        } catch (DataFormatException | RuntimeException e) {
            damagedLines++;
            return;
        }
        if (!(read instanceof Histogram interval)) {
            damagedLines++;
            return;
        }
        Histogram total = totals.computeIfAbsent(tag, name -> {
            Histogram empty = new Histogram(interval);
            empty.setAutoResize(true);
            return empty;
        });
        total.add(interval);
        fromNanos = Math.min(fromNanos, beginNanos);
        toNanos = Math.max(toNanos, endNanos);
    }

    /** What was measured, in nanoseconds, by tag; those without a latency are not there. */
    SequencedMap<String, Histogram> totals() {
        return totals;
    }

    /** When the first interval begins, in nanoseconds since 1970; only with totals. */
    long fromNanos() {
        return fromNanos;
    }

    /** How long it is from there to the end of the last interval. */
    double seconds() {
        return (double) TimeUnit.NANOSECONDS.toMillis(toNanos - fromNanos) / TimeUnit.SECONDS.toMillis(1);
    }

    /** Lines that were left out. */
    int damagedLines() {
        return damagedLines;
    }
}
