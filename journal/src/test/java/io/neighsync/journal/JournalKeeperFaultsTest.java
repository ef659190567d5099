package io.neighsync.journal;

import static io.neighsync.journal.KeeperFixture.config;
import static io.neighsync.journal.KeeperFixture.until;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests of {@link JournalKeeper} when something fails: it says what, hands nothing out, and goes on by itself.
 */
@Timeout(60)
class JournalKeeperFaultsTest {
    @TempDir
    private Path temp;
    private Path dir;

    @BeforeEach
    void setUp() {
        dir = temp.resolve("journal");
    }

    @Test
    void shouldTellWhichProcessHoldsTheJournalUntilThatEnds() throws IOException, InterruptedException {
        Files.createDirectory(dir);
        try (ChildJvm holder = new ChildJvm(HoldingProcess.class, dir.toString())) {
            assertThat(holder.readLine()).isEqualTo("held: true");
            try (KeeperFixture fixture = KeeperFixture.start(dir)) {
                assertFault(fixture, "journal " + dir + " is held by process " + holder.pid()
                    + ": stop that one, or set journal.dir to another folder");
                holder.kill();
                assertHealed(fixture);
            }
        }
    }

    @Test
    void shouldSayThatAFileIsInTheWayUntilItIsNot() throws IOException {
        Files.createFile(dir);
        try (KeeperFixture fixture = KeeperFixture.start(dir)) {
            assertFault(fixture, "journal " + dir + " cannot be written: " + dir + ": Not a directory; make the folder "
                + "one that this process can write, or set another journal.dir");
            Files.delete(dir);
            assertHealed(fixture);
        }
    }

    @Test
    void shouldSayThatAFileIsInTheWayOfItsSegments() throws IOException {
        Files.createDirectory(dir);
        Files.createFile(dir.resolve("segments"));
        try (KeeperFixture fixture = KeeperFixture.start(dir)) {
            assertFault(fixture, "journal " + dir + " cannot be written: " + dir.resolve("segments")
                + ": Not a directory; make the folder one that this process can write, or set another journal.dir");
            Files.delete(dir.resolve("segments"));
            assertHealed(fixture);
        }
    }

    @Test
    void shouldSayThatTheParentIsMissingUntilItIsThere() throws IOException {
        dir = temp.resolve("parent/journal");
        try (KeeperFixture fixture = KeeperFixture.start(dir)) {
            assertFault(fixture, "journal " + dir + " cannot be made: the folder it is to be in is missing; make "
                + temp.resolve("parent") + ", or set another journal.dir");
            Files.createDirectory(temp.resolve("parent"));
            assertHealed(fixture);
        }
    }

    @Test
    void shouldGoOnWhenSpaceReturns() {
        final LimitedSpace space = new LimitedSpace(2 * KeeperFixture.SEGMENT);
        try (KeeperFixture fixture = KeeperFixture.start(config(64 << 20), dir, space, 1, InstantSource.system())) {
            fixture.fillOne();
            fixture.fillOne();
            assertFault(fixture, "journal " + dir + " cannot be written: " + dir.resolve("work/00000003")
                + "/" + LimitedSpace.FULL + "; free space, or set a smaller journal.max_size or another journal.dir");
            assertThat(numbers()).containsExactly(1, 2);
            assertThat(dir.resolve("work")).isEmptyDirectory();
            space.limit(10 * KeeperFixture.SEGMENT);
            assertHealed(fixture);
        }
    }

    @Test
    void shouldMakeRoomByRemovingWhatNoRestartNeedsWhenSpaceLacks() {
        final LimitedSpace space = new LimitedSpace(3 * KeeperFixture.SEGMENT);
        try (KeeperFixture fixture = KeeperFixture.start(config(64 << 20), dir, space, 1, InstantSource.system())) {
            for (int number = 1; number < 20; number++) {
                assertThat(fixture.fillOne()).isEqualTo(number);
                fixture.keeper().restartsAt(number);
                assertThat(fixture.keeper().fault()).isNull();
            }
            assertThat(numbers()).contains(19).hasSizeLessThanOrEqualTo(3);
        }
    }

    @Test
    void shouldRemoveNothingWhenItIsNotSpaceThatLacks() {
        final SpaceReserver forbidding = (file, bytes) -> {
            if (file.toString().contains("00000003")) {
                throw new IOException(file + ": EACCES");
            }
            new FallocateCommand().reserve(file, bytes);
        };
        try (KeeperFixture fixture = KeeperFixture.start(config(64 << 20), dir, forbidding, 0,
            InstantSource.system())) {
            fixture.fillOne();
            fixture.fillOne();
            until(() -> fixture.keeper().fault() != null);
            assertThat(fixture.keeper().fault()).contains("EACCES; make the folder one that this process can write");
            assertThat(numbers()).containsExactly(1, 2);
        }
    }

    @Test
    void shouldGoOnWithAnotherSegmentWhenOneFailed() {
        try (KeeperFixture fixture = KeeperFixture.start(dir)) {
            final ChronicleSegment segment = (ChronicleSegment) fixture.take();
            assertThat(fixture.append(segment)).isTrue();
            segment.fail(new IllegalStateException("of Chronicle's"));
            assertThat(fixture.append(segment)).isFalse();
            fixture.keeper().release(segment);
            until(() -> fixture.keeper().fault() != null);
            assertThat(fixture.keeper().fault()).isEqualTo("segment 1 of journal " + dir
                + " took no more records: of Chronicle's; it goes on with another one");
            assertHealed(fixture);
        }
    }

    @Test
    void shouldMakeTheJournalAgainWhenItsFolderIsRemoved() throws IOException {
        try (KeeperFixture fixture = KeeperFixture.start(dir)) {
            final SegmentAppender lost = fixture.take();
            assertThat(fixture.append(lost)).isTrue();
            until(() -> numbers().contains(2));
            Files.move(dir, temp.resolve("elsewhere"));
            final SegmentAppender alsoLost = fixture.take();
            until(() -> !lost.hasRoom(0) && !alsoLost.hasRoom(0));
            fixture.keeper().release(lost);
            fixture.keeper().release(alsoLost);
            assertHealed(fixture);
            assertThat(numbers()).allMatch(number -> number > 2);
        }
    }

    @Test
    void shouldOutliveAnInterrupt() {
        try (KeeperFixture fixture = KeeperFixture.start(dir)) {
            fixture.fillOne();
            Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals("neigh-keeper"))
                .forEach(Thread::interrupt);
            for (int i = 0; i < 5; i++) {
                fixture.fillOne();
            }
            until(() -> fixture.keeper().fault() == null);
        }
    }

    @Test
    void shouldCloseWithinASecondWhileItFails() throws IOException {
        Files.createFile(dir);
        final KeeperFixture fixture = KeeperFixture.start(dir);
        until(() -> fixture.keeper().fault() != null);
        final long start = System.nanoTime();
        fixture.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    }

    private static void assertFault(KeeperFixture fixture, String sentence) {
        until(() -> fixture.keeper().fault() != null);
        assertThat(fixture.keeper().fault()).isEqualTo(sentence);
        assertThat(fixture.keeper().take()).isNull();
    }

    private static void assertHealed(KeeperFixture fixture) {
        final SegmentAppender segment = fixture.take();
        assertThat(fixture.append(segment)).isTrue();
        until(() -> fixture.keeper().fault() == null);
    }

    private List<Integer> numbers() {
        return JournalFolder.of(dir).segments().stream().map(SegmentFile::number).toList();
    }

    /** Reserves until a limit is reached; what is there no more counts no more. */
    private final class LimitedSpace implements SpaceReserver {
        static final String FULL = "yyyyMMdd.cq4: ENOSPC";
        private volatile long limit;

        LimitedSpace(long limit) {
            this.limit = limit;
        }

        void limit(long bytes) {
            limit = bytes;
        }

        @Override
        public void reserve(Path file, long bytes) throws IOException {
            final long used = JournalFolder.of(dir).stored().stream().mapToLong(StoredSegment::bytes).sum();
            if (used + bytes > limit) {
                throw new IOException(file.resolveSibling(FULL).toString());
            }
            new FallocateCommand().reserve(file, bytes);
        }
    }
}
