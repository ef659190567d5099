package io.neighsync.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When a launcher such as {@code scripts/neighsyncd} executed the JVM, which its command line tells. Any thread. */
final class ExecInstant {
    private static final Pattern PROPERTY = Pattern.compile("\\x00-Dneighsyncd\\.exec_us=(\\d+)\\x00");

    private ExecInstant() {
    }

    /** Microseconds since 1970 until now, the clock that a launcher reads. */
    static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /** That of a process, microseconds since 1970; empty for one that does not tell. */
    static OptionalLong of(long pid) {
        return read(Path.of("/proc", String.valueOf(pid)));
    }

    /** As {@code /proc/PID} has it. */
    static OptionalLong read(Path process) {
        try {
            Matcher matcher = PROPERTY.matcher(Files.readString(process.resolve("cmdline")));
            return matcher.find() ? OptionalLong.of(Long.parseLong(matcher.group(1))) : OptionalLong.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
