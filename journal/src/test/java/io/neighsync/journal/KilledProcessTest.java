package io.neighsync.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that appends at full speed is killed at random moments, and the next one goes on in the same journal.
 */
class KilledProcessTest {
    private static final int KILLS = Integer.getInteger("neighsync.kills", 5);

    @TempDir
    private Path temp;

    @Test
    @Timeout(600)
    void shouldHoldEveryAcknowledgedRecordWhenKilled() throws IOException, InterruptedException {
        final Path journal = temp.resolve("journal");
        final UnsafeBuffer acknowledged = AppendingProcess.map(temp.resolve("acknowledged"));
        final long seed = System.nanoTime();
        final Random random = new Random(seed);
        long next = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            try (ChildJvm child = new ChildJvm(AppendingProcess.class, journal.toString(),
                temp.resolve("acknowledged").toString(), Long.toString(next))) {
                assertThat(child.readLine()).isEqualTo("appending");
                TimeUnit.MICROSECONDS.sleep(random.nextInt(800_000));
                child.kill();
            }
            final long told = acknowledged.getLongVolatile(0);
            final long first = next;
            next = readSince(journal, first);
            assertThat(next).as("seed " + seed + ", kill " + kill).isBetween(told, told + 1);
            assertThat(next).isGreaterThan(first);
        }
        System.out.printf("%d kills, %,d records acknowledged, none lost%n", KILLS, next);
    }

    /**
     * Reads all segments, of which the first one begins before a sequence, and removes those that are complete.
     *
     * @return the sequence behind the last record.
     */
    private static long readSince(Path journal, long first) throws IOException {
        long expected = -1;
        SegmentFile last = null;
        for (final SegmentFile segment : JournalFolder.of(journal).segments()) {
            try (SegmentReader reader = SegmentReader.open(segment)) {
                while (reader.next()) {
                    if (expected < 0) {
                        assertThat(reader.sequence()).isLessThanOrEqualTo(first);
                    } else if (reader.sequence() != expected) {
                        throw new AssertionError("sequence " + reader.sequence() + " instead of " + expected);
                    }
                    expected = reader.sequence() + 1;
                }
                assertThat(reader.checkRest()).isEmpty();
                if (reader.recordNumber() >= 0) {
                    remove(last);
                    last = segment;
                }
            }
        }
        return expected;
    }

    private static void remove(SegmentFile segment) throws IOException {
        if (segment != null) {
            try (Stream<Path> files = Files.list(segment.folder())) {
                for (final Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(segment.folder());
        }
    }
}
