package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever happens to the journal, rows are mirrored, the daemon says what is wrong, and the journal heals. */
@Timeout(120)
class JournalFaultsSystemTest {
    private static final int KEYS = 2_000;
    private static final int CHANGES_PER_SECOND = 10_000;
    private static final Duration A_WHILE = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final int BLOCK = 4_096;
    private static final int TRUNCATIONS = 4;

    private JournaledHost host;
    private Path mounted;

    @BeforeEach
    void enter() {
        host = JournaledHost.enter();
    }

    @AfterEach
    void leave() {
        if (mounted != null) {
            command("umount", "-l", mounted.toString());
        }
        JournaledHost.leave(host);
    }

    private static void command(String... words) {
        try {
            Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private Path mount(String size) throws IOException {
        mounted = Files.createDirectory(host.folder().resolve("small"));
        command("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", mounted.toString());
        return mounted;
    }

    private static void awaitSaid(DaemonProcess daemon, String text) {
        Eventually.shouldHold(LIMIT, text + ", " + daemon.output(),
                () -> daemon.err().stream().anyMatch(line -> line.contains(text)));
    }

    private static void fill(Path file) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            byte[] block = new byte[BLOCK];
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    /** The segments that are there are space enough: the oldest makes room for the next. */
    @Test
    void shouldGoOnInTheSpaceItHasWhenTheDiskIsFilledUnderLoad() throws IOException {
        Path disk = mount("8m");
        Churn churn = new Churn(host.ifindex(), KEYS, CHANGES_PER_SECOND, 1);
        try (DaemonProcess daemon = host.mirrorWith(disk.resolve("journal"))) {
            churn.start();
            LockSupport.parkNanos(A_WHILE.toNanos());
            fill(disk.resolve("filler"));
            LockSupport.parkNanos(2 * A_WHILE.toNanos());
            churn.stop();
            host.awaitEqual(LIMIT);
            awaitRest();
            daemon.kill9();
        }
        try (DaemonProcess daemon = host.mirrorWith(disk.resolve("journal"))) {
            assertThat(daemon.err()).as(daemon.output()).anyMatch(line -> line.contains("are known"));
            assertThat(daemon.awaitReady().writes()).isZero();
            assertThat(host.differences()).isEmpty();
            assertThat(daemon.terminate()).isZero();
        }
    }

    @Test
    void shouldMirrorWithoutSpaceAndBeginTheJournalWhenThereIsSome() throws IOException {
        Path disk = mount("8m");
        fill(disk.resolve("filler"));
        Churn churn = new Churn(host.ifindex(), KEYS, CHANGES_PER_SECOND, 2);
        try (DaemonProcess daemon = host.mirrorWith(disk.resolve("journal"))) {
            churn.start();
            awaitSaid(daemon, "degraded: journal");
            Files.delete(disk.resolve("filler"));
            awaitSaid(daemon, "recovered: journal");
            churn.stop();
            host.awaitEqual(LIMIT);
            awaitRest();
            daemon.kill9();
        }
        try (DaemonProcess daemon = host.mirrorWith(disk.resolve("journal"))) {
            assertThat(daemon.err()).as(daemon.output()).anyMatch(line -> line.contains("are known"));
            assertThat(daemon.awaitReady().writes()).isZero();
        }
    }

    /** Lets the marker follow the last batch. */
    private void awaitRest() {
        host.awaitMarked();
        LockSupport.parkNanos(A_WHILE.toNanos());
    }

    @Test
    void shouldMirrorAndBeginAnewWhenTheFilesItWritesAreTruncated() throws IOException {
        Path journal = host.folder().resolve("journal");
        Churn churn = new Churn(host.ifindex(), KEYS, CHANGES_PER_SECOND, 3);
        try (DaemonProcess daemon = host.mirror("journal.segment_size=1MiB")) {
            churn.start();
            for (int i = 0; i < TRUNCATIONS; i++) {
                host.awaitMarked();
                LockSupport.parkNanos(A_WHILE.toNanos() / 4);
                truncate(journal, (long) i * BLOCK);
            }
            LockSupport.parkNanos(A_WHILE.toNanos());
            churn.stop();
            host.awaitEqual(LIMIT);
            awaitRest();
            assertThat(daemon.terminate()).as(daemon.output()).isZero();
        }
        try (DaemonProcess daemon = host.mirrorWith(journal)) {
            assertThat(daemon.awaitReady().writes()).as(daemon.output()).isZero();
            assertThat(host.differences()).isEmpty();
        }
    }

    private static void truncate(Path journal, long length) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.walk(journal)) {
            files = found.filter(file -> file.toString().endsWith(".cq4")).toList();
        }
        for (Path file : files) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(length);
            } catch (NoSuchFileException renamedMeanwhile) {
                assertThat(renamedMeanwhile.getFile()).isEqualTo(file.toString());
            }
        }
    }

    @Test
    void shouldMirrorWithoutAFolderThatCanBeWritten() throws IOException {
        Path file = Files.createFile(host.folder().resolve("file"));
        host.inject(10, 0x0200_0000_0000L);
        try (DaemonProcess daemon = host.mirrorWith(file)) {
            awaitSaid(daemon, "degraded: journal");
            assertThat(host.differences()).isEmpty();
            Files.delete(file);
            awaitSaid(daemon, "recovered: journal");
            host.awaitMarked();
            assertThat(daemon.terminate()).isZero();
        }
    }

    @Test
    void shouldLeaveAJournalAloneThatAnotherProcessHolds() {
        host.inject(10, 0x0200_0000_0000L);
        try (DaemonProcess first = host.mirror()) {
            host.awaitMarked();
            // a second mirror of another Redis, with the same journal by mistake
            try (DaemonProcess second = DaemonProcess.start("--redis", "embedded", "--journal",
                    host.folder().resolve("journal").toString())) {
                second.awaitReady();
                awaitSaid(second, "is held by process " + first.pid());
                first.kill9();
                awaitSaid(second, "recovered: journal");
                assertThat(second.terminate()).isZero();
            }
        }
    }
}
