package io.neighsync.journal;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Reserves space in a file system, so that a write to a mapped page can never find the disk full, which would be a
 * SIGBUS: posix_fallocate(3) tells how.
 */
@FunctionalInterface
public interface SpaceReserver {
    /**
     * Reserves the blocks of a file without changing its length; creates the file if it is not there.
     *
     * @param file  which.
     * @param bytes from its beginning on.
     * @throws IOException when that is not possible, such as {@code ENOSPC}; names the file and the error.
     */
    void reserve(Path file, long bytes) throws IOException;
}
