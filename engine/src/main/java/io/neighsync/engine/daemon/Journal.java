package io.neighsync.engine.daemon;

import io.neighsync.engine.codec.KernelId;
import io.neighsync.engine.control.Pipeline;
import io.neighsync.engine.replay.JournalImage;
import io.neighsync.engine.replay.JournalLoader;
import io.neighsync.engine.replay.JournalSegment;
import io.neighsync.engine.stage.JournalPorts;
import io.neighsync.journal.JournalConfig;
import io.neighsync.journal.JournalFolder;
import io.neighsync.journal.JournalKeeper;
import io.neighsync.journal.SegmentFile;
import io.neighsync.journal.SegmentReader;
import io.neighsync.netlink.ffm.FileSpace;
import io.neighsync.redis.RedisConnector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal of one run: what the runs before left, and the segments that are written now. Opened and closed by the
 * thread that launches the daemon.
 */
final class Journal implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Journal.class);
    private static final Path USUAL_FOLDER = Path.of("/var/lib/neighsyncd/journal");
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path NETNS = Path.of("/proc/self/ns/net");
    /** The first rows are in Redis by then. */
    private static final Duration BEGIN_WRITING_AFTER = Duration.ofSeconds(1);
    private static final String AUTO = "auto";
    private static final String NONE = "none";

    private final JournalConfig config;
    private final JournalFolder folder;
    private final KernelId kernel = thisKernel();
    private final JournalKeeper keeper;
    private final JournalImage image;

    private Journal(JournalConfig config, Path path, int capacity) {
        this.config = config;
        this.folder = JournalFolder.of(path);
        keeper = new JournalKeeper(config, path, FileSpace::reserve, 0);
        JournalLoader.Loaded loaded = load(keeper.hold(), capacity);
        image = loaded.image();
        keeper.restartsAt(loaded.from());
        keeper.start(BEGIN_WRITING_AFTER);
    }

    /**
     * Opens the journal that is configured.
     *
     * @param keepsRows whether Redis keeps its rows when this process ends: if not, a journal is of use only when it
     *                  was asked for
     * @param capacity  rows of the table
     * @return null without one
     */
    static Journal open(JournalConfig config, boolean keepsRows, int capacity) {
        String dir = config.dir();
        if (dir.equals(NONE) || (dir.equals(AUTO) && !keepsRows)) {
            return null;
        }
        if (dir.equals(AUTO) && !isWritable(USUAL_FOLDER)) {
            LOGGER.info("no journal: {} cannot be written; name another folder with --journal", USUAL_FOLDER);
            return null;
        }
        return new Journal(config, dir.equals(AUTO) ? usualFolder() : Path.of(dir), capacity);
    }

    private static Path usualFolder() {
        try {
            Files.createDirectories(USUAL_FOLDER);
        } catch (IOException e) {
            LOGGER.debug("{} cannot be made; the keeper says so", USUAL_FOLDER, e);
        }
        return USUAL_FOLDER;
    }

    private static boolean isWritable(Path path) {
        Path existing = path;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        return existing != null && Files.isDirectory(existing) && Files.isWritable(existing);
    }

    private JournalLoader.Loaded load(boolean locked, int capacity) {
        if (!locked) {
            return new JournalLoader.Loaded(new JournalImage(1), 0, List.of());
        }
        long begin = System.nanoTime();
        List<SegmentFile> files = folder.segments();
        JournalLoader.Loaded loaded = JournalLoader.load(files.stream()
                .map(file -> new JournalSegment(file.number(), () -> SegmentReader.open(file))).toList(), capacity);
        for (JournalLoader.Damage damage : loaded.damages()) {
            files.stream().filter(file -> file.number() == damage.segment()).findFirst().ifPresent(file ->
                    LOGGER.warn("journal: {}; the segment is kept as {}", damage.what(), folder.quarantine(file)));
        }
        if (loaded.image().records() > 0) {
            LOGGER.info("journal: {} records in {} us from segment {} on, {} rows{}", loaded.image().records(),
                    TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begin), loaded.from(),
                    loaded.image().rows().present(), loaded.image().isComplete() ? "" : ", incomplete");
        }
        return loaded;
    }

    private static KernelId thisKernel() {
        try {
            UUID boot = UUID.fromString(Files.readString(BOOT_ID).strip());
            long netns = (long) Files.getAttribute(NETNS, "unix:ino");
            return new KernelId(boot.getMostSignificantBits(), boot.getLeastSignificantBits(), netns);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell which kernel this is: see that /proc is mounted", e);
        }
    }

    /** What JournalStage needs. */
    JournalPorts ports(RedisConnector connector) {
        return new JournalPorts(keeper, Long.parseUnsignedLong(connector.owner(), 16), kernel,
                image.nextSequence(), image.epoch(), Journal::wallOffset, config.capture());
    }

    private static long wallOffset() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - System.nanoTime();
    }

    /** Lets the stages take over what the journal has, if it is of this kernel. Before their agents run. */
    void restore(Pipeline pipeline) {
        if (image.isComplete() && kernel.equals(image.kernel())) {
            new JournalRestore(image).into(pipeline::restore);
        }
    }

    /** What Redis holds, as far as the journal knows. */
    JournaledRows rows() {
        return new JournaledRows(image);
    }

    /** What is wrong with the journal, or null. Any thread. */
    String fault() {
        return keeper.fault();
    }

    /** Segments that were found damaged. Any thread. */
    int quarantined() {
        return keeper.quarantined();
    }

    @Override
    public void close() {
        keeper.close();
        image.close();
    }
}
