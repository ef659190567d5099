package io.neighsync.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs programs to their end. */
final class Commands {
    private Commands() {
    }

    /**
     * Runs one on the calling thread's cores and in its network namespace.
     *
     * @return what it printed, also to standard error
     * @throws IllegalStateException if it fails, with what it printed
     */
    static String run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed: " + output.strip());
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As above. */
    static String run(String... command) {
        return run(List.of(command));
    }
}
