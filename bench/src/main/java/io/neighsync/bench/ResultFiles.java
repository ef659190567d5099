package io.neighsync.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The files of one run of the suite: they lie in one folder, and their names begin alike.
 *
 * @param folder of all of them; made when the first is asked for
 * @param name   that they begin with, such as {@code 2026-11-29-abc1234-latency}
 */
record ResultFiles(Path folder, String name) {
    /** The one whose name ends so, such as {@code .json}. */
    Path path(String ending) {
        try {
            return Files.createDirectories(folder).resolve(name + ending);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
