package io.neighsync.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.time.Duration;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Appends to a journal as fast as it can until it is killed, and tells in a mapped file how many records were appended.
 * Arguments: the journal's folder, that file, and the sequence to begin with. Prints a line with the first append.
 */
final class AppendingProcess {
    private static final int PAYLOADS = 211;

    private AppendingProcess() {
    }

    public static void main(String[] arguments) throws IOException {
        final JournalConfig config = new JournalConfig(arguments[0], 1L << 40, Duration.ofDays(1), 4 << 20,
            CaptureMode.NONE);
        final UnsafeBuffer acknowledged = map(Path.of(arguments[1]));
        final JournalKeeper keeper = new JournalKeeper(config, Path.of(arguments[0]), new FallocateCommand(), 1)
            .start(Duration.ZERO);
        final UnsafeBuffer payload = new UnsafeBuffer(new byte[PAYLOADS]);
        payload.setMemory(0, PAYLOADS, (byte) 'x');
        long sequence = Long.parseLong(arguments[2]);
        SegmentAppender segment = await(keeper);
        System.out.println("appending");
        while (true) {
            try {
                if (segment.append(1, sequence, System.nanoTime(), payload, 0, (int) (sequence % PAYLOADS))) {
                    sequence++;
                    acknowledged.putLongOrdered(0, sequence);
                } else {
                    keeper.release(segment);
                    segment = await(keeper);
                }
            } catch (InternalError e) {
                // Of the file's mapping, when that was truncated: the JVM throws it a little later than it happened.
                System.err.println(e.getMessage());
            }
        }
    }

    static UnsafeBuffer map(Path file) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            final MappedByteBuffer mapped = access.getChannel().map(MapMode.READ_WRITE, 0, Long.BYTES);
            return new UnsafeBuffer(mapped);
        }
    }

    private static SegmentAppender await(JournalKeeper keeper) {
        SegmentAppender segment = keeper.take();
        while (segment == null) {
            Thread.onSpinWait();
            segment = keeper.take();
        }
        return segment;
    }
}
