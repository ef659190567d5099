package io.neighsync.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.neighsync.engine.replay.JournalCursor;
import io.neighsync.engine.replay.MemoryJournal;
import io.neighsync.engine.replay.RecordedRun;
import io.neighsync.journal.CaptureMode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** Speeds, and when records are due at them. */
class ReplaySpeedTest {
    private static final long WALL = 1_763_867_527_000_000_000L;
    private static final long SECOND = 1_000_000_000L;

    @Test
    void shouldReadSpeeds() {
        assertThat(ReplaySpeed.parse("original").factor()).isEqualTo(1);
        assertThat(ReplaySpeed.parse("10x").factor()).isEqualTo(10);
        assertThat(ReplaySpeed.parse("0.5x").factor()).isEqualTo(0.5);
        assertThat(ReplaySpeed.parse("full").isFull()).isTrue();
        assertThat(ReplaySpeed.parse("1x").isFull()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fast", "0x", "-1x", "10", "x", "1e3x", "0.0x"})
    void shouldRefuseWhatIsNone(String text) {
        assertThatThrownBy(() -> ReplaySpeed.parse(text)).isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("give original, full, or 10x");
    }

    private static MemoryJournal journal() {
        MemoryJournal journal = new MemoryJournal(100);
        try (RecordedRun run = RecordedRun.begin(journal, WALL)) {
            run.settle();
            run.pass(4 * SECOND);
            run.set(1, "10.0.0.1", 1);
            run.stepWall(-3_600 * SECOND);
            run.pass(2 * SECOND);
            run.set(1, "10.0.0.2", 1);
        }
        // another boot, in which the monotonic clock began anew
        try (RecordedRun run = new RecordedRun(
                journal, 2, 1_000, 77, WALL + 60 * SECOND, CaptureMode.NONE)) {
            run.settle();
            run.pass(SECOND);
            run.set(1, "10.0.0.1", 1);
        }
        return journal;
    }

    private static List<Long> due(String speed) {
        List<Long> due = new ArrayList<>();
        ReplayPace pace = new ReplayPace(ReplaySpeed.parse(speed));
        try (JournalCursor cursor = new JournalCursor(journal().segments())) {
            while (cursor.next()) {
                due.add(pace.due(cursor, 500) - 500);
            }
        }
        return due;
    }

    @Test
    void shouldLetAsMuchTimePassAsPassedThenAlsoAcrossABootButNotWhenTheWallClockIsSet() {
        // OPENED COMPLETE ROW ROW OPENED COMPLETE ROW; an event is 1003 ns behind the one before
        assertThat(due("original").stream().map(nanos -> Math.round(nanos / 1e6)).toList())
                .containsExactly(0L, 0L, 4_000L, 6_000L, 60_000L, 60_000L, 61_000L);
        assertThat(due("10x").getLast()).isBetween(6_099_999_000L, 6_100_001_000L);
        assertThat(due("full")).containsOnly(0L);
    }
}
