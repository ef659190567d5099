package io.neighsync.engine.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.neighsync.journal.CaptureMode;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PastTableTest {
    private static final long WALL = 1_763_867_527_000_000_000L;
    private static final long HOUR = 3_600_000_000_000L;

    private static Map<String, String> rowsAt(MemoryJournal journal, Moment moment) {
        try (PastTable table = PastTable.at(journal.segments(), moment, cursor -> { })) {
            return PlainRows.published(table.image());
        }
    }

    private static String remarkAt(MemoryJournal journal, Moment moment) {
        try (PastTable table = PastTable.at(journal.segments(), moment, cursor -> { })) {
            return table.remark().orElse("");
        }
    }

    private static void assertUnrecorded(MemoryJournal journal, Moment moment, String... words) {
        assertThatThrownBy(() -> rowsAt(journal, moment)).isInstanceOf(UnrecordedMomentException.class)
                .message().contains(words);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldTellTheRowsAtAHundredRandomSequencesAndTimes(long seed) {
        MemoryJournal journal = new MemoryJournal(60);
        try (RecordedRun run = RecordedRun.begin(journal, WALL)) {
            run.settle();
            List<RandomRun.Snapshot> snapshots = new RandomRun(run, seed).events(1_500);
            assertThat(journal.size()).isGreaterThan(20);
            Random random = new Random(seed);
            for (int i = 0; i < 100; i++) {
                RandomRun.Snapshot snapshot = snapshots.get(random.nextInt(snapshots.size()));
                assertThat(rowsAt(journal, Moment.ofTime(snapshot.wallNanos()))).as("time of " + snapshot.sequence())
                        .isEqualTo(snapshot.rows());
                assertThat(rowsAt(journal, Moment.ofTime(snapshot.wallNanos() + 1_002))).isEqualTo(snapshot.rows());
            }
            long last = lastRecorded(journal);
            List<RandomRun.Snapshot> recorded = snapshots.stream().filter(one -> one.sequence() <= last).toList();
            for (int i = 0; i < 100; i++) {
                RandomRun.Snapshot snapshot = recorded.get(random.nextInt(recorded.size()));
                assertThat(rowsAt(journal, Moment.ofSequence(snapshot.sequence())))
                        .as("sequence " + snapshot.sequence()).isEqualTo(snapshot.rows());
            }
        }
    }

    private static long lastRecorded(MemoryJournal journal) {
        long last = 0;
        try (JournalCursor cursor = new JournalCursor(journal.segments())) {
            while (cursor.next()) {
                last = cursor.record().sequence();
            }
        }
        return last;
    }

    @Test
    void shouldNotTellOfATimeBeforeTheJournalBegins() {
        MemoryJournal journal = new MemoryJournal(100);
        try (RecordedRun run = RecordedRun.begin(journal, WALL)) {
            run.settle();
            run.link(1, "Ethernet0");
            assertUnrecorded(journal, Moment.ofTime(WALL - 1), "before the journal begins", "segment 1");
            assertUnrecorded(journal, Moment.ofSequence(98), "seq:98", "before the journal begins");
            assertThat(rowsAt(journal, Moment.ofTime(WALL))).isEmpty();
        }
    }

    @Test
    void shouldNotTellOfASequenceThatIsStillToCome() {
        MemoryJournal journal = new MemoryJournal(100);
        try (RecordedRun run = RecordedRun.begin(journal, WALL)) {
            run.settle();
            run.link(1, "Ethernet0");
            assertThat(rowsAt(journal, Moment.ofSequence(run.sequence()))).isEmpty();
            assertUnrecorded(journal, Moment.ofSequence(run.sequence() + 1), "not in the journal yet",
                    "seq:" + run.sequence());
        }
    }

    @Test
    void shouldNotTellOfATimeInAGapOfOneRunAndSayBetweenWhich() {
        MemoryJournal journal = new MemoryJournal(6);
        try (RecordedRun run = RecordedRun.begin(journal, WALL)) {
            run.settle();
            run.link(1, "Ethernet0");
            run.set(1, "10.0.0.1", 1);
            Map<String, String> before = run.published();
            long last = run.wallNanos();
            journal.full(true);
            for (int i = 0; i < 8; i++) {
                run.set(1, "10.0.0.2", i);
            }
            long inGap = run.wallNanos();
            journal.full(false);
            run.pass(HOUR);
            run.settle();
            assertThat(rowsAt(journal, Moment.ofTime(last))).isEqualTo(before);
            assertUnrecorded(journal, Moment.ofTime(inGap), "does not tell of", "are not in it");
            assertUnrecorded(journal, Moment.ofSequence(run.sequence() - 1), "are not in it");
            assertThat(rowsAt(journal, Moment.ofTime(run.wallNanos()))).isEqualTo(run.published());
        }
    }

    @Test
    void shouldTellTheLastRowsOfARunUntilTheNextAndRemarkOnIt() {
        MemoryJournal journal = new MemoryJournal(100);
        Map<String, String> before;
        long end;
        try (RecordedRun run = RecordedRun.begin(journal, WALL)) {
            run.settle();
            run.link(1, "Ethernet0");
            run.set(1, "10.0.0.1", 1);
            before = run.published();
            end = run.wallNanos();
            assertThat(remarkAt(journal, Moment.ofTime(end))).isEmpty();
        }
        try (RecordedRun run = new RecordedRun(journal, 0x77, 200, 9_000, WALL + HOUR, CaptureMode.NONE)) {
            run.settle();
            run.link(4, "Ethernet8");
            assertThat(rowsAt(journal, Moment.ofTime(end + HOUR / 2))).isEqualTo(before);
            assertThat(remarkAt(journal, Moment.ofTime(end + HOUR / 2))).contains("the next is recorded from");
            assertThat(rowsAt(journal, Moment.ofTime(run.wallNanos()))).isEmpty();
        }
    }

    @Test
    void shouldNotTellOfATimeAtWhichASnapshotBehindAGapWasNotComplete() {
        MemoryJournal journal = new MemoryJournal(1_000);
        try (RecordedRun run = RecordedRun.begin(journal, WALL)) {
            run.link(1, "Ethernet0");
            for (int i = 0; i < 250; i++) {
                run.set(1, "10.0.1." + i, i);
            }
            run.cycle();
            run.set(1, "10.0.0.1", 1);
            long early = run.wallNanos();
            assertUnrecorded(journal, Moment.ofTime(early), "before the journal begins");
            run.settle();
            run.set(1, "10.0.0.2", 2);
            assertUnrecorded(journal, Moment.ofTime(early - 1), "before the journal begins");
            assertThat(rowsAt(journal, Moment.ofTime(run.wallNanos()))).isEqualTo(run.published()).hasSize(252);
        }
    }

    @Test
    void shouldNotTellOfWhatIsBehindADamageButOfWhatIsBeforeIt() {
        MemoryJournal journal = new MemoryJournal(1_000);
        try (RecordedRun run = RecordedRun.begin(journal, WALL)) {
            run.settle();
            run.link(1, "Ethernet0");
            run.set(1, "10.0.0.1", 1);
            Map<String, String> before = run.published();
            long early = run.wallNanos();
            run.set(1, "10.0.0.2", 2);
            run.set(1, "10.0.0.3", 3);
            journal.segment(1).damage(journal.segment(1).records() - 1);
            assertThat(rowsAt(journal, Moment.ofTime(early))).isEqualTo(before);
            assertUnrecorded(journal, Moment.ofTime(run.wallNanos()), "segment 1 cannot be read");
        }
    }

    @Test
    void shouldTakeUpAgainWithTheSnapshotBehindADamagedSegment() {
        MemoryJournal journal = new MemoryJournal(8);
        try (RecordedRun run = RecordedRun.begin(journal, WALL)) {
            run.settle();
            run.link(1, "Ethernet0");
            for (int i = 0; i < 30; i++) {
                run.set(1, "10.0.0." + i, i);
                run.settle();
            }
            assertThat(journal.size()).isGreaterThan(3);
            journal.segment(journal.size() - 1).damage(2);
            assertThat(rowsAt(journal, Moment.ofTime(run.wallNanos()))).isEqualTo(run.published());
        }
    }

    @Test
    void shouldSayThatThereIsNothingToRead() {
        assertUnrecorded(new MemoryJournal(1), Moment.ofTime(WALL), "no records");
    }

    @Test
    void shouldFollowTheWallClockWhenItIsSet() {
        MemoryJournal journal = new MemoryJournal(1_000);
        try (RecordedRun run = RecordedRun.begin(journal, WALL)) {
            run.settle();
            run.link(1, "Ethernet0");
            run.set(1, "10.0.0.1", 1);
            Map<String, String> before = run.published();
            run.stepWall(HOUR);
            run.tick(false);
            run.set(1, "10.0.0.2", 2);
            assertThat(rowsAt(journal, Moment.ofTime(WALL + HOUR / 2))).isEqualTo(before);
            assertThat(rowsAt(journal, Moment.ofTime(run.wallNanos()))).isEqualTo(run.published());
        }
    }
}
