package io.neighsync.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a result depends on beside the code: it stands in the result file and above the table.
 *
 * @param date when the run began, UTC, to the second
 * @param commit of the tree, short, or {@code exported}
 * @param profile of the run
 * @param cpu model name as the kernel gives it
 * @param cores this process may use
 * @param kernel name and release
 * @param jdk vendor's VM and its version
 * @param load load averages of 1, 5 and 15 minutes before the run (proc(5), {@code /proc/loadavg})
 */
record Conditions(
    String date, String commit, String profile, String cpu, int cores, String kernel, String jdk, String load) {

    /**
     * Those of this machine now.
     *
     * @param commit of the tree
     * @param profile of the run
     * @return what could be read; {@code unknown} for the rest
     */
    static Conditions now(String commit, String profile) {
        return new Conditions(
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), commit, profile,
            valueOf(read("/proc/cpuinfo"), "model name"), Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name") + " " + System.getProperty("os.version"),
            System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
            load(read("/proc/loadavg")));
    }

    /**
     * The day of the run.
     *
     * @return {@code yyyy-mm-dd}, UTC
     */
    String day() {
        return date.substring(0, date.indexOf('T'));
    }

    /**
     * For a person.
     *
     * @return a line for each
     */
    String toText() {
        return entries().entrySet().stream()
            .map(entry -> "%-8s %s%n".formatted(entry.getKey(), entry.getValue())).collect(Collectors.joining());
    }

    /**
     * For a program.
     *
     * @return a JSON object
     */
    String toJson() {
        return entries().entrySet().stream()
            .map(entry -> "    \"" + entry.getKey() + "\" : " + json(entry.getValue()))
            .collect(Collectors.joining(",\n", "{\n", "\n  }"));
    }

    /** The value of a line {@code key : value}; the first if there are several. */
    static String valueOf(String text, String key) {
        return text.lines().filter(line -> line.startsWith(key) && line.contains(":"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip()).findFirst().orElse("unknown");
    }

    private static String load(String loadavg) {
        String averages = Stream.of(loadavg.split(" ", -1)).limit(3).collect(Collectors.joining(" "));
        return averages.isEmpty() ? "unknown" : averages;
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException absent) {
            return "";
        }
    }

    /** A number or a string as JSON has it. */
    static String json(Object value) {
        return value instanceof Number
            ? value.toString()
            : '"' + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private Map<String, Object> entries() {
        Map<String, Object> entries = new LinkedHashMap<>();
        entries.put("date", date);
        entries.put("commit", commit);
        entries.put("profile", profile);
        entries.put("cpu", cpu);
        entries.put("cores", cores);
        entries.put("kernel", kernel);
        entries.put("jdk", jdk);
        entries.put("load", load);
        return entries;
    }
}
