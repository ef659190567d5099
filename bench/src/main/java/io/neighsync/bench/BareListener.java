package io.neighsync.bench;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The floor that daemons are set beside: {@code src/main/c/bare-listener.c} writes one row at each notification and
 * does nothing else. It is compiled where it is measured.
 *
 * @param program compiled
 */
record BareListener(Path program) {
    /** What it is compiled with; the folder of the tree is in {@code neighsync.root}. */
    private static final String COMPILER = "gcc";

    /**
     * Compiles it.
     *
     * @param folder where the program goes
     * @return the program; empty where there is no compiler
     * @throws IllegalStateException if it does not compile, with what the compiler says
     */
    static Optional<BareListener> compileIn(Path folder) {
        if (Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
            .noneMatch(each -> Files.isExecutable(Path.of(each, COMPILER)))) {
            return Optional.empty();
        }
        Path source = Path.of(System.getProperty("neighsync.root"), "bench/src/main/c/bare-listener.c");
        Path program = folder.resolve("bare-listener");
        Commands.run(COMPILER, "-O2", "-Wall", "-Wextra", "-Werror", "-o", program.toString(), source.toString());
        return Optional.of(new BareListener(program));
    }

    /** Writes a row in a transaction and nothing else. */
    DaemonCommand bare() {
        return new DaemonCommand("'" + program + "' {redis} {link}");
    }

    /** Writes the very commands of our own batches: the marker and the fence besides. */
    DaemonCommand fenced() {
        return new DaemonCommand("'" + program + "' {redis} {link} fenced");
    }
}
