package io.neighsync.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of a journal and what lies in it; the package's picture shows it. For whoever reads: it creates nothing,
 * and needs neither the journal's lock nor its writer. Any thread.
 */
public final class JournalFolder {
    private static final Pattern SEGMENT_NAME = Pattern.compile("(\\d{8,10})");
    private static final Pattern QUARANTINED_NAME = Pattern.compile("(\\d{8,10})-\\d+");

    private final Path dir;

    private JournalFolder(Path dir) {
        this.dir = dir;
    }

    /**
     * A journal's folder.
     *
     * @param dir where it is; need not exist.
     * @return the folder.
     */
    public static JournalFolder of(Path dir) {
        return new JournalFolder(dir);
    }

    /**
     * The segments, the oldest first, one in use and one prepared included.
     *
     * @return empty if there is no such folder.
     * @throws JournalException when the folder cannot be listed.
     */
    public List<SegmentFile> segments() {
        return list(segmentsFolder(), SEGMENT_NAME);
    }

    /**
     * Puts a segment aside that is damaged: it is kept as it is, and no longer one of {@link #segments}.
     *
     * @param segment one of them.
     * @return where it is now.
     * @throws JournalException when it cannot be renamed, as when it was removed meanwhile.
     */
    public Path quarantine(SegmentFile segment) {
        try {
            Files.createDirectories(quarantineFolder());
            long now = System.currentTimeMillis();
            while (Files.exists(quarantined(segment, now))) {
                now++;
            }
            return Files.move(segment.folder(), quarantined(segment, now));
        } catch (IOException e) {
            throw new JournalException("segment " + segment.number() + " at " + segment.folder()
                + " is damaged and cannot be moved to " + quarantineFolder() + ": " + Failure.text(e)
                + "; make both folders writable", e);
        }
    }

    /**
     * The segments that were put aside, the oldest first.
     *
     * @return their folders; empty if there are none.
     * @throws JournalException when the folder cannot be listed.
     */
    public List<Path> quarantined() {
        return list(quarantineFolder(), QUARANTINED_NAME).stream().map(SegmentFile::folder).toList();
    }

    Path dir() {
        return dir;
    }

    Path segmentsFolder() {
        return dir.resolve("segments");
    }

    Path quarantineFolder() {
        return dir.resolve("quarantine");
    }

    /** Where segments are made and unmade, so that no half of one is ever among the segments. */
    Path workFolder() {
        return dir.resolve("work");
    }

    Path segment(int number) {
        return segmentsFolder().resolve(name(number));
    }

    static String name(int number) {
        return String.format(Locale.ROOT, "%08d", number);
    }

    /** All that takes space, the oldest first. A segment that vanishes meanwhile is left out. */
    List<StoredSegment> stored() {
        final List<StoredSegment> stored = new ArrayList<>();
        list(segmentsFolder(), SEGMENT_NAME).forEach(segment -> stored(segment, false).ifPresent(stored::add));
        list(quarantineFolder(), QUARANTINED_NAME).forEach(segment -> stored(segment, true).ifPresent(stored::add));
        stored.sort(Comparator.comparingInt(StoredSegment::number));
        return stored;
    }

    private Path quarantined(SegmentFile segment, long millis) {
        return quarantineFolder().resolve(name(segment.number()) + "-" + millis);
    }

    private static Optional<StoredSegment> stored(SegmentFile segment, boolean quarantined) {
        try {
            final Optional<Path> file = segment.queueFile();
            final long length = file.isEmpty() ? 0 : Files.size(file.get());
            final Path dated = file.orElse(segment.folder());
            return Optional.of(new StoredSegment(segment, SegmentSize.reserved(length),
                Files.getLastModifiedTime(dated).toMillis(), quarantined));
        } catch (IOException | JournalException e) {
            return Optional.empty();
        }
    }

    private static List<SegmentFile> list(Path folder, Pattern name) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.flatMap(file -> {
                final Matcher matcher = name.matcher(String.valueOf(file.getFileName()));
                return matcher.matches() && Files.isDirectory(file)
                    ? Stream.of(new SegmentFile(Integer.parseInt(matcher.group(1)), file)) : Stream.empty();
            }).sorted(Comparator.comparingInt(SegmentFile::number)).toList();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (IOException e) {
            throw new JournalException("the journal's folder cannot be listed: " + Failure.text(e)
                + "; make it readable", e);
        }
    }
}
