package io.neighsync.engine.vrf;

import static org.assertj.core.api.Assertions.fail;

import io.neighsync.netlink.TestNetns;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real VRFs, whatever this machine's kernel has: boots {@code scripts/vrf-kernel} once, runs {@link VrfGuest} in it,
 * and tells what that says of each scenario.
 */
@Timeout(400)
class VrfKernelSystemTest {
    private static final int LIMIT_SECONDS = 300;
    private static final int SKIPPED = 77;
    private static final String SKIP = "SKIP: ";

    private static final Map<String, String> RESULTS = new HashMap<>();
    private static String otherwise;

    @BeforeAll
    static void runScenarios(@TempDir Path directory) throws IOException, InterruptedException {
        Path errors = directory.resolve("stderr");
        ProcessBuilder builder = new ProcessBuilder(command()).redirectError(errors.toFile())
                .directory(Path.of(System.getProperty("neighsync.root")).toFile());
        // on one slow CPU the optimizing compiler does not pay
        builder.environment().put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");
        Process kernel = builder.start();
        Thread end = new Thread(kernel::destroy);
        Runtime.getRuntime().addShutdownHook(end);
        try (BufferedReader lines = kernel.inputReader()) {
            lines.lines().forEach(VrfKernelSystemTest::take);
            int status = kernel.waitFor();
            String said = Files.readString(errors).strip();
            otherwise = status == SKIPPED ? SKIP + said : "no result; exit code " + status + "\n" + said;
        } finally {
            kernel.destroy();
            kernel.waitFor();
            Runtime.getRuntime().removeShutdownHook(end);
        }
    }

    /** A fixed heap: first touch of memory is what costs in that kernel. */
    private static List<String> command() {
        Path root = Path.of(System.getProperty("neighsync.root"));
        List<String> command = new ArrayList<>(List.of(
                root.resolve("scripts/vrf-kernel").toString(), "--limit", String.valueOf(LIMIT_SECONDS),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + root.resolve("scripts/jvm.options"),
                "-Xms64m", "-Xmx64m", "-XX:+UseSerialGC",
                "-Dneighsync.root=" + root, "-cp", System.getProperty("java.class.path")));
        command.add(VrfGuest.class.getName());
        return command;
    }

    private static void take(String line) {
        String[] words = line.split(" ", 2);
        if (words.length == 2 && List.of("PASS", "SKIP", "FAIL").contains(words[0])) {
            String name = words[1].replaceFirst(":.*", "");
            RESULTS.put(name, words[0] + words[1].substring(name.length()).replace("\\n", "\n"));
        }
    }

    @TestFactory
    Stream<DynamicTest> shouldMirrorVrfs() {
        return new TreeMap<>(VrfGuest.scenarios()).entrySet().stream().map(scenario -> DynamicTest.dynamicTest(
                scenario.getKey(), () -> check(scenario.getKey(), scenario.getValue())));
    }

    private static void check(String scenario, String scenarios) {
        String result = RESULTS.getOrDefault(scenario, RESULTS.getOrDefault(scenarios, otherwise));
        if (result.startsWith(SKIP)) {
            TestNetns.skip(result.substring(SKIP.length()));
        } else if (!result.equals("PASS")) {
            fail(scenario + ": " + result);
        }
    }
}
