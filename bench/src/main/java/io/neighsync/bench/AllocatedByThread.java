package io.neighsync.bench;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes that the Java threads of a running JVM have allocated since they began, as it tells by jcmd(1). */
final class AllocatedByThread {
    /** What HotSpot prints is in bytes below 10 KiB, in KiB below 10 MiB, and so on, rounded down. */
    private static final Pattern THREAD = Pattern.compile("(?m)^\"([^\"]+)\" #.* allocated=(\\d+)([BKMG])\\b");
    private static final String UNITS = "BKMG";
    private static final int UNIT_SHIFT = 10;

    private AllocatedByThread() {
    }

    /** By the threads' names; those of one name together; none of a process that is no JVM. */
    static Map<String, Long> of(long pid) {
        return parse(Jcmd.ask(pid, "Thread.print", "-e"));
    }

    /** From what jcmd prints. */
    static Map<String, Long> parse(String threads) {
        Map<String, Long> bytes = new TreeMap<>();
        Matcher matcher = THREAD.matcher(threads);
        while (matcher.find()) {
            int shift = UNIT_SHIFT * UNITS.indexOf(matcher.group(3));
            bytes.merge(matcher.group(1), Long.parseLong(matcher.group(2)) << shift, Long::sum);
        }
        return bytes;
    }
}
