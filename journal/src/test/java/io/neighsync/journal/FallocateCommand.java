package io.neighsync.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reserves space by fallocate(1), which tells of a full disk as the system call does.
 */
final class FallocateCommand implements SpaceReserver {
    @Override
    public void reserve(Path file, long bytes) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file);
        }
        final Process command = new ProcessBuilder("fallocate", "--keep-size", "--length", Long.toString(bytes),
            file.toString()).redirectErrorStream(true).start();
        try {
            final String said = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (command.waitFor() != 0) {
                throw new IOException(file + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
