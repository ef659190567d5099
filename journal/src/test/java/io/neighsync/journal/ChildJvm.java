package io.neighsync.journal;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Another process, which runs a class of the tests and is killed at the latest when this is closed.
 */
final class ChildJvm implements AutoCloseable {
    private static final long TIMEOUT_S = 20;

    private final Process process;
    private final BufferedReader output;

    ChildJvm(Class<?> main, String... arguments) throws IOException {
        this("-Xmx64m", main, arguments);
    }

    /** With an option of the JVM. */
    ChildJvm(String option, Class<?> main, String... arguments) throws IOException {
        final List<String> command = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@" + Path.of(System.getProperty("neighsync.root"), "scripts", "jvm.options"), option,
            "-XX:ErrorFile=/dev/null",
            "-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
        output = process.inputReader();
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the next line it prints. */
    String readLine() throws IOException {
        return output.readLine();
    }

    /** Kills it by SIGKILL and waits until it has ended. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(TIMEOUT_S, TimeUnit.SECONDS)) {
            throw new IllegalStateException("process " + pid() + " does not end");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
