package io.neighsync.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * The latencies of several runs as files that HdrHistogram's own tools read, and as a picture: {@code .hlog} has every
 * second of every run, tagged with the run; {@code .hgrm} the percentiles of all runs together, in microseconds;
 * {@code .svg} the same drawn. All of them from the instants at which the changes were due.
 */
final class LatencyFiles {
    private static final double NANOS_PER_MICRO = 1_000;
    private static final double NANOS_PER_MILLI = 1_000_000;
    private static final double MILLIS_PER_SECOND = 1_000;
    private static final int STEPS_PER_HALF_DISTANCE = 5;

    private final ResultFiles files;
    private final String title;

    /**
     * Files of one rate in one placement.
     *
     * @param files of the run of the suite
     * @param title such as {@code 1000/s, plain}; part of the names, as far as names can have it
     */
    LatencyFiles(ResultFiles files, String title) {
        this.files = files;
        this.title = title;
    }

    /** Writes them; the floor may be empty. */
    void write(List<LatencyPhase> daemon, List<LatencyPhase> floor) {
        try {
            Map<String, Latencies> curves = new LinkedHashMap<>();
            curves.put("daemon", together(daemon));
            if (!floor.isEmpty()) {
                curves.put("floor", together(floor));
            }
            for (Map.Entry<String, Latencies> curve : curves.entrySet()) {
                writePercentiles(path("-" + curve.getKey() + ".hgrm"), curve.getValue().histogram());
            }
            writeIntervals(path(".hlog"), Map.of("daemon", daemon, "floor", floor));
            Files.writeString(path(".svg"), new LatencyPlot("Due to PUBLISH, " + title, curves).toSvg());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path path(String ending) {
        return files.path("-latency-" + title.replace("/s", "").replace(", ", "-").replace(' ', '-') + ending);
    }

    private static Latencies together(List<LatencyPhase> runs) {
        Latencies all = new Latencies();
        runs.forEach(run -> all.add(run.fromDue()));
        return all;
    }

    private static void writePercentiles(Path file, Histogram histogram) throws IOException {
        try (PrintStream out = new PrintStream(file.toFile(), StandardCharsets.UTF_8)) {
            histogram.outputPercentileDistribution(out, STEPS_PER_HALF_DISTANCE, NANOS_PER_MICRO);
        }
    }

    private static void writeIntervals(Path file, Map<String, List<LatencyPhase>> kinds) throws IOException {
        try (PrintStream out = new PrintStream(file.toFile(), StandardCharsets.UTF_8)) {
            HistogramLogWriter log = new HistogramLogWriter(out);
            log.outputLogFormatVersion();
            log.outputLegend();
            kinds.forEach((kind, runs) -> {
                for (int run = 0; run < runs.size(); run++) {
                    writeRun(log, kind + "-" + (run + 1), runs.get(run));
                }
            });
        }
    }

    private static void writeRun(HistogramLogWriter log, String tag, LatencyPhase run) {
        long second = TimeUnit.SECONDS.toMillis(1);
        for (int i = 0; i < run.intervals().size(); i++) {
            Histogram histogram = run.intervals().get(i).histogram();
            histogram.setTag(tag);
            double begin = (run.began() + i * second) / MILLIS_PER_SECOND;
            log.outputIntervalHistogram(begin, begin + 1, histogram, NANOS_PER_MILLI);
        }
    }
}
