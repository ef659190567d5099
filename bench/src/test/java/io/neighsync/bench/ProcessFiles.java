package io.neighsync.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that looks like {@code /proc/PID}. */
final class ProcessFiles {
    private final Path folder;

    /** In an empty folder. */
    ProcessFiles(Path folder) {
        this.folder = folder;
    }

    /** Writes a file, and the folders above it. */
    ProcessFiles put(String name, String text) {
        try {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.writeString(folder.resolve(name), text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a symbolic link, and the folders above it. */
    ProcessFiles link(String name, String target) {
        try {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.createSymbolicLink(folder.resolve(name), Path.of(target));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
