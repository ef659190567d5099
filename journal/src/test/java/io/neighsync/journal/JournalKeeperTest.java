package io.neighsync.journal;

import static io.neighsync.journal.KeeperFixture.config;
import static io.neighsync.journal.KeeperFixture.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests of {@link JournalKeeper} while nothing fails.
 */
@Timeout(60)
class JournalKeeperTest {
    @TempDir
    private Path temp;
    private Path dir;
    private JournalFolder folder;

    @BeforeEach
    void setUp() {
        dir = temp.resolve("journal");
        folder = JournalFolder.of(dir);
    }

    @Test
    void shouldAlwaysHaveASegmentReady() {
        try (KeeperFixture fixture = KeeperFixture.start(dir)) {
            for (int number = 1; number <= 4; number++) {
                final int expected = number;
                until(() -> fixture.keeper().segments() >= expected && numbers().contains(expected));
                assertThat(fixture.fillOne()).isEqualTo(number);
            }
            assertThat(fixture.keeper().fault()).isNull();
            until(() -> numbers().equals(List.of(1, 2, 3, 4, 5)));
            until(() -> fixture.keeper().segments() == 5);
            assertThat(fixture.keeper().bytes()).isEqualTo(5 * KeeperFixture.SEGMENT).isEqualTo(allocated());
            assertThat(fixture.keeper().quarantined()).isZero();
        }
        assertThat(numbers()).as("the one that was not used is removed").containsExactly(1, 2, 3, 4);
    }

    @Test
    void shouldHandOutEachSegmentOnce() {
        try (KeeperFixture fixture = KeeperFixture.start(dir)) {
            final SegmentAppender first = fixture.take();
            final SegmentAppender second = fixture.take();
            assertThat(second).isNotSameAs(first);
            assertThat(second.number()).isEqualTo(first.number() + 1);
            assertThat(fixture.append(second)).isTrue();
            assertThat(fixture.append(first)).isTrue();
            fixture.keeper().release(first);
            assertThat(fixture.append(second)).isTrue();
        }
        assertThat(count(1)).isEqualTo(1);
        assertThat(count(2)).isEqualTo(2);
    }

    @Test
    void shouldRemoveTheOldestWhenTheJournalIsTooLarge() {
        try (KeeperFixture fixture = KeeperFixture.start(dir)) {
            int last = 0;
            for (int i = 0; i < 12; i++) {
                last = fixture.fillOne();
                fixture.keeper().restartsAt(last);
            }
            final int newest = last + 1;
            until(() -> numbers().getLast() == newest);
            until(() -> fixture.keeper().bytes() == 8 * KeeperFixture.SEGMENT);
            assertThat(numbers()).containsExactly(6, 7, 8, 9, 10, 11, 12, 13);
        }
    }

    @Test
    void shouldNotRemoveWhatARestartNeedsWhenTheJournalIsTooLarge() {
        try (KeeperFixture fixture = KeeperFixture.start(config(8 << 20), dir, 3)) {
            for (int i = 0; i < 12; i++) {
                fixture.fillOne();
            }
            until(() -> numbers().equals(List.of(3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13)));
            fixture.keeper().restartsAt(12);
            fixture.fillOne();
            until(() -> numbers().equals(List.of(7, 8, 9, 10, 11, 12, 13, 14)));
        }
    }

    @Test
    void shouldRemoveWhatIsTooOld() {
        try (KeeperFixture fixture = KeeperFixture.start(dir)) {
            fixture.fillOne();
            fixture.fillOne();
            fixture.fillOne();
        }
        start(Duration.ofDays(7).minusHours(1), 3).close();
        assertThat(numbers()).containsExactly(1, 2, 3);
        try (KeeperFixture fixture = start(Duration.ofDays(7).plusHours(1), 2)) {
            until(() -> numbers().equals(List.of(2, 3, 4)));
            fixture.keeper().restartsAt(4);
            fixture.fillOne();
            until(() -> numbers().equals(List.of(4, 5)));
        }
    }

    @Test
    void shouldDateASegmentByItsEnd() throws IOException {
        final InstantSource later = KeeperFixture.in(Duration.ofDays(2));
        try (KeeperFixture fixture =
            KeeperFixture.start(config(64 << 20), dir, new FallocateCommand(), 0, later)) {
            fixture.fillOne();
            until(() -> lastModified(1) == later.millis());
            assertThat(fixture.append(fixture.take())).isTrue();
        }
        assertThat(lastModified(2)).as("in use at the end").isEqualTo(later.millis());
    }

    @Test
    void shouldNeverUseANumberTwice() throws IOException {
        try (KeeperFixture fixture = KeeperFixture.start(dir)) {
            assertThat(fixture.fillOne()).isEqualTo(1);
            assertThat(fixture.fillOne()).isEqualTo(2);
        }
        try (KeeperFixture fixture = start(Duration.ofDays(100), 0)) {
            until(() -> numbers().equals(List.of(2, 3)));
            assertThat(fixture.keeper().fault()).isNull();
        }
        assertThat(numbers()).as("the newest stays however old it is").containsExactly(2);
        folder.quarantine(folder.segments().getFirst());
        try (KeeperFixture fixture = KeeperFixture.start(dir)) {
            assertThat(fixture.fillOne()).isEqualTo(3);
        }
    }

    @Test
    void shouldRemoveWhatAKilledProcessPreparedInVain() throws IOException {
        try (SegmentFixture killed = new SegmentFixture(dir)) {
            killed.closed(3);
            killed.closed(0);
            killed.closed(0);
            Files.createDirectories(dir.resolve("work/00000002.removed"));
            Files.createFile(dir.resolve("work/00000002.removed/20261123.cq4"));
        }
        try (KeeperFixture fixture = KeeperFixture.start(dir)) {
            final SegmentAppender segment = fixture.take();
            assertThat(segment.number()).isEqualTo(4);
            assertThat(numbers()).contains(1, 4).doesNotContain(2, 3);
            until(() -> numbers().contains(5));
            assertThat(dir.resolve("work")).isEmptyDirectory();
        }
    }

    @Test
    void shouldPutAsideWhatIsDamaged() throws IOException {
        try (KeeperFixture fixture = KeeperFixture.start(dir)) {
            fixture.fillOne();
            fixture.fillOne();
            fixture.fillOne();
        }
        KeeperFixture.flip(folder.segments().get(1), 500_000);
        final byte[] damaged = SegmentFixture.bytes(folder.segments().get(1));
        try (KeeperFixture fixture = KeeperFixture.start(config(8 << 20), dir, 1)) {
            until(() -> fixture.keeper().quarantined() == 1);
            assertThat(numbers()).contains(1, 3).doesNotContain(2);
            assertThat(fixture.keeper().fault()).isNull();
            assertThat(fixture.take().number()).isEqualTo(4);
        }
        assertThat(folder.quarantined()).singleElement().satisfies(kept -> {
            assertThat(kept.getFileName().toString()).matches("00000002-\\d{13}");
            assertThat(SegmentFixture.bytes(new SegmentFile(2, kept))).isEqualTo(damaged);
        });
    }

    @Test
    void shouldRemoveWhatWasPutAsideInItsTurn() throws IOException {
        try (KeeperFixture fixture = KeeperFixture.start(dir)) {
            fixture.fillOne();
            fixture.fillOne();
        }
        folder.quarantine(folder.segments().getFirst());
        try (KeeperFixture fixture = start(Duration.ofDays(8), 1)) {
            until(() -> folder.quarantined().isEmpty());
            assertThat(numbers()).contains(2);
            fixture.fillOne();
        }
    }

    @Test
    void shouldReplaceAPreparedSegmentThatIsMuchTooSmall() {
        try (KeeperFixture fixture = KeeperFixture.start(config(1 << 30), dir, 0)) {
            until(() -> numbers().contains(1));
            fixture.keeper().expectSnapshot(1 << 20);
            until(() -> numbers().equals(List.of(2)));
            fixture.keeper().expectSnapshot(1 << 10);
            final SegmentAppender large = fixture.take();
            assertThat(room(large)).isGreaterThan(7 << 20);
            until(() -> numbers().contains(3));
            assertThat(room(fixture.take())).isLessThan(1 << 20);
        }
    }

    @Test
    void shouldHaveThePagesPresentBeforeTheyAreAppendedTo() throws IOException {
        final JournalConfig large = new JournalConfig("auto", 1 << 30, Duration.ofDays(7), 64 << 20, CaptureMode.NONE);
        try (KeeperFixture fixture = KeeperFixture.start(large, dir, 0)) {
            final SegmentAppender segment = fixture.take();
            assertThat(presentKilobytes(segment.number())).isBetween(4096, 4200);
            for (int i = 0; i < 10_000; i++) {
                assertThat(fixture.append(segment)).isTrue();
            }
            until(() -> presentKilobytes(segment.number()) >= (segment.position() >> 10) + 4096);
            assertThat(presentKilobytes(segment.number())).isLessThan(16_384);
        }
    }

    @Test
    void shouldCostLittleWhileNothingIsAppended() throws InterruptedException {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (KeeperFixture fixture = KeeperFixture.start(dir)) {
            final SegmentAppender segment = fixture.take();
            assertThat(fixture.append(segment)).isTrue();
            until(() -> fixture.keeper().segments() == 2);
            final long id = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("neigh-keeper")).findFirst().orElseThrow().threadId();
            final long before = threads.getThreadCpuTime(id);
            final long start = System.nanoTime();
            until(() -> System.nanoTime() - start > 3_000_000_000L);
            final double share = 100.0 * (threads.getThreadCpuTime(id) - before) / (System.nanoTime() - start);
            System.out.printf("the keeper of an idle journal: %.3f %% of a core%n", share);
            assertThat(share).isLessThan(1.0);
        }
    }

    @Test
    void shouldCloseWhatIsInUse() {
        final KeeperFixture fixture = KeeperFixture.start(dir);
        final SegmentAppender segment = fixture.take();
        assertThat(fixture.append(segment)).isTrue();
        final long start = System.nanoTime();
        fixture.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        assertThat(fixture.append(segment)).isFalse();
        assertThat(count(1)).isEqualTo(1);
        try (KeeperFixture next = KeeperFixture.start(dir)) {
            assertThat(next.take().number()).isEqualTo(2);
        }
    }

    private KeeperFixture start(Duration later, int restartsAt) {
        final KeeperFixture fixture = KeeperFixture.start(config(64 << 20), dir, new FallocateCommand(), restartsAt,
            KeeperFixture.in(later));
        until(() -> fixture.keeper().segments() > 0);
        return fixture;
    }

    private long lastModified(int number) throws IOException {
        final SegmentFile segment = new SegmentFile(number, folder.segment(number));
        return Files.getLastModifiedTime(segment.queueFile().orElseThrow()).toMillis();
    }

    private static long room(SegmentAppender segment) {
        return ((ChronicleSegment) segment).room();
    }

    private List<Integer> numbers() {
        return folder.segments().stream().map(SegmentFile::number).toList();
    }

    private int count(int number) {
        try (SegmentReader reader = SegmentReader.open(new SegmentFile(number, folder.segment(number)))) {
            int count = 0;
            while (reader.next()) {
                count++;
            }
            assertThat(reader.checkRest()).isEmpty();
            return count;
        }
    }

    /** Pages of the mapping of a segment that are present, as /proc/self/smaps tells. */
    private int presentKilobytes(int number) throws IOException {
        final String name = folder.workFolder().resolve(JournalFolder.name(number)) + "/";
        final String moved = folder.segment(number) + "/";
        boolean isMapping = false;
        for (final String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            if (line.contains(" rw-s ")) {
                isMapping = line.endsWith(".cq4") && (line.contains(name) || line.contains(moved));
            } else if (isMapping && line.startsWith("Rss:")) {
                return Integer.parseInt(line.replaceAll("\\D", ""));
            }
        }
        throw new AssertionError("no mapping of segment " + number);
    }

    /** Bytes of disk that all files of the segments take. */
    private long allocated() {
        try (Stream<Path> files = Files.walk(folder.segmentsFolder())) {
            return files.filter(Files::isRegularFile).mapToLong(JournalKeeperTest::allocated).sum();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long allocated(Path file) {
        try {
            final Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
            final String blocks = new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return Long.parseLong(blocks.strip()) * 512;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
