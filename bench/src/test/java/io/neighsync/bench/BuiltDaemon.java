package io.neighsync.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The daemon of this build without its launcher, which would build it. */
final class BuiltDaemon {
    private static final Path ROOT = Path.of(System.getProperty("neighsync.root"));
    private static final Path TARGET = ROOT.resolve("engine/target");
    private static final List<String> JVM = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "@" + ROOT.resolve("scripts/jvm.options"), "@" + ROOT.resolve("scripts/daemon.options"));
    private static final List<String> PROGRAM = List.of("-cp",
        TARGET.resolve("neighsyncd.jar") + ":" + TARGET.resolve("lib/*"), "io.neighsync.engine.cli.NeighsyncdCommand");

    private BuiltDaemon() {
    }

    /** Its command up to where arguments go. */
    static List<String> command() {
        return Stream.concat(JVM.stream(), PROGRAM.stream()).toList();
    }

    /**
     * The same as a line that a shell reads.
     *
     * @param jvmOptions behind those of the launcher, or none; the shell expands them
     */
    static String line(String jvmOptions) {
        return quoted(JVM) + " " + jvmOptions + " " + quoted(PROGRAM);
    }

    private static String quoted(List<String> words) {
        return words.stream().collect(Collectors.joining("' '", "'", "'"));
    }

    /**
     * One that writes as SONiC's does, without a journal.
     *
     * @param options besides
     */
    static DaemonCommand with(String options) {
        return new DaemonCommand(line("") + " --redis unix:{redis} --protocol producer-state --journal none"
            + " --set logging.output=stderr " + options);
    }
}
