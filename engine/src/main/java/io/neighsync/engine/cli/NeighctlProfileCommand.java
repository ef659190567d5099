package io.neighsync.engine.cli;

import io.neighsync.engine.replay.WallTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code neighctl profile}. */
@Command(
        name = "profile",
        description = "Records what a running daemon does with JDK Flight Recorder, and prints CPU time and"
            + " allocation by thread, the hottest methods, pauses, memory, threads, open files, and latencies where"
            + " they are logged (performance.latency_log, a file named *.hlog).",
        footer = {
            "",
            "Leaves neighsyncd-PID.jfr and a flame graph, neighsyncd-PID.svg.",
            "",
            "Examples:",
            "  neighctl profile",
            "  neighctl profile --pid 4711 --seconds 30 --out /tmp --flame"
        })
final class NeighctlProfileCommand implements Runnable {
    private static final int MAX_SECONDS = 3_600;

    @Spec
    private CommandSpec spec;

    @Option(names = "--pid", paramLabel = "PID", description = "The daemon's process; default: the only neighsyncd.")
    private Long pid;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "10",
            description = "How long to record, 1 to 3600; default ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--out", paramLabel = "DIR", defaultValue = ".",
            description = "Where to leave the files; default here.")
    private Path out;

    @ArgGroup
    private Kept kept = new Kept();

    /** Which of the two files is left; both unless one is named. */
    static final class Kept {
        @Option(names = "--flame", description = "Leave the flame graph alone.")
        private boolean flame;

        @Option(names = "--jfr", description = "Leave the recording alone.")
        private boolean jfr;
    }

    @Override
    public void run() {
        if (seconds < 1 || seconds > MAX_SECONDS) {
            throw new ParameterException(spec.commandLine(), "--seconds " + seconds + ": give 1 to " + MAX_SECONDS);
        }
        if (!Files.isDirectory(out) || !Files.isWritable(out)) {
            throw new RefusedException(out + " is no folder that can be written: name another with --out");
        }
        RunningDaemon daemon = pid == null ? RunningDaemon.find() : RunningDaemon.of(pid);
        try (FlightRecording recording = FlightRecording.start(daemon)) {
            Instant begin = Instant.now();
            ProcessUsage before = ProcessUsage.of(daemon.proc());
            pause();
            ProcessUsage after = ProcessUsage.of(daemon.proc());
            Path file = recording.stop();
            RecordedProfile profile = RecordedProfile.read(file);
            Lines lines = new Lines(spec.commandLine().getOut());
            ProfileLines.print(lines, daemon, before, after, profile);
            latencies(lines, daemon, begin);
            keep(lines, daemon, file, profile);
            lines.flush();
        }
    }

    private void pause() {
        try {
            Thread.sleep(Duration.ofSeconds(seconds));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException("interrupted");
        }
    }

    private static void latencies(Lines lines, RunningDaemon daemon, Instant begin) {
        daemon.latencyLog().ifPresentOrElse(
                file -> LatencyLines.print(lines, HistogramLog.read(file, WallTime.nanos(begin))),
                () -> lines.print("latencies are not logged: set performance.latency_log to a file named *.hlog"));
    }

    private void keep(Lines lines, RunningDaemon daemon, Path recording, RecordedProfile profile) {
        String name = "neighsyncd-" + daemon.pid();
        if (!kept.flame) {
            Path file = out.resolve(name + ".jfr");
            try {
                Files.copy(recording, file, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new RefusedException(file + " cannot be written: " + e.getMessage());
            }
            lines.print("recording=" + file);
        }
        if (!kept.jfr && profile.samples().samples() > 0) {
            Path file = out.resolve(name + ".svg");
            OutputFile.write(file, FlameGraph.of(profile.samples(),
                    "neighsyncd, process " + daemon.pid() + ", " + seconds + " s until " + Instant.now()));
            lines.print("flame_graph=" + file);
        }
    }
}
