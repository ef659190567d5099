package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.codec.RecordType;
import io.neighsync.engine.replay.JournalSegment;
import io.neighsync.journal.JournalFolder;
import io.neighsync.journal.RecordReader;
import io.neighsync.journal.SegmentReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is measured is done: the records are in the journal, and each was due when it was to be. */
@Timeout(120)
class AppendWorkTest {
    private static final int SECONDS = 3;

    @TempDir
    private Path folder;

    @Test
    void shouldAppendAsManyRecordsAsItMeasures() {
        AppendWork.Run run = new AppendWork().measure(folder, Placement.PLAIN, 0, SECONDS);
        assertThat(run.service().count()).isEqualTo(SECONDS * AppendWork.RATE);
        assertThat(run.response().count()).isEqualTo(SECONDS * AppendWork.RATE);
        assertThat(run.response().micros(50)).isGreaterThanOrEqualTo(run.service().micros(50));
        assertThat(run.rolled()).isPositive().isGreaterThanOrEqualTo(run.late());
        List<JournalSegment> segments = JournalFolder.of(folder).segments().stream()
            .map(file -> new JournalSegment(file.number(), () -> SegmentReader.open(file))).toList();
        assertThat(segments).hasSize(1 + run.rolled());
        long next = 0;
        for (JournalSegment segment : segments) {
            try (RecordReader reader = segment.reader().get()) {
                while (reader.next()) {
                    assertThat(reader.type()).isEqualTo(RecordType.ROW.code());
                    assertThat(reader.sequence()).isEqualTo(next++);
                }
                assertThat(reader.damage()).isEmpty();
            }
        }
        assertThat(next).isEqualTo(SECONDS * AppendWork.RATE);
    }
}
