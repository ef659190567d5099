package io.neighsync.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Processor time of a process, proc(5): all of it from {@code /proc/PID/stat}, threads that have ended included, to 10
 * milliseconds; and by the names of its threads from {@code /proc/PID/task/TID/schedstat}, to a nanosecond.
 *
 * @param micros  all of it, user and system
 * @param threads microseconds by name, those with the same name together
 */
record CpuTime(double micros, Map<String, Double> threads) {
    /** A hundredth of a second: USER_HZ, the same on every architecture that a JVM is for. */
    private static final double TICK_MICROS = 10_000;
    private static final double NANOS_PER_MICRO = 1_000;
    /** Of {@code stat}, behind the name: state is the first, utime the twelfth, stime the thirteenth. */
    private static final int UTIME = 11;
    private static final int STIME = 12;
    private static final int BUSIEST = 4;

    /** Copies the threads. */
    CpuTime {
        threads = Map.copyOf(threads);
    }

    /** That of a process until now. */
    static CpuTime of(long pid) {
        return read(Path.of("/proc", String.valueOf(pid)));
    }

    /** As {@code /proc/PID} has it. */
    static CpuTime read(Path process) {
        Map<String, Double> threads = new LinkedHashMap<>();
        try (Stream<Path> tasks = Files.list(process.resolve("task"))) {
            tasks.forEach(task -> addThread(threads, task));
            String[] fields = fieldsBehindName(Files.readString(process.resolve("stat")));
            return new CpuTime((Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) * TICK_MICROS, threads);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was used since an earlier time; threads that did nothing are left out. */
    CpuTime since(CpuTime before) {
        Map<String, Double> used = new LinkedHashMap<>();
        threads.forEach((name, now) -> {
            double more = now - before.threads.getOrDefault(name, 0.0);
            if (more > 0) {
                used.put(name, more);
            }
        });
        return new CpuTime(micros - before.micros, used);
    }

    /** Microseconds of the threads of one name. */
    double thread(String name) {
        return threads.getOrDefault(name, 0.0);
    }

    /** The names of those threads that used most in several runs, the most busy one first. */
    static List<String> busiest(List<CpuTime> runs) {
        Map<String, Double> sums = new LinkedHashMap<>();
        runs.forEach(run -> run.threads.forEach((name, micros) -> sums.merge(name, micros, Double::sum)));
        return sums.entrySet().stream().sorted(Map.Entry.<String, Double>comparingByValue().reversed())
            .limit(BUSIEST).map(Map.Entry::getKey).toList();
    }

    private static void addThread(Map<String, Double> threads, Path task) {
        try {
            String nanos = Files.readString(task.resolve("schedstat")).split(" ", 2)[0];
            threads.merge(Files.readString(task.resolve("comm")).strip(), Long.parseLong(nanos) / NANOS_PER_MICRO,
                Double::sum);
        } catch (NoSuchFileException ended) {
            // between the list and this: its time is in the process' own
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A name may have spaces and parentheses in it. */
    private static String[] fieldsBehindName(String stat) {
        return stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    }
}
