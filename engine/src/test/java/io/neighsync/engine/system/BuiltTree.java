package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A copy of what the build made, with some of the scripts and no sources, so that it is fresh for ever. */
final class BuiltTree {
    private static final Path ROOT = Path.of(System.getProperty("neighsync.root"));
    private static final String TARGET = "engine/target";
    private static final String MAIN_CLASS = "io.neighsync.engine.cli.NeighsyncdCommand ";

    private final Path tree;

    private BuiltTree(Path tree) {
        this.tree = tree;
    }

    /** Copies it into a folder. */
    static BuiltTree in(Path folder, List<String> scripts) throws IOException {
        BuiltTree built = new BuiltTree(folder);
        for (String script : scripts) {
            built.copy("scripts/" + script);
        }
        try (Stream<Path> libraries = Files.list(ROOT.resolve(TARGET).resolve("lib"))) {
            for (Path library : libraries.toList()) {
                built.copy(TARGET + "/lib/" + library.getFileName());
            }
        }
        built.copy(TARGET + "/neighsyncd.jar");
        Files.createFile(folder.resolve(TARGET).resolve(".built"));
        return built;
    }

    private void copy(String file) throws IOException {
        Files.createDirectories(tree.resolve(file).getParent());
        Files.copy(ROOT.resolve(file), tree.resolve(file));
    }

    Path resolve(String file) {
        return tree.resolve(file);
    }

    Path target() {
        return tree.resolve(TARGET);
    }

    /** Runs a command that must exit with 0; what it wrote to standard output. */
    String run(Map<String, String> environment, String... command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("ROOT", tree.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(1, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(String.join(" ", command) + " said " + out).isZero();
            return out.strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Runs a launcher; whether the JVM took the daemon's main class from its AOT cache. */
    boolean takesFromCache(Path launcher) throws IOException {
        Path log = tree.resolve("loaded.log");
        run(Map.of("JVM_OPTIONS", "-Xlog:class+load:file=" + log), launcher.toString(), "--version");
        try (Stream<String> lines = Files.lines(log)) {
            return lines.anyMatch(line -> line.contains(MAIN_CLASS) && line.contains("shared objects file"));
        }
    }
}
