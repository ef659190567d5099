package io.neighsync.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What of a process is in memory, in MB of 1 048 576 bytes: {@code /proc/PID/status} and {@code smaps_rollup}, proc(5).
 *
 * @param rss          all of it, VmRSS
 * @param anonymous    of it, what no file backs, RssAnon
 * @param file         of it, mapped files, RssFile
 * @param shared       of it, shared memory, tmpfs included, RssShmem
 * @param proportional pages that others have mapped too count in part, Pss
 * @param privateDirty pages that only this process has and that no file could give back, Private_Dirty
 */
record ResidentMemory(
    double rss, double anonymous, double file, double shared, double proportional, double privateDirty) {
    private static final double KILOBYTES_PER_MEGABYTE = 1_024;

    /** That of a process now. */
    static ResidentMemory of(long pid) {
        return read(Path.of("/proc", String.valueOf(pid)));
    }

    /** As {@code /proc/PID} has it. */
    static ResidentMemory read(Path process) {
        try {
            String status = Files.readString(process.resolve("status"));
            String rollup = Files.readString(process.resolve("smaps_rollup"));
            return new ResidentMemory(megabytes(status, "VmRSS:"), megabytes(status, "RssAnon:"),
                megabytes(status, "RssFile:"), megabytes(status, "RssShmem:"), megabytes(rollup, "Pss:"),
                megabytes(rollup, "Private_Dirty:"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double megabytes(String text, String key) {
        String line = text.lines().filter(each -> each.startsWith(key)).findFirst()
            .orElseThrow(() -> new IllegalStateException("the kernel tells no " + key + "\n" + text));
        return Long.parseLong(line.substring(key.length()).replace("kB", "").strip()) / KILOBYTES_PER_MEGABYTE;
    }
}
