package io.neighsync.netlink.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Space that is a file's before anything is written. */
class FileSpaceTest {
    private static final long MIB = 1 << 20;

    @TempDir
    private Path folder;

    /** The bytes of the blocks that a file has: stat(1) counts them in units of 512. */
    static long allocatedBytes(Path file) throws IOException, InterruptedException {
        Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).redirectErrorStream(true).start();
        String blocks = new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        assertThat(stat.waitFor()).as(blocks).isZero();
        return 512 * Long.parseLong(blocks);
    }

    @Test
    void shouldGiveAFileItsBlocksWithoutChangingItsLength() throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("file"), "something");
        FileSpace.reserve(file, 3 * MIB);
        assertThat(allocatedBytes(file)).isGreaterThanOrEqualTo(3 * MIB);
        assertThat(file).hasContent("something");
    }

    @Test
    void shouldMakeTheFileThatIsNotThere() throws IOException, InterruptedException {
        Path file = folder.resolve("file");
        FileSpace.reserve(file, MIB);
        assertThat(file).isEmptyFile();
        assertThat(allocatedBytes(file)).isGreaterThanOrEqualTo(MIB);
    }

    @Test
    void shouldReserveMoreOfAFileThatHasSomeSpaceAndKeepThatWhenLessIsAsked() throws IOException, InterruptedException {
        Path file = folder.resolve("file");
        FileSpace.reserve(file, MIB);
        FileSpace.reserve(file, 4 * MIB);
        FileSpace.reserve(file, MIB);
        assertThat(allocatedBytes(file)).isGreaterThanOrEqualTo(4 * MIB);
    }

    @Test
    void shouldLeaveNoDescriptorOpen() throws IOException {
        Path file = folder.resolve("file");
        FileSpace.reserve(file, 4_096);
        long before = openFiles();
        for (int i = 0; i < 50; i++) {
            FileSpace.reserve(file, 4_096);
            assertThatThrownBy(() -> FileSpace.reserve(file, 0)).isInstanceOf(IOException.class);
        }
        assertThat(openFiles()).isLessThan(before + 50);
    }

    private static long openFiles() throws IOException {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    @Test
    void shouldNameTheFolderThatIsNotThere() {
        Path file = folder.resolve("nowhere").resolve("file");
        assertThatThrownBy(() -> FileSpace.reserve(file, MIB))
                .isInstanceOf(IOException.class).hasMessageContaining(file.toString());
    }

    @Test
    void shouldNameFileSizeAndErrorWhenTheKernelRefuses() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> FileSpace.reserve(file, 0)).isInstanceOf(IOException.class)
                .hasMessage("cannot reserve 0 bytes for " + file + ": EINVAL");
        assertThatThrownBy(() -> FileSpace.reserve(folder, MIB)).isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot open " + folder + ": ");
    }
}
