package io.neighsync.engine.system;

import io.neighsync.netlink.TestNetns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * One thread of another process, held while all others run: ptrace(2) with PTRACE_SEIZE and PTRACE_INTERRUPT, called by
 * perl(1), because it needs neither a debugger nor a signal. One thread.
 */
final class StoppedThread implements AutoCloseable {
    private static final Path PERL = Path.of("/usr/bin/perl");
    /** Holds it until its input ends. */
    private static final String HOLD = """
            my ($ptrace, $tid) = map { $_ + 0 } @ARGV;
            syscall($ptrace, 0x4206, $tid, 0, 0) == 0 or die "PTRACE_SEIZE: $!";
            syscall($ptrace, 0x4207, $tid, 0, 0) == 0 or die "PTRACE_INTERRUPT: $!";
            <STDIN>;
            """;
    private static final int PTRACE_X86_64 = 101;
    private static final int PTRACE_ARM64 = 117;
    /** Longest name of a thread, /proc/pid/comm of proc(5). */
    private static final int COMM_LENGTH = 15;

    private final Process holder;
    private final Path task;

    private StoppedThread(Process holder, Path task) {
        this.holder = holder;
        this.task = task;
    }

    /** Stops a thread by its name; skips the test where that is not possible. */
    static StoppedThread of(DaemonProcess daemon, String name) {
        if (!Files.isExecutable(PERL)) {
            TestNetns.skip("perl(1) is missing");
        }
        Path task = task(daemon, name);
        int number = System.getProperty("os.arch").equals("aarch64") ? PTRACE_ARM64 : PTRACE_X86_64;
        try {
            StoppedThread stopped = new StoppedThread(new ProcessBuilder(PERL.toString(), "-e", HOLD,
                    String.valueOf(number), task.getFileName().toString()).start(), task);
            Eventually.shouldHold(MirroredHost.SOON, name + " is stopped",
                    () -> stopped.isStopped() || !stopped.holder.isAlive());
            if (!stopped.isStopped()) {
                TestNetns.skip("no thread of another process can be stopped here: " + new String(
                        stopped.holder.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip());
            }
            return stopped;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path task(DaemonProcess daemon, String name) {
        String comm = name.substring(0, Math.min(name.length(), COMM_LENGTH));
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + daemon.pid() + "/task"))) {
            return tasks.filter(task -> read(task.resolve("comm")).strip().equals(comm)).findFirst()
                    .orElseThrow(() -> new AssertionError("no thread " + name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException gone) {
            return "";
        }
    }

    /** Whether its state is t, tracing stop: /proc/pid/task/tid/stat of proc(5). */
    private boolean isStopped() {
        String stat = read(task.resolve("stat"));
        return stat.startsWith(") t ", Math.max(0, stat.lastIndexOf(')')));
    }

    /** Lets it go on. */
    @Override
    public void close() {
        try {
            holder.getOutputStream().close();
            holder.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
