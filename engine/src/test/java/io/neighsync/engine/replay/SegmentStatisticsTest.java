package io.neighsync.engine.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.codec.RecordType;
import io.neighsync.engine.event.EventKind;
import io.neighsync.journal.CaptureMode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentStatisticsTest {
    private static final long WALL = 1_763_867_527_000_000_000L;

    private static List<SegmentStatistics> read(MemoryJournal journal) {
        List<SegmentStatistics> all = new ArrayList<>();
        try (JournalCursor cursor = new JournalCursor(journal.segments())) {
            while (cursor.next()) {
                if (cursor.number() == 0) {
                    all.add(new SegmentStatistics(cursor));
                } else {
                    all.getLast().add(cursor);
                }
            }
        }
        return all;
    }

    @Test
    void shouldCountEachSegment() {
        MemoryJournal journal = new MemoryJournal(10);
        try (RecordedRun run = new RecordedRun(journal, 0xfeedL, 100, 5_000, WALL, CaptureMode.NONE)) {
            run.settle();
            run.link(1, "Ethernet0");
            run.set(1, "10.0.0.1", 1);
            run.mark(EventKind.DUMP_BEGIN, 1);
            for (int i = 2; i < 8; i++) {
                run.set(1, "10.0.0." + i, i);
            }
            run.settle();
            run.delete(1, "10.0.0.1");
            List<SegmentStatistics> all = read(journal);
            assertThat(all).hasSize(2);
            SegmentStatistics first = all.getFirst();
            assertThat(first.records()).isEqualTo(10);
            assertThat(first.records(RecordType.ROW)).isEqualTo(6);
            assertThat(first.records(RecordType.LINK)).isEqualTo(1);
            assertThat(first.records(RecordType.MARK)).isEqualTo(1);
            assertThat(first.run()).isEqualTo(0xfeedL);
            assertThat(first.continues()).isFalse();
            assertThat(first.firstNanos()).isEqualTo(WALL);
            assertThat(first.firstSequence()).isEqualTo(99);
            assertThat(first.lastSequence()).isEqualTo(107);
            assertThat(first.snapshotRows()).isZero();
            SegmentStatistics second = all.getLast();
            assertThat(second.continues()).isTrue();
            assertThat(second.isComplete()).isTrue();
            assertThat(second.snapshotRows()).isEqualTo(7);
            assertThat(second.lastNanos()).isEqualTo(run.wallNanos());
            assertThat(second.isCapture()).isFalse();
        }
    }

    @Test
    void shouldTellACaptureAndASnapshotThatIsNotComplete() {
        MemoryJournal journal = new MemoryJournal(1_000);
        try (RecordedRun run = new RecordedRun(journal, 1, 1, 1, WALL, CaptureMode.RAW)) {
            for (int i = 0; i < 200; i++) {
                run.set(1, "10.0.1." + i, i);
            }
            run.cycle();
            run.withMessage(new byte[40]).set(1, "10.0.0.1", 1);
            SegmentStatistics segment = read(journal).getFirst();
            assertThat(segment.isCapture()).isTrue();
            assertThat(segment.isComplete()).isFalse();
            assertThat(segment.snapshotRows()).isEqualTo(128);
        }
    }

    @Test
    void shouldKnowWhatARecordTakes() {
        assertThat(SegmentStatistics.bytes(0)).isEqualTo(36);
        assertThat(SegmentStatistics.bytes(1)).isEqualTo(40);
        assertThat(SegmentStatistics.bytes(4)).isEqualTo(40);
    }
}
