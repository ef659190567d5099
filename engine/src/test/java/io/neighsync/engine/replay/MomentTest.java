package io.neighsync.engine.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.neighsync.engine.codec.RecordType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Moments, the times they stand for, and the records between two of them. */
class MomentTest {
    private static final long WALL = 1_763_867_527_123_456_000L;

    @Test
    void shouldLieBehindWhatBelongsToIt() {
        assertThat(Moment.ofTime(5).isBefore(5, 99)).isFalse();
        assertThat(Moment.ofTime(5).isBefore(6, 0)).isTrue();
        assertThat(Moment.ofSequence(5).isBefore(99, 5)).isFalse();
        assertThat(Moment.ofSequence(5).isBefore(0, 6)).isTrue();
        assertThat(Moment.ofSequence(5)).hasToString("seq:5");
        assertThat(Moment.ofTime(WALL)).hasToString("2025-11-23T03:12:07.123456Z");
    }

    @Test
    void shouldPrintTimesInUtcWithMicrosecondsAlsoBefore1970() {
        assertThat(WallTime.text(0)).isEqualTo("1970-01-01T00:00:00.000000Z");
        assertThat(WallTime.text(-1_500)).isEqualTo("1969-12-31T23:59:59.999998Z");
        assertThat(WallTime.text(1_999)).isEqualTo("1970-01-01T00:00:00.000001Z");
        assertThat(WallTime.nanos(Instant.parse("1969-12-31T23:59:59.999998500Z"))).isEqualTo(-1_500);
        assertThat(WallTime.nanos(WallTime.instant(WALL))).isEqualTo(WALL);
        assertThatThrownBy(() -> WallTime.nanos(Instant.MAX)).isInstanceOf(ArithmeticException.class);
    }

    private static List<Long> sequencesOfRows(MemoryJournal journal, Moment from, Moment to) {
        List<Long> sequences = new ArrayList<>();
        RecordRange range = new RecordRange(from, to);
        try (JournalCursor cursor = new JournalCursor(journal.segments())) {
            while (!range.isOver() && cursor.next()) {
                if (range.contains(cursor) && cursor.type() == RecordType.ROW) {
                    sequences.add(cursor.record().sequence());
                }
            }
        }
        return sequences;
    }

    @Test
    void shouldTakeTheRecordsFromOneMomentToAnother() {
        MemoryJournal journal = new MemoryJournal(4);
        List<Long> times = new ArrayList<>();
        try (RecordedRun run = RecordedRun.begin(journal, WALL)) {
            run.settle();
            for (int i = 0; i < 10; i++) {
                run.set(1, "10.0.0.1", i);
                times.add(run.wallNanos());
            }
        }
        assertThat(sequencesOfRows(journal, null, null)).hasSize(10).startsWith(100L).endsWith(109L);
        assertThat(sequencesOfRows(journal, Moment.ofSequence(103), Moment.ofSequence(105)))
                .containsExactly(103L, 104L, 105L);
        // a time that was printed stands for all of its microsecond
        assertThat(sequencesOfRows(journal, Moment.ofTime(times.get(3) / 1_000 * 1_000 + 999),
                Moment.ofTime(times.get(5)))).containsExactly(103L, 104L, 105L);
        assertThat(sequencesOfRows(journal, Moment.ofTime(WALL + 1_000_000_000L), null)).isEmpty();
        assertThat(sequencesOfRows(journal, null, Moment.ofTime(WALL))).isEmpty();
    }
}
