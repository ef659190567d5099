package io.neighsync.bench;

import java.nio.file.Path;

/** The daemon of this build without its launcher, which would build it. */
final class BuiltDaemon {
    private static final Path ROOT = Path.of(System.getProperty("neighsync.root"));
    private static final Path TARGET = ROOT.resolve("engine/target");

    private BuiltDaemon() {
    }

    /**
     * Its command line up to where arguments go, as a shell reads it.
     *
     * @param jvmOptions behind those of the launcher, or none
     */
    static String line(String jvmOptions) {
        return String.join(" ", "'" + Path.of(System.getProperty("java.home"), "bin", "java") + "'",
            "'@" + ROOT.resolve("scripts/jvm.options") + "'", "'@" + ROOT.resolve("scripts/daemon.options") + "'",
            jvmOptions, "-cp", "'" + TARGET.resolve("neighsyncd.jar") + ":" + TARGET.resolve("lib/*") + "'",
            "io.neighsync.engine.cli.NeighsyncdCommand");
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
