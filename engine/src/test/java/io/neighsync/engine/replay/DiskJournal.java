package io.neighsync.engine.replay;

import static org.awaitility.Awaitility.await;

import io.neighsync.journal.CaptureMode;
import io.neighsync.journal.JournalConfig;
import io.neighsync.journal.JournalKeeper;
import io.neighsync.journal.SegmentAppender;
import io.neighsync.journal.SegmentSource;
import io.neighsync.netlink.ffm.FileSpace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.DirectBuffer;

/** The real journal in a folder, whose segments have room for so many records. There is always a next one. */
public final class DiskJournal implements SegmentSource, AutoCloseable {
    private static final long SEGMENT_BYTES = 1 << 20;
    private static final long MAX_BYTES = 1 << 28;
    private static final Duration SOON = Duration.ofSeconds(30);

    private final JournalKeeper keeper;
    private final int room;
    private int segments;

    /** Opens the journal in a folder, which is made if it is not there. */
    public DiskJournal(Path dir, int room) {
        this.room = room;
        keeper = new JournalKeeper(new JournalConfig(dir.toString(), MAX_BYTES, Duration.ofDays(1), SEGMENT_BYTES,
                CaptureMode.NONE), dir, FileSpace::reserve, 0);
        keeper.start(Duration.ZERO);
    }

    @Override
    public SegmentAppender take() {
        AtomicReference<SegmentAppender> taken = new AtomicReference<>();
        await().atMost(SOON).pollInterval(Duration.ofMillis(1)).until(() -> {
            taken.set(keeper.take());
            return taken.get() != null;
        });
        segments++;
        return new Limited(taken.get(), room);
    }

    @Override
    public void release(SegmentAppender segment) {
        keeper.release(((Limited) segment).segment);
    }

    @Override
    public void restartsAt(int number) {
    }

    @Override
    public void expectSnapshot(long bytes) {
    }

    /** How many were begun. */
    public int segments() {
        return segments;
    }

    @Override
    public void close() {
        keeper.close();
    }

    /** A segment that is full sooner. */
    private static final class Limited implements SegmentAppender {
        private final SegmentAppender segment;
        private int left;

        Limited(SegmentAppender segment, int room) {
            this.segment = segment;
            this.left = room;
        }

        @Override
        public int number() {
            return segment.number();
        }

        @Override
        public boolean hasRoom(int payloadLength) {
            return left > 0 && segment.hasRoom(payloadLength);
        }

        @Override
        public boolean append(int type, long sequence, long nanos, DirectBuffer payload, int offset, int length) {
            left--;
            return segment.append(type, sequence, nanos, payload, offset, length);
        }

        @Override
        public long position() {
            return segment.position();
        }
    }
}
