package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders that leave nothing behind. */
class TemporaryFolderTest {
    @TempDir
    private Path parent;

    @Test
    void shouldGoWithAllThatIsInIt() throws IOException {
        try (TemporaryFolder folder = TemporaryFolder.in(parent)) {
            assertThat(folder.path()).isEmptyDirectory().hasParent(parent);
            assertThat(folder.fileSystem()).isNotBlank();
            Files.writeString(Files.createDirectories(folder.path().resolve("a/b")).resolve("c"), "d");
        }
        assertThat(parent).isEmptyDirectory();
    }
}
