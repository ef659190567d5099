package io.neighsync.journal;

import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;

/**
 * Reads segments through, one after the other, a little at a time, to find out which are damaged. One thread.
 */
final class Scrub implements AutoCloseable {
    private static final int RECORDS_AT_ONCE = 1000;

    /**
     * A segment that cannot be trusted.
     *
     * @param segment which.
     * @param reason  file, position and what is wrong there.
     */
    record Damaged(SegmentFile segment, String reason) {
    }

    private final Deque<SegmentFile> waiting;
    private SegmentFile current;
    private SegmentReader reader;
    private boolean isBehindRecords;

    /**
     * Has read nothing yet.
     *
     * @param segments to be read.
     */
    Scrub(Collection<SegmentFile> segments) {
        waiting = new ArrayDeque<>(segments);
    }

    /** Whether all were read. */
    boolean isComplete() {
        return reader == null && waiting.isEmpty();
    }

    /**
     * Reads on: a thousand records, or 128 KiB of what is behind the last one.
     *
     * @return the segment, if it turned out to be damaged.
     * @throws JournalException when a segment cannot be opened; it is left out.
     */
    Optional<Damaged> step() {
        if (reader == null && !begin()) {
            return Optional.empty();
        }
        final boolean more = isBehindRecords ? reader.checkSomeOfRest() : readRecords();
        if (more) {
            return Optional.empty();
        }
        final Optional<Damaged> damaged = reader.damage().map(reason -> new Damaged(current, reason));
        close();
        return damaged;
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }

    /** Retention may have removed a segment meanwhile. */
    private boolean begin() {
        current = waiting.poll();
        if (current == null || !Files.isDirectory(current.folder())) {
            return false;
        }
        isBehindRecords = false;
        reader = SegmentReader.open(current);
        return true;
    }

    private boolean readRecords() {
        for (int i = 0; i < RECORDS_AT_ONCE; i++) {
            if (!reader.next()) {
                isBehindRecords = true;
                return reader.damage().isEmpty();
            }
        }
        return true;
    }
}
