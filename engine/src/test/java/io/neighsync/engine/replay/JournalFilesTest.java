package io.neighsync.engine.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.neighsync.journal.JournalException;
import io.neighsync.journal.RecordReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real journal in a folder. */
@Timeout(120)
class JournalFilesTest {
    private static final long WALL = 1_763_867_527_000_000_000L;

    @TempDir
    private Path dir;

    private static List<String> records(List<JournalSegment> segments) {
        List<String> records = new ArrayList<>();
        try (JournalCursor cursor = new JournalCursor(segments, true)) {
            while (cursor.next()) {
                RecordReader record = cursor.record();
                byte[] payload = new byte[record.length()];
                record.buffer().getBytes(record.offset(), payload);
                records.add(cursor.segment() + " " + cursor.continues() + " " + record.type() + " "
                        + record.sequence() + " " + cursor.wallNanos() + " " + java.util.HexFormat.of()
                        .formatHex(payload));
            }
            assertThat(cursor.damages()).isEmpty();
        }
        return records;
    }

    private static List<RandomRun.Snapshot> record(RecordedRun run) {
        run.settle();
        List<RandomRun.Snapshot> snapshots = new RandomRun(run, 99).events(800);
        run.settle();
        return snapshots;
    }

    @Test
    void shouldReadFromFilesWhatTheTestsReadFromMemory() {
        MemoryJournal memory = new MemoryJournal(90);
        try (RecordedRun run = RecordedRun.begin(memory, WALL)) {
            record(run);
        }
        try (DiskJournal disk = new DiskJournal(dir, 90); RecordedRun run = RecordedRun.begin(disk, WALL)) {
            record(run);
            assertThat(disk.segments()).isEqualTo(memory.size()).isGreaterThan(5);
            // while its writer has the last segment open, and one more prepared
            assertThat(records(new JournalFiles(dir).segments())).isEqualTo(records(memory.segments()));
        }
        assertThat(records(new JournalFiles(dir).segments())).isEqualTo(records(memory.segments()));
    }

    @Test
    void shouldTellTheRowsAtAMomentWithRoomForAllOfThem() {
        try (DiskJournal disk = new DiskJournal(dir, 300); RecordedRun run = RecordedRun.begin(disk, WALL)) {
            RandomRun.Snapshot snapshot = record(run).get(500);
            JournalFiles files = new JournalFiles(dir);
            try (PastTable table = PastTable.at(
                    files.segments(), Moment.ofSequence(snapshot.sequence()), cursor -> { })) {
                Map<String, String> rows = PlainRows.published(table.image());
                assertThat(rows).isEqualTo(snapshot.rows());
            }
        }
    }

    @Test
    void shouldLeaveTheFolderAsItIsAndNotTakeItsLock() throws IOException {
        try (DiskJournal disk = new DiskJournal(dir, 300); RecordedRun run = RecordedRun.begin(disk, WALL)) {
            record(run);
        }
        Map<Path, String> before = contents();
        JournalFiles files = new JournalFiles(dir);
        records(files.segments());
        files.quarantined();
        assertThat(contents()).isEqualTo(before);
        try (DiskJournal disk = new DiskJournal(dir, 300); RecordedRun run = RecordedRun.begin(disk, WALL)) {
            assertThat(run.cycle()).isTrue();
            assertThat(disk.segments()).isEqualTo(1);
        }
    }

    private Map<Path, String> contents() throws IOException {
        try (Stream<Path> files = Files.walk(dir)) {
            Map<Path, String> contents = new java.util.TreeMap<>();
            for (Path file : files.toList()) {
                contents.put(file, Files.getLastModifiedTime(file)
                        + (Files.isRegularFile(file) ? " " + Files.size(file) : ""));
            }
            return contents;
        }
    }

    @Test
    void shouldTakeASegmentThatRetentionRemovesMeanwhileForAnEmptyOne() throws IOException {
        try (DiskJournal disk = new DiskJournal(dir, 200); RecordedRun run = RecordedRun.begin(disk, WALL)) {
            record(run);
        }
        List<JournalSegment> segments = new JournalFiles(dir).segments();
        List<String> all = records(segments);
        try (Stream<Path> oldest = Files.walk(dir.resolve("segments/00000001"))) {
            for (Path file : oldest.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        List<String> left = records(segments);
        assertThat(left).isNotEmpty().hasSizeLessThan(all.size());
        assertThat(left.getLast()).isEqualTo(all.getLast());
    }

    @Test
    void shouldVerifyAJournalAndNameTheFileAndTheByteOfADamage() throws IOException {
        try (DiskJournal disk = new DiskJournal(dir, 200); RecordedRun run = RecordedRun.begin(disk, WALL)) {
            record(run);
            assertThat(verify().damages()).isEmpty();
        }
        assertThat(verify().damages()).isEmpty();
        Path file;
        try (Stream<Path> files = Files.list(dir.resolve("segments/00000002"))) {
            file = files.filter(one -> one.toString().endsWith(".cq4")).findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(file);
        int at = 0;
        while (bytes[at + 10] != 1 || bytes[at + 8] != 0x4E || bytes[at + 9] != 0x4A || at < 20_000) {
            at++;
        }
        bytes[at + 40] ^= 4;
        Files.write(file, bytes);
        JournalVerifier.Result result = verify();
        assertThat(result.damages()).singleElement().satisfies(damage -> {
            assertThat(damage.segment()).isEqualTo(2);
            assertThat(damage.what()).contains(file.toString(), "byte", "checksum");
        });
    }

    private JournalVerifier.Result verify() {
        return new JournalVerifier(new JournalFiles(dir).segments(), Set.of()).verify(cursor -> { });
    }

    @Test
    void shouldSayThatThereIsNoJournal() {
        Path nowhere = dir.resolve("nowhere");
        assertThatThrownBy(() -> new JournalFiles(nowhere)).isInstanceOf(JournalException.class)
                .hasMessageContaining("no journal in " + nowhere);
        assertThat(new JournalFiles(dir).segments()).isEmpty();
    }
}
