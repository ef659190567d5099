package io.neighsync.engine.cli;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a process uses at one moment, as proc(5) shows it.
 *
 * @param nanos      the moment, as {@link System#nanoTime} has it
 * @param cpuNanos   CPU time of each thread so far, by name; threads of one name together
 * @param residentKb memory
 * @param peakKb     the most memory so far
 * @param threads    how many
 * @param fds        open files and sockets
 */
record ProcessUsage(
        long nanos, SequencedMap<String, Long> cpuNanos, long residentKb, long peakKb, long threads, long fds) {

    /** What the process with this folder in proc(5) uses now. */
    static ProcessUsage of(Path proc) {
        try {
            Map<String, Long> status = status(proc.resolve("status"));
            return new ProcessUsage(System.nanoTime(), cpuNanos(proc.resolve("task")), status.getOrDefault("VmRSS", 0L),
                    status.getOrDefault("VmHWM", 0L), status.getOrDefault("Threads", 0L), count(proc.resolve("fd")));
        } catch (IOException | DirectoryIteratorException e) {
            throw new UnavailableException("process " + proc.getFileName() + " has ended: start neighsyncd");
        }
    }

    private static Map<String, Long> status(Path file) throws IOException {
        Map<String, Long> values = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] words = line.split("[:\\s]+", -1);
            if (words.length > 1 && words[1].matches("\\d{1,18}")) {
                values.put(words[0], Long.parseLong(words[1]));
            }
        }
        return values;
    }

    private static SequencedMap<String, Long> cpuNanos(Path tasks) throws IOException {
        SequencedMap<String, Long> nanos = new TreeMap<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
            for (Path thread : threads) {
                String spent = text(thread.resolve("schedstat"));
                String name = text(thread.resolve("comm"));
                // a thread that has ended meanwhile has none
                if (!spent.isEmpty() && !name.isEmpty()) {
                    nanos.merge(name, Long.parseLong(spent.split(" ", 2)[0]), Long::sum);
                }
            }
        }
        return nanos;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return "";
        }
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.count();
        }
    }

    /** The CPU time of a thread between two moments, in percent of a core. */
    static double cpuPercent(String thread, ProcessUsage from, ProcessUsage to) {
        long before = from.cpuNanos.getOrDefault(thread, 0L);
        return 100.0 * Math.max(0, to.cpuNanos.getOrDefault(thread, before) - before) / (to.nanos - from.nanos);
    }
}
