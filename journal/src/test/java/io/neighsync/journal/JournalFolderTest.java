package io.neighsync.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests of {@link JournalFolder}.
 */
class JournalFolderTest {
    @TempDir
    private Path dir;

    @Test
    void shouldBeEmptyWhenThereIsNone() throws IOException {
        final JournalFolder none = JournalFolder.of(dir.resolve("none"));
        assertThat(none.segments()).isEmpty();
        assertThat(none.quarantined()).isEmpty();
        final Path file = Files.createFile(dir.resolve("file"));
        assertThat(JournalFolder.of(file).segments()).isEmpty();
        assertThat(dir.resolve("none")).doesNotExist();
    }

    @Test
    void shouldListSegmentsByNumberAndNothingElse() throws IOException {
        for (final String name : new String[] {"00000010", "00000009", "100000000", "1", "00000011x", "lost+found"}) {
            Files.createDirectories(dir.resolve("segments").resolve(name));
        }
        Files.createFile(dir.resolve("segments/00000012"));
        assertThat(JournalFolder.of(dir).segments()).containsExactly(
            new SegmentFile(9, dir.resolve("segments/00000009")),
            new SegmentFile(10, dir.resolve("segments/00000010")),
            new SegmentFile(100_000_000, dir.resolve("segments/100000000")));
    }

    @Test
    void shouldKeepEachSegmentThatIsPutAside() throws IOException {
        final JournalFolder folder = JournalFolder.of(dir);
        for (int i = 0; i < 3; i++) {
            final Path segment = Files.createDirectories(dir.resolve("segments/00000007"));
            Files.writeString(segment.resolve("x.cq4"), "contents " + i);
            final Path kept = folder.quarantine(new SegmentFile(7, segment));
            assertThat(kept.getFileName().toString()).matches("00000007-\\d{13}");
            assertThat(kept.resolve("x.cq4")).hasContent("contents " + i);
            assertThat(folder.segments()).isEmpty();
            assertThat(folder.quarantined()).hasSize(i + 1).contains(kept);
        }
    }

    @Test
    void shouldSayWhyASegmentCannotBePutAside() {
        assertThatThrownBy(() -> JournalFolder.of(dir).quarantine(new SegmentFile(7, dir.resolve("segments/00000007"))))
            .isInstanceOf(JournalException.class)
            .hasMessage("segment 7 at " + dir.resolve("segments/00000007") + " is damaged and cannot be moved to "
                + dir.resolve("quarantine") + ": " + dir.resolve("segments/00000007")
                + ": No such file or directory; make both folders writable");
    }
}
