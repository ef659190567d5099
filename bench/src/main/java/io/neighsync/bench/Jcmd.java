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

    /**
     * What a process answers; nothing where it is no JVM.
     *
     * @throws IllegalStateException if it is one and does not
     */
    static String ask(long pid, String... question) {
        if (!isJvm(pid)) {
            return "";
        }
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        return Commands.run(Stream.concat(Stream.of(jcmd, String.valueOf(pid)), Stream.of(question)).toList());
    }

    private static boolean isJvm(long pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", String.valueOf(pid), "exe")).endsWith("java");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
