package io.neighsync.bench;

import io.neighsync.engine.daemon.DaemonConfig;
import io.neighsync.engine.daemon.Settings;
import io.neighsync.engine.replay.JournalSegment;
import io.neighsync.journal.JournalConfig;
import io.neighsync.journal.JournalFolder;
import io.neighsync.journal.JournalKeeper;
import io.neighsync.journal.SegmentAppender;
import io.neighsync.journal.SegmentReader;
import io.neighsync.netlink.ffm.FileSpace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A journal as a daemon that is not told otherwise has it: its keeper's thread runs. For one thread otherwise. */
final class JournalSource implements AutoCloseable {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long LOOK_NANOS = 100_000L;

    private final Path folder;
    private final JournalKeeper keeper;

    /** A new one in an empty folder. */
    JournalSource(Path folder) {
        this.folder = folder;
        keeper = new JournalKeeper(config(), folder, FileSpace::reserve, 0).start(Duration.ZERO);
    }

    private static JournalConfig config() {
        return DaemonConfig.of(Settings.load(Optional.empty(), Map.of(), Map.of())).journal();
    }

    /** Where segments come from. */
    JournalKeeper keeper() {
        return keeper;
    }

    /** Its segments. */
    List<JournalSegment> segments() {
        return JournalFolder.of(folder).segments().stream()
            .map(file -> new JournalSegment(file.number(), () -> SegmentReader.open(file))).toList();
    }

    /**
     * The next segment.
     *
     * @throws IllegalStateException if there is none within 10 s, with what the keeper says
     */
    SegmentAppender take() {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        SegmentAppender taken = keeper.take();
        while (taken == null) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("no segment of the journal within 10 s: " + keeper.fault());
            }
            LockSupport.parkNanos(LOOK_NANOS);
            taken = keeper.take();
        }
        return taken;
    }

    /** Ends the keeper's thread and removes what that prepared; what was written stays. */
    @Override
    public void close() {
        keeper.close();
    }
}
