package io.neighsync.engine.system;

import io.neighsync.netlink.ThreadStat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A thread of a daemon as proc(5) shows it.
 *
 * @param name         of the thread, 15 characters at most
 * @param cpus         {@code Cpus_allowed_list}
 * @param slackNanos   its timer slack
 * @param nice         what it leaves to others, 0 to 19
 */
record DaemonThread(String name, String cpus, long slackNanos, int nice) {
    /** Every thread the daemon has now. */
    static List<DaemonThread> of(DaemonProcess daemon) {
        List<DaemonThread> threads = new ArrayList<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + daemon.pid() + "/task"))) {
            for (Path task : tasks.toList()) {
                read(task, threads);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return threads;
    }

    private static void read(Path task, List<DaemonThread> threads) {
        try {
            String cpus = Files.readAllLines(task.resolve("status")).stream()
                    .filter(line -> line.startsWith("Cpus_allowed_list:")).findFirst().orElseThrow();
            // this file is there by thread id, but not below the process
            Path slack = Path.of("/proc/" + task.getFileName() + "/timerslack_ns");
            threads.add(new DaemonThread(Files.readString(task.resolve("comm")).strip(),
                    cpus.substring(cpus.indexOf(':') + 1).strip(), Long.parseLong(Files.readString(slack).strip()),
                    ThreadStat.nice(task)));
        } catch (IOException gone) {
            // the thread has ended meanwhile
        }
    }
}
