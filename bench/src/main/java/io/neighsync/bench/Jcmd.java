package io.neighsync.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Asks a running JVM, by jcmd(1). */
final class Jcmd {
    private Jcmd() {
    }

    /** Whether a process is a JVM, so that it can be asked. */
    static boolean reaches(long pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", String.valueOf(pid), "exe")).endsWith("java");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What a JVM answers.
     *
     * @throws IllegalStateException if it does not
     */
    static String ask(long pid, String... question) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        return Commands.run(Stream.concat(Stream.of(jcmd, String.valueOf(pid)), Stream.of(question)).toList());
    }
}
