package io.neighsync.engine.cli;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A profile in lines: the process, its collections, and each thread that used the CPU, with its hottest methods. */
final class ProfileLines {
    private static final int TOP_METHODS = 3;
    private static final double LEAST_PERCENT = 0.05;
    private static final double KB_PER_MB = 1_024;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;

    private ProfileLines() {
    }

    /** Prints what a daemon used between two moments, and what the recording of that time has. */
    static void print(
            Lines lines, RunningDaemon daemon, ProcessUsage before, ProcessUsage after, RecordedProfile profile) {
        double all = after.cpuNanos().keySet().stream()
                .mapToDouble(thread -> ProcessUsage.cpuPercent(thread, before, after)).sum();
        lines.print(String.format(Locale.ROOT,
                "pid=%d seconds=%.1f cpu=%.1f%% memory_mb=%.1f peak_mb=%.1f threads=%d fds=%d", daemon.pid(),
                (after.nanos() - before.nanos()) / NANOS_PER_SECOND, all, after.residentKb() / KB_PER_MB,
                after.peakKb() / KB_PER_MB, after.threads(), after.fds()));
        lines.print(String.format(Locale.ROOT, "collections=%d pauses_ms=%.1f longest_ms=%.1f",
                profile.collections(), millis(profile.pauses()), millis(profile.longestPause())));
        for (String thread : after.cpuNanos().keySet()) {
            double percent = ProcessUsage.cpuPercent(thread, before, after);
            if (percent >= LEAST_PERCENT) {
                lines.print(String.format(Locale.ROOT, "thread=%s cpu=%.1f%% allocated_kb=%d",
                        thread.replace(' ', '_'), percent, profile.allocated(thread) >> 10));
                methods(lines, profile.samples().callees().get(thread));
            }
        }
    }

    /** The methods in which the thread was met most often, with their shares of its samples. */
    private static void methods(Lines lines, CallTree thread) {
        if (thread == null) {
            return;
        }
        Map<String, Long> own = new HashMap<>();
        thread.addOwnSamples(own);
        List<Map.Entry<String, Long>> most = own.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(TOP_METHODS).toList();
        for (Map.Entry<String, Long> method : most) {
            lines.print(String.format(Locale.ROOT, "  %5.1f%% %s",
                    100.0 * method.getValue() / thread.samples(), method.getKey()));
        }
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / NANOS_PER_MILLI;
    }
}
