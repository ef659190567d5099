package io.neighsync.journal;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A keeper with small segments, a clock that can be set, and the thread that appends.
 */
final class KeeperFixture implements AutoCloseable {
    static final long SEGMENT = 1 << 20;
    private static final UnsafeBuffer PAYLOAD = new UnsafeBuffer(new byte[1000]);

    private final JournalKeeper keeper;
    private long sequence;

    private KeeperFixture(JournalKeeper keeper) {
        this.keeper = keeper;
    }

    static KeeperFixture start(Path dir) {
        return start(config(8 << 20), dir, 0);
    }

    static KeeperFixture start(JournalConfig config, Path dir, int restartsAt) {
        return start(config, dir, new FallocateCommand(), restartsAt, InstantSource.system());
    }

    static KeeperFixture start(JournalConfig config, Path dir, SpaceReserver reserver, int restartsAt,
        InstantSource clock) {
        return new KeeperFixture(
            new JournalKeeper(config, dir, reserver, restartsAt, clock, Duration.ZERO).start(Duration.ZERO));
    }

    static JournalConfig config(long maxSize) {
        return new JournalConfig("auto", maxSize, Duration.ofDays(7), SEGMENT, CaptureMode.NONE);
    }

    static InstantSource in(Duration later) {
        return InstantSource.offset(InstantSource.fixed(Instant.now()), later);
    }

    static void until(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(2)).until(condition);
    }

    JournalKeeper keeper() {
        return keeper;
    }

    SegmentAppender take() {
        final SegmentAppender[] taken = new SegmentAppender[1];
        until(() -> {
            taken[0] = keeper.take();
            return taken[0] != null;
        });
        return taken[0];
    }

    /** Appends until the segment is full. */
    long fill(SegmentAppender segment) {
        while (append(segment)) {
            sequence++;
        }
        return sequence;
    }

    boolean append(SegmentAppender segment) {
        return segment.append(1, sequence, sequence, PAYLOAD, 0, PAYLOAD.capacity());
    }

    /** Takes a segment, fills it and gives it back. */
    int fillOne() {
        final SegmentAppender segment = take();
        fill(segment);
        keeper.release(segment);
        return segment.number();
    }

    /** Changes a byte of the file. */
    static void flip(SegmentFile segment, long at) throws IOException {
        try (FileChannel file = FileChannel.open(segment.queueFile().orElseThrow(), StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
            final ByteBuffer one = ByteBuffer.allocate(1);
            file.read(one, at);
            file.write(ByteBuffer.wrap(new byte[] {(byte) ~one.get(0)}), at);
        }
    }

    @Override
    public void close() {
        keeper.close();
    }
}
