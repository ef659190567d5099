package io.neighsync.netlink.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file system of 1 MiB that is full. Needs root, to mount it. */
@Timeout(30)
class FileSpaceSystemTest {
    private static final long KIB = 1 << 10;

    @TempDir
    private Path folder;
    private Path disk;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        disk = Files.createDirectory(folder.resolve("disk"));
        run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString());
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        run("umount", disk.toString());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", String.join(" ", command), output).isZero();
    }

    @Test
    void shouldSayThatThereIsNoSpaceAndTakeNone() throws IOException, InterruptedException {
        Path file = disk.resolve("file");
        assertThatThrownBy(() -> FileSpace.reserve(file, 2_048 * KIB)).isInstanceOf(IOException.class)
                .hasMessage("cannot reserve 2097152 bytes for " + file + ": ENOSPC");
        assertThat(FileSpaceTest.allocatedBytes(file)).isZero();
        FileSpace.reserve(file, 900 * KIB);
    }

    /** What is reserved for one file is not there for another. */
    @Test
    void shouldKeepTheSpaceOfAFileFromOthersUntilItIsGone() throws IOException {
        Path first = disk.resolve("first");
        Path second = disk.resolve("second");
        FileSpace.reserve(first, 800 * KIB);
        assertThatThrownBy(() -> FileSpace.reserve(second, 800 * KIB)).hasMessageContaining("ENOSPC");
        assertThatThrownBy(() -> Files.write(second, new byte[800 << 10])).isInstanceOf(IOException.class);
        Files.write(first, new byte[800 << 10]);
        assertThat(first).hasSize(800 * KIB);
        Files.delete(second);
        Files.delete(first);
        FileSpace.reserve(second, 800 * KIB);
    }

    @Test
    void shouldSayThatTheFileSystemIsReadOnly() throws IOException, InterruptedException {
        Path file = Files.createFile(disk.resolve("file"));
        run("mount", "-o", "remount,ro", disk.toString());
        assertThatThrownBy(() -> FileSpace.reserve(file, KIB)).hasMessageStartingWith("cannot open " + file + ": ");
        assertThatThrownBy(() -> FileSpace.reserve(disk.resolve("other"), KIB)).isInstanceOf(IOException.class)
                .hasMessageContaining(disk.resolve("other").toString());
    }
}
