package io.neighsync.engine.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The packaged daemon as a process of its own, with the flags {@code scripts/neighsyncd} gives it, in the network
 * namespace of the thread that starts it.
 */
public final class DaemonProcess implements AutoCloseable {
    private static final Pattern READY =
            Pattern.compile("ready neighbors=(\\d+) rows=(\\d+) writes=(\\d+) elapsed_ms=(\\d+)");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final Process process;
    private final List<String> out = new CopyOnWriteArrayList<>();
    private final List<String> err = new CopyOnWriteArrayList<>();
    private final List<Thread> readers = new ArrayList<>();

    /** The numbers of the ready line. */
    public record Ready(int neighbors, int rows, int writes, int elapsedMillis) {
    }

    private DaemonProcess(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        if (!command.contains("--journal")) {
            // the usual folder is the machine's
            builder.environment().put("NEIGHSYNCD_JOURNAL_DIR", "none");
        }
        process = builder.start();
        process.getOutputStream().close();
        readers.add(read(process.getInputStream(), out));
        readers.add(read(process.getErrorStream(), err));
    }

    public static DaemonProcess start(String... arguments) {
        return startUnder(List.of(), arguments);
    }

    /** Starts it under another command, such as setpriv(1). */
    static DaemonProcess startUnder(List<String> wrapper, String... arguments) {
        return start(wrapper, List.of(), arguments);
    }

    /** Starts it with more options of the JVM, behind those of the script, as its JVM_OPTIONS are. */
    static DaemonProcess startWith(List<String> jvmOptions, String... arguments) {
        return start(List.of(), jvmOptions, arguments);
    }

    private static DaemonProcess start(List<String> wrapper, List<String> jvmOptions, String... arguments) {
        Path root = Path.of(System.getProperty("neighsync.root"));
        Path target = root.resolve("engine/target");
        List<String> command = new ArrayList<>(wrapper);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + root.resolve("scripts/jvm.options"));
        command.add("@" + root.resolve("scripts/daemon.options"));
        command.addAll(jvmOptions);
        command.add("-Dneighsyncd.exec_us=" + ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
        command.add("-cp");
        command.add(target.resolve("neighsyncd.jar") + ":" + target.resolve("lib/*"));
        command.add("io.neighsync.engine.cli.NeighsyncdCommand");
        command.addAll(List.of(arguments));
        try {
            return new DaemonProcess(command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Thread read(InputStream stream, List<String> lines) {
        return Thread.ofPlatform().daemon().start(() -> {
            try (BufferedReader reader = new BufferedReader(
                    new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                reader.lines().forEach(lines::add);
            } catch (IOException | UncheckedIOException e) {
                lines.add("(" + e.getMessage() + ")");
            }
        });
    }

    /** Waits for the ready line. */
    public Ready awaitReady() {
        Eventually.shouldHold(LIMIT, "the ready line", () -> ready().isPresent() || !process.isAlive());
        return ready().orElseThrow(() -> new AssertionError("not ready, " + output()));
    }

    private Optional<Ready> ready() {
        return out.stream().map(READY::matcher).filter(Matcher::matches).findFirst().map(m -> new Ready(
                Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)),
                Integer.parseInt(m.group(3)), Integer.parseInt(m.group(4))));
    }

    /** Sends SIGTERM and waits; the exit code. */
    public int terminate() {
        process.toHandle().destroy();
        return awaitExit();
    }

    void kill9() {
        process.toHandle().destroyForcibly();
        awaitExit();
    }

    /** Stops it in its tracks, as SIGSTOP does. */
    void pause() {
        signal("STOP");
    }

    /** Lets it go on, as SIGCONT does. */
    void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            int status = new ProcessBuilder("kill", "-" + name, String.valueOf(pid())).start().waitFor();
            if (status != 0) {
                throw new AssertionError("kill -" + name + " exited with " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Waits for a line on stderr; how long that took. */
    Duration awaitErr(Duration limit, String text) {
        return Eventually.shouldHold(limit, text, () -> hasErr(text));
    }

    boolean hasErr(String text) {
        return err.stream().anyMatch(line -> line.contains(text));
    }

    /** Memory that is resident, VmRSS of proc_pid_status(5), in KiB. */
    long residentKib() {
        return procLines("status").stream().filter(line -> line.startsWith("VmRSS:")).findFirst()
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .orElseThrow(() -> new AssertionError("gone, " + output()));
    }

    /** Processor time used so far, fields utime and stime of proc_pid_stat(5), in ticks of 10 ms. */
    long processorTicks() {
        String line = procLines("stat").getFirst();
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    /** The lines of a file of its proc(5) directory. */
    List<String> procLines(String file) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid(), file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int awaitExit() {
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("still running, " + output());
            }
            for (Thread reader : readers) {
                reader.join();
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    public List<String> out() {
        return List.copyOf(out);
    }

    List<String> err() {
        return List.copyOf(err);
    }

    /** The number behind {@code name=} in the summary. */
    public long counted(String name) {
        Pattern pattern = Pattern.compile("(^| )" + name + "=(\\d+)( |$)");
        return out.stream().map(pattern::matcher).filter(Matcher::find).findFirst()
                .map(m -> Long.parseLong(m.group(2)))
                .orElseThrow(() -> new AssertionError("no " + name + ", " + output()));
    }

    public String output() {
        return "stdout: " + out + ", stderr: " + err;
    }

    /** Ends it in good order, so that an embedded server ends as well; by force when it does not. */
    @Override
    public void close() {
        process.toHandle().destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                kill9();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill9();
        }
    }
}
