package io.neighsync.bench;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The floor that daemons are set beside: {@code src/main/c/bare-listener.c} writes one row at each notification and
 * does nothing else. It is compiled where it is measured.
 */
final class BareListener {
    /** What it is compiled with; the folder of the tree is in {@code neighsync.root}. */
    private static final String COMPILER = "gcc";

    private BareListener() {
    }

    /**
     * Compiles it.
     *
     * @param folder where the program goes
     * @return how it is run; empty where there is no compiler
     * @throws IllegalStateException if it does not compile, with what the compiler says
     */
    static Optional<DaemonCommand> compileIn(Path folder) {
        if (Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
            .noneMatch(each -> Files.isExecutable(Path.of(each, COMPILER)))) {
            return Optional.empty();
        }
        Path source = Path.of(System.getProperty("neighsync.root"), "bench/src/main/c/bare-listener.c");
        Path program = folder.resolve("bare-listener");
        Commands.run(COMPILER, "-O2", "-Wall", "-Wextra", "-Werror", "-o", program.toString(), source.toString());
        return Optional.of(new DaemonCommand("'" + program + "' {redis} {link}"));
    }
}
