package io.neighsync.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A segment as it lies in the file system, in use or not. Any thread.
 *
 * @param number of the segment, from 1.
 * @param folder that holds its queue.
 */
public record SegmentFile(int number, Path folder) {
    private static final String SUFFIX = ".cq4";

    /**
     * The one file that holds the records.
     *
     * @return its path; empty when the folder holds no such file, or several.
     * @throws JournalException when the folder cannot be listed, which is so when retention just removed it.
     */
    Optional<Path> queueFile() {
        try (Stream<Path> files = Files.list(folder)) {
            final List<Path> found = files.filter(file -> file.toString().endsWith(SUFFIX)).toList();
            return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
        } catch (IOException e) {
            throw new JournalException("segment " + number + " at " + folder + " cannot be listed: " + Failure.text(e)
                + "; it was removed meanwhile, or its folder must be made readable", e);
        }
    }
}
