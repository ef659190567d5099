package io.neighsync.engine.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the heap of a process under the Epsilon collector has come to, by jcmd(1).
 *
 * @param nanos     when, by the monotonic clock
 * @param used      bytes in use, whole thread-local buffers
 * @param allocated bytes that each thread that lives has allocated, to a KiB from 100 KiB on, by its name
 */
record HeapUse(long nanos, long used, Map<String, Long> allocated) {
    private static final Pattern SPACE = Pattern.compile("used \\[0x(\\p{XDigit}+), 0x(\\p{XDigit}+), ");
    private static final Pattern THREAD = Pattern.compile("^\"([^\"]+)\".* allocated=(\\d+)([BKMG]) ",
            Pattern.MULTILINE);
    private static final String UNITS = "BKMG";
    private static final int UNIT_BITS = 10;

    /** Looks now, from outside. */
    static HeapUse of(DaemonProcess daemon) {
        Map<String, Long> allocated = new TreeMap<>();
        Matcher thread = THREAD.matcher(jcmd(daemon, "Thread.print", "-e"));
        while (thread.find()) {
            long units = Long.parseLong(thread.group(2));
            allocated.merge(thread.group(1), units << (UNIT_BITS * UNITS.indexOf(thread.group(3))), Long::sum);
        }
        String heap = jcmd(daemon, "GC.heap_info");
        Matcher space = SPACE.matcher(heap);
        if (!space.find()) {
            throw new AssertionError("no space in: " + heap);
        }
        long used = Long.parseLong(space.group(2), 16) - Long.parseLong(space.group(1), 16);
        return new HeapUse(System.nanoTime(), used, allocated);
    }

    /** How fast the heap has grown, in bytes a second. */
    long bytesPerSecondSince(HeapUse before) {
        return perSecond(used - before.used, before);
    }

    /** How fast that one of some threads has allocated which has allocated most, in bytes a second. */
    long bytesPerSecondSince(HeapUse before, List<String> threads) {
        return threads.stream().mapToLong(thread -> perSecond(allocatedSince(before, thread), before)).max()
                .orElseThrow();
    }

    /** 0 for a thread that is not there. */
    private long allocatedSince(HeapUse before, String thread) {
        return allocated.getOrDefault(thread, 0L) - before.allocated.getOrDefault(thread, 0L);
    }

    /** Bytes a second, of the heap and of each thread that has allocated any. */
    String since(HeapUse before) {
        String threads = allocated.keySet().stream().filter(thread -> allocatedSince(before, thread) > 0)
                .map(thread -> thread + "=" + perSecond(allocatedSince(before, thread), before))
                .collect(Collectors.joining(" "));
        return "bytes a second: heap=" + bytesPerSecondSince(before) + " " + threads;
    }

    private long perSecond(long bytes, HeapUse before) {
        return bytes * TimeUnit.SECONDS.toNanos(1) / (nanos - before.nanos);
    }

    private static String jcmd(DaemonProcess daemon, String... command) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), String.valueOf(daemon.pid())));
        line.addAll(List.of(command));
        try {
            Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(line + ": " + output + ", " + daemon.output());
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
