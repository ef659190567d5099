package io.neighsync.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of a journal as its one writer uses it: holds its lock, makes segments and removes them. A segment is made
 * and unmade in a folder of its own and renamed, so that a process that is killed leaves no half of one behind. For the
 * keeper's thread.
 */
final class SegmentStore implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(SegmentStore.class);

    private final JournalFolder folder;
    private final SpaceReserver reserver;
    private JournalLock lock;
    private boolean tidy;
    private int lastNumber;

    /**
     * Touches nothing yet.
     *
     * @param dir      folder of the journal.
     * @param reserver reserves the space of each segment.
     */
    SegmentStore(Path dir, SpaceReserver reserver) {
        folder = JournalFolder.of(dir);
        this.reserver = reserver;
    }

    /** Whether the lock is held, and is still that of the folder. */
    boolean isHeld() {
        return lock != null && lock.isInPlace();
    }

    /**
     * Makes the folder if its parent is there, and takes its lock.
     *
     * @throws IOException      when that is not possible.
     * @throws JournalException when another process holds the lock, or the parent is missing.
     */
    void hold() throws IOException {
        close();
        makeFolder(folder.dir());
        lock = JournalLock.acquire(folder.dir());
        tidy = false;
    }

    /** Whether {@link #tidy} has been done since the lock was taken. */
    boolean isTidy() {
        return tidy;
    }

    /**
     * Makes what is in the folder, and removes what an earlier process left unfinished or prepared in vain.
     *
     * @throws IOException when that is not possible.
     */
    void tidy() throws IOException {
        makeFolder(folder.segmentsFolder());
        makeFolder(folder.quarantineFolder());
        makeFolder(folder.workFolder());
        removeContents(folder.workFolder());
        lastNumber = Math.max(lastNumber, newest());
        removeEmpty();
        tidy = true;
    }

    /** The highest number there is; 0 if there is none. */
    int newest() {
        return folder.stored().stream().mapToInt(StoredSegment::number).max().orElse(0);
    }

    /** Whether a segment of this writer is still where it was put, and no shorter than it was. */
    boolean isThere(ChronicleSegment segment) {
        return segment.isWhole(folder.segment(segment.number()));
    }

    /** All that takes space, the oldest first. */
    List<StoredSegment> stored() {
        return folder.stored();
    }

    /** Bytes of the file system that are free or taken by the journal. */
    long available() throws IOException {
        return Files.getFileStore(folder.dir()).getUsableSpace()
            + stored().stream().mapToLong(StoredSegment::bytes).sum();
    }

    /**
     * Makes the next segment.
     *
     * @param block   of the segment in bytes.
     * @param encoder for its records.
     * @param created now.
     * @return open, and in its place.
     * @throws IOException when that is not possible; nothing is left of it.
     */
    ChronicleSegment create(long block, RecordEncoder encoder, Instant created) throws IOException {
        final int number = lastNumber + 1;
        final SegmentFile draft = new SegmentFile(number, folder.workFolder().resolve(JournalFolder.name(number)));
        ChronicleSegment segment = null;
        boolean complete = false;
        try {
            Files.createDirectory(draft.folder());
            ChronicleSegment.reserve(draft.folder(), block, created, reserver);
            segment = ChronicleSegment.open(draft, block, created, encoder);
            Files.move(draft.folder(), folder.segment(number));
            lastNumber = number;
            complete = true;
            return segment;
        } finally {
            if (!complete) {
                if (segment != null) {
                    segment.close();
                }
                remove(draft.folder());
            }
        }
    }

    /** Dates a segment that was closed. */
    void date(ChronicleSegment segment, Instant at) {
        try {
            segment.date(folder.segment(segment.number()), at);
        } catch (IOException e) {
            LOGGER.debug("segment {} keeps the kernel's date", segment.number(), e);
        }
    }

    /** Removes a segment of this writer that was closed and never used. */
    void removeUnused(ChronicleSegment segment) {
        removeSegment(folder.segment(segment.number()));
    }

    /** Removes a segment, or one that was put aside. */
    void remove(StoredSegment stored) {
        removeSegment(stored.segment().folder());
    }

    /**
     * Puts a segment aside.
     *
     * @throws JournalException when that is not possible.
     */
    Path quarantine(SegmentFile segment) {
        return folder.quarantine(segment);
    }

    @Override
    public void close() throws IOException {
        if (lock != null) {
            lock.close();
            lock = null;
        }
    }

    /** From the newest on: those prepared in vain are the last ones. */
    private void removeEmpty() {
        for (final SegmentFile segment : folder.segments().reversed()) {
            try (SegmentReader reader = SegmentReader.open(segment)) {
                if (reader.next() || reader.checkRest().isPresent()) {
                    return;
                }
            }
            removeSegment(segment.folder());
        }
    }

    private void removeSegment(Path segment) {
        final Path doomed = folder.workFolder().resolve(segment.getFileName() + ".removed");
        try {
            remove(Files.move(segment, doomed));
        } catch (IOException e) {
            LOGGER.debug("{} is removed where it is", segment, e);
            remove(segment);
        }
    }

    private static void makeFolder(Path dir) throws IOException {
        try {
            Files.createDirectory(dir);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(dir)) {
                throw new NotDirectoryException(dir.toString());
            }
        } catch (NoSuchFileException e) {
            throw new JournalException("journal " + dir + " cannot be made: the folder it is to be in is missing; make "
                + dir.toAbsolutePath().getParent() + ", or set another journal.dir", e);
        }
    }

    private static void removeContents(Path dir) throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            files.forEach(SegmentStore::remove);
        }
    }

    private static void remove(Path path) {
        try (Stream<Path> files = Files.walk(path)) {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            LOGGER.debug("{} could not be removed", path, e);
        }
    }
}
