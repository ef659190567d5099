package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs of neighctl as a process of its own, with the flags it needs. */
final class Neighctl {
    private Neighctl() {
    }

    /** What a run printed, standard error included, and its exit code. */
    record Answer(int exitCode, List<String> lines) {
    }

    /** Runs it with arguments, to its end. */
    static Answer run(String... arguments) {
        return runUnder(List.of(), arguments);
    }

    /** Runs it under another command, such as setpriv(1). */
    static Answer runUnder(List<String> wrapper, String... arguments) {
        Path root = Path.of(System.getProperty("neighsync.root"));
        Path target = root.resolve("engine/target");
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + root.resolve("scripts/jvm.options"), "-cp",
                target.resolve("neighsyncd.jar") + ":" + target.resolve("lib/*"),
                "io.neighsync.engine.cli.NeighctlCommand"));
        command.addAll(List.of(arguments));
        return runCommand(command);
    }

    /** Runs any command to its end. */
    static Answer runCommand(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines().toList();
            assertThat(process.waitFor(1, TimeUnit.SECONDS)).isTrue();
            return new Answer(process.exitValue(), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
