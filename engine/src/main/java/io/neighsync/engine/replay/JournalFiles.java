package io.neighsync.engine.replay;

import io.neighsync.journal.JournalException;
import io.neighsync.journal.JournalFolder;
import io.neighsync.journal.RecordReader;
import io.neighsync.journal.SegmentFile;
import io.neighsync.journal.SegmentReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A journal's folder, for reading: nothing is written to it, its lock is not taken, and a process may append meanwhile.
 * Any thread.
 */
public final class JournalFiles {
    private final Path dir;
    private final JournalFolder folder;

    /**
     * A journal.
     *
     * @throws JournalException when there is no such folder
     */
    public JournalFiles(Path dir) {
        if (!Files.isDirectory(dir)) {
            throw new JournalException("there is no journal in " + dir + ": name the folder of one", null);
        }
        this.dir = dir;
        this.folder = JournalFolder.of(dir);
    }

    /** Where it is. */
    public Path dir() {
        return dir;
    }

    /**
     * The segments there are now, in the order of their numbers. One that is removed before it is opened, because it is
     * old enough, turns out to be empty.
     *
     * @throws JournalException when the folder cannot be read
     */
    public List<JournalSegment> segments() {
        return folder.segments().stream()
                .map(file -> new JournalSegment(file.number(), () -> open(file))).toList();
    }

    private static RecordReader open(SegmentFile file) {
        try {
            return SegmentReader.open(file);
        } catch (JournalException e) {
            if (Files.exists(file.folder())) {
                throw e;
            }
            return new NoRecords();
        }
    }

    /**
     * Folders of segments that were put aside because they are damaged.
     *
     * @throws JournalException when the folder cannot be read
     */
    public List<Path> quarantined() {
        return folder.quarantined();
    }

    /** What is read of a segment that was removed. */
    private static final class NoRecords implements RecordReader {
        private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);

        @Override
        public boolean next() {
            return false;
        }

        @Override
        public int type() {
            return 0;
        }

        @Override
        public long sequence() {
            return 0;
        }

        @Override
        public long nanos() {
            return 0;
        }

        @Override
        public DirectBuffer buffer() {
            return buffer;
        }

        @Override
        public int offset() {
            return 0;
        }

        @Override
        public int length() {
            return 0;
        }

        @Override
        public Optional<String> damage() {
            return Optional.empty();
        }

        @Override
        public Optional<String> checkRest() {
            return Optional.empty();
        }

        @Override
        public void close() {
        }
    }
}
