package io.neighsync.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a JVM has committed, by what for: its own native memory tracking, asked for by jcmd(1). */
final class NativeMemory {
    /** The option of a JVM that can be asked. */
    static final String OPTION = "-XX:NativeMemoryTracking=summary";

    private static final Pattern KIND =
        Pattern.compile("(?m)^(?:-\\s+)?(\\w[\\w ]*?):? \\(?reserved=\\d+KB, committed=(\\d+)KB");
    private static final double KILOBYTES_PER_MEGABYTE = 1_024;

    private NativeMemory() {
    }

    /**
     * That of a running JVM that has the option: MiB by kind in the order of its account, {@code Total} first; empty
     * for a process that is no JVM.
     */
    static Map<String, Double> of(long pid) {
        return parse(Jcmd.ask(pid, "VM.native_memory", "summary", "scale=KB"));
    }

    /** From what jcmd prints; empty where the JVM keeps no account. */
    static Map<String, Double> parse(String summary) {
        Map<String, Double> kinds = new LinkedHashMap<>();
        Matcher matcher = KIND.matcher(summary);
        while (matcher.find()) {
            kinds.put(matcher.group(1), Long.parseLong(matcher.group(2)) / KILOBYTES_PER_MEGABYTE);
        }
        return kinds;
    }
}
