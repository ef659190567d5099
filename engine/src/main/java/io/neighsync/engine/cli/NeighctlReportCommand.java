package io.neighsync.engine.cli;

import io.neighsync.engine.replay.Moment;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code neighctl report}. */
@Command(
        name = "report",
        description = "Prints percentiles of the latencies in a log that the daemon writes"
            + " (performance.latency_log), by stage and end to end.",
        footer = {
            "",
            "Examples:",
            "  neighctl report --hlog /var/log/neighsyncd.hlog",
            "  neighctl report --hlog /var/log/neighsyncd.hlog --since -10m --json",
            "  neighctl report --hlog run.hlog --plot run.svg --hgrm run.hgrm --tag redis"
        })
final class NeighctlReportCommand implements Runnable {
    private static final double NANOS_PER_MICRO = 1_000;
    private static final int STEPS_PER_HALF_DISTANCE = 5;

    @Spec
    private CommandSpec spec;

    @Option(names = "--hlog", paramLabel = "FILE", required = true, description = "The log.")
    private Path hlog;

    @Option(names = "--since", paramLabel = "TIME", converter = MomentConverter.class,
            description = "Leave out what was before: ISO-8601, HH:MM:SS of today or -10m.")
    private Moment since;

    @Option(names = "--hgrm", paramLabel = "FILE",
            description = "Write the percentile distribution of one measurement, in microseconds, as HdrHistogram's"
                + " plotters read it.")
    private Path hgrm;

    @Option(names = "--tag", paramLabel = "NAME", defaultValue = "e2e",
            description = "The measurement for --hgrm; default ${DEFAULT-VALUE}.")
    private String tag;

    @Option(names = "--plot", paramLabel = "FILE", description = "Write a picture of all percentiles, SVG.")
    private Path plot;

    @Option(names = "--json", description = "One JSON object a measurement.")
    private boolean json;

    @Override
    public void run() {
        if (since != null && since.bySequence()) {
            throw new ParameterException(spec.commandLine(), "--since " + since + " is no time: give one such as -10m");
        }
        HistogramLog log = HistogramLog.read(hlog, since == null ? Long.MIN_VALUE : since.value());
        if (log.damagedLines() > 0) {
            Complaints.print(spec, hlog + ": " + log.damagedLines() + " lines are damaged and left out");
        }
        if (log.totals().isEmpty()) {
            throw new RefusedException(hlog + " has no latencies" + (since == null ? "" : " since " + since)
                    + ": is there an event?");
        }
        print(log);
        if (hgrm != null) {
            OutputFile.write(hgrm, distribution(log.totals().get(tag), log));
        }
        if (plot != null) {
            OutputFile.write(plot, PercentilePlot.of(log.totals(), "neighsyncd's latencies" + LatencyLines.range(log)));
        }
    }

    private void print(HistogramLog log) {
        Lines lines = new Lines(spec.commandLine().getOut());
        if (json) {
            log.totals().forEach((name, histogram) -> lines.print(LatencyLines.json(name, histogram)));
        } else {
            LatencyLines.print(lines, log);
        }
        lines.flush();
    }

    private String distribution(Histogram histogram, HistogramLog log) {
        if (histogram == null) {
            throw new RefusedException("--tag " + tag + " is not in " + hlog + ", which has "
                    + String.join(", ", log.totals().keySet()) + ": give one of these");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        histogram.outputPercentileDistribution(
                new PrintStream(bytes, false, StandardCharsets.UTF_8), STEPS_PER_HALF_DISTANCE, NANOS_PER_MICRO);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
