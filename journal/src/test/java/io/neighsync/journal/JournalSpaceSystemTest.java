package io.neighsync.journal;

import static io.neighsync.journal.KeeperFixture.until;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The journal on a file system of 8 MiB that gets full. Needs root, to mount it.
 */
@Timeout(60)
class JournalSpaceSystemTest {
    private static final int SEGMENTS = 200;

    @TempDir
    private Path temp;
    private Path disk;
    private Path dir;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        disk = Files.createDirectory(temp.resolve("disk"));
        run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk.toString());
        dir = disk.resolve("journal");
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        run("umount", "--lazy", disk.toString());
    }

    @Test
    void shouldGoOnForEverInALittleSpace() {
        try (KeeperFixture fixture = start(1)) {
            long records = 0;
            for (int i = 0; i < SEGMENTS; i++) {
                final SegmentAppender segment = fixture.take();
                fixture.keeper().restartsAt(segment.number());
                records = fixture.fill(segment);
                fixture.keeper().release(segment);
                assertThat(fixture.keeper().fault()).isNull();
            }
            System.out.printf("%,d records of 1,036 bytes into %d segments on a disk of 8 MiB%n", records, SEGMENTS);
        }
        assertReadable();
        assertThat(JournalFolder.of(dir).segments().getLast().number()).isEqualTo(SEGMENTS);
    }

    @Test
    void shouldTakeNothingWhileTheDiskIsFullAndGoOnAfterwards() throws IOException {
        final Path foreign = disk.resolve("foreign");
        try (KeeperFixture fixture = start(1)) {
            final SegmentAppender first = fixture.take();
            until(() -> JournalFolder.of(dir).segments().size() == 2);
            fillDisk(foreign);
            fixture.fill(first);
            fixture.keeper().release(first);
            final SegmentAppender second = fixture.take();
            fixture.fill(second);
            fixture.keeper().release(second);
            until(() -> fixture.keeper().fault() != null);
            assertThat(fixture.keeper().fault()).startsWith("journal " + dir + " cannot be written: ")
                .contains("No space left on device; free space, or set a smaller journal.max_size");
            assertThat(fixture.keeper().take()).isNull();
            Files.delete(foreign);
            fixture.fillOne();
            until(() -> fixture.keeper().fault() == null);
        }
        assertReadable();
    }

    @Test
    void shouldStartOnAFullDisk() throws IOException {
        start(0).close();
        final Path foreign = disk.resolve("foreign");
        fillDisk(foreign);
        try (KeeperFixture fixture = start(0)) {
            until(() -> fixture.keeper().fault() != null);
            assertThat(fixture.keeper().take()).isNull();
            Files.delete(foreign);
            fixture.fillOne();
        }
        assertReadable();
    }

    @Test
    void shouldMakeRoomOnAFullDiskWithWhatNoRestartNeeds() throws IOException {
        try (KeeperFixture fixture = start(1)) {
            fixture.fillOne();
            fixture.fillOne();
            fixture.fillOne();
        }
        fillDisk(disk.resolve("foreign"));
        try (KeeperFixture fixture = start(3)) {
            assertThat(fixture.fillOne()).isEqualTo(4);
            assertThat(JournalFolder.of(dir).segments()).noneMatch(segment -> segment.number() == 1)
                .anyMatch(segment -> segment.number() == 3);
        }
        assertReadable();
    }

    private KeeperFixture start(int restartsAt) {
        return KeeperFixture.start(KeeperFixture.config(1 << 30), dir, restartsAt);
    }

    private void assertReadable() {
        final List<SegmentFile> segments = JournalFolder.of(dir).segments();
        assertThat(segments).isNotEmpty();
        for (final SegmentFile segment : segments) {
            try (SegmentReader reader = SegmentReader.open(segment)) {
                while (reader.next()) {
                    assertThat(reader.length()).isEqualTo(1000);
                }
                assertThat(reader.checkRest()).isEmpty();
                assertThat(reader.recordNumber()).isGreaterThan(500);
            }
        }
    }

    private static void fillDisk(Path file) throws IOException {
        final byte[] some = new byte[4096];
        try (OutputStream output = Files.newOutputStream(file)) {
            while (true) {
                output.write(some);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left on device");
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        final Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        final String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new FileSystemException(command[0] + ": " + said + "; these tests need root");
        }
    }
}
