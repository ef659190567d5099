package io.neighsync.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files are truncated under a process that has them mapped and appends to them at full speed.
 */
class TruncatedFileTest {
    private static final int TIMES = Integer.getInteger("neighsync.truncations", 5);

    @TempDir
    private Path temp;

    /** Compiled and interpreted code meet a missing page in different ways. */
    @ParameterizedTest
    @ValueSource(strings = {"-Xint", "-Xmixed"})
    @Timeout(120)
    void shouldMeetAMissingPageWithAnError(String mode) throws IOException {
        try (ChildJvm child = new ChildJvm(mode, TouchingProcess.class, temp.resolve("journal").toString())) {
            assertThat(child.readLine()).isEqualTo("a fault occurred in an unsafe memory access operation");
            assertThat(child.readLine()).isEqualTo("appended: false");
        }
    }

    @Test
    @Timeout(120)
    void shouldOutliveThatItsFilesAreTruncated() throws IOException {
        final Path journal = temp.resolve("journal");
        final UnsafeBuffer acknowledged = AppendingProcess.map(temp.resolve("acknowledged"));
        final Random random = new Random(TIMES);
        try (ChildJvm child = new ChildJvm(AppendingProcess.class, journal.toString(),
            temp.resolve("acknowledged").toString(), "0")) {
            assertThat(child.readLine()).isEqualTo("appending");
            for (int i = 0; i < TIMES; i++) {
                final List<SegmentFile> segments = JournalFolder.of(journal).segments();
                final SegmentFile victim = segments.get(Math.max(0, segments.size() - 1 - random.nextInt(2)));
                truncate(victim, random.nextInt(1 << 20) & -4096L);
                final long before = acknowledged.getLongVolatile(0);
                final int newest = segments.getLast().number();
                KeeperFixture.until(() -> !child.isAlive() || (acknowledged.getLongVolatile(0) > before
                    && JournalFolder.of(journal).segments().getLast().number() > newest + 1));
                assertThat(child.isAlive()).as("alive after truncation " + i).isTrue();
            }
        }
    }

    private static void truncate(SegmentFile segment, long length) throws IOException {
        try (FileChannel file = FileChannel.open(segment.queueFile().orElseThrow(), StandardOpenOption.WRITE)) {
            file.truncate(length);
        }
    }
}
