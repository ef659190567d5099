package io.neighsync.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A running neighsyncd, which does not outlive this process. One thread. */
final class DaemonProcess implements AutoCloseable {
    private static final int LIMIT_SECONDS = 30;
    private static final Pattern OVERRUNS = Pattern.compile("\\boverruns=(\\d+)");

    private final Path log;
    private final Process process;
    private final BufferedReader output;
    private String summary = "";

    /**
     * Starts one of ours.
     *
     * @param command all of it
     */
    DaemonProcess(List<String> command) {
        this(new ProcessBuilder(command));
    }

    private DaemonProcess(ProcessBuilder builder) {
        try {
            log = Files.createTempFile("neighsyncd", ".log");
            process = builder.redirectError(log.toFile()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        output = process.inputReader();
    }

    /** Starts one of any make, of which nobody knows what it prints: {@link #terminate} ends it. */
    static DaemonProcess ofAnyMake(List<String> command) {
        return new DaemonProcess(new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD));
    }

    /** Waits until it says that the first full sync is in Redis. */
    void awaitReady() {
        try {
            if (!CompletableFuture.supplyAsync(this::isReady).get(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw failed("ended before it was ready");
            }
        } catch (TimeoutException e) {
            throw failed("was not ready within " + LIMIT_SECONDS + " s");
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads what it prints up to the line that says so. */
    private boolean isReady() {
        try {
            String line = output.readLine();
            while (line != null && !line.startsWith("ready ")) {
                line = output.readLine();
            }
            return line != null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its process; that of the daemon itself where a script became it. */
    long pid() {
        return process.pid();
    }

    /** Whether it has not ended. */
    boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Stops it as SIGTERM does.
     *
     * @return how often its event socket overran
     */
    int stop() {
        terminate();
        summary = String.join("\n", output.lines().toList());
        Matcher overruns = OVERRUNS.matcher(summary);
        if (process.exitValue() != 0 || !overruns.find()) {
            throw failed("ended with " + process.exitValue());
        }
        return Integer.parseInt(overruns.group(1));
    }

    /** Stops it as SIGTERM does, whatever it ends with. */
    void terminate() {
        // Process.destroy() would close its output
        process.toHandle().destroy();
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw failed("did not end within " + LIMIT_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What it printed after it was ready; only when it has been stopped. */
    String summary() {
        return summary;
    }

    /** What to throw when it did something wrong, with its log. */
    IllegalStateException failed(String how) {
        try {
            return new IllegalStateException("the daemon " + how + "\n" + Files.readString(log));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            Files.delete(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
