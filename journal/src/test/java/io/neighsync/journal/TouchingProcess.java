package io.neighsync.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Touches pages of a segment whose file was truncated, and appends to it. Prints how that ended, if it is there to.
 * Argument: the journal's folder.
 */
final class TouchingProcess {
    private static final int TOUCHED_AT_FIRST = 4 << 20;

    private TouchingProcess() {
    }

    public static void main(String[] arguments) throws IOException {
        try (SegmentFixture fixture = new SegmentFixture(Path.of(arguments[0]))) {
            final ChronicleSegment segment = fixture.create(16 << 20);
            final UnsafeBuffer payload = new UnsafeBuffer(new byte[60_000]);
            segment.touchAhead();
            segment.append(1, 1, 1, payload, 0, payload.capacity());
            final Path file = fixture.file(segment).queueFile().orElseThrow();
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(TOUCHED_AT_FIRST);
            }
            System.out.println(touch(segment));
            boolean appended = true;
            for (int i = 0; i < 100 && appended; i++) {
                appended = segment.append(1, 1, 1, payload, 0, payload.capacity());
            }
            System.out.println("appended: " + appended);
        }
    }

    private static String touch(ChronicleSegment segment) {
        try {
            return "touched: " + segment.touchAhead();
        } catch (InternalError e) {
            return e.getMessage();
        }
    }
}
