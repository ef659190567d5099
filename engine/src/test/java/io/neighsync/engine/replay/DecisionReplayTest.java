package io.neighsync.engine.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.journal.CaptureMode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecisionReplayTest {
    private static final long WALL = 1_763_867_527_000_000_000L;
    private static final int CAPACITY = 1 << 10;

    private final WrittenRows written = new WrittenRows();

    private void replay(MemoryJournal journal) {
        try (JournalCursor cursor = new JournalCursor(journal.segments());
                DecisionReplay replay = new DecisionReplay(CAPACITY, written)) {
            while (cursor.next()) {
                replay.apply(cursor);
            }
            replay.end();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void shouldHaveWrittenTheRowsOfEachMomentWhenItsRecordsAreOver(long seed) {
        MemoryJournal journal = new MemoryJournal(70);
        try (RecordedRun run = RecordedRun.begin(journal, WALL)) {
            run.settle();
            Map<Long, Map<String, String>> expected = new RandomRun(run, seed).events(1_200).stream()
                    .collect(Collectors.toMap(RandomRun.Snapshot::sequence, RandomRun.Snapshot::rows));
            int compared = 0;
            try (JournalCursor cursor = new JournalCursor(journal.segments());
                    DecisionReplay replay = new DecisionReplay(CAPACITY, written)) {
                long sequence = 0;
                while (cursor.next()) {
                    if (cursor.record().sequence() != sequence && replay.isWriting()) {
                        replay.end();
                        if (expected.containsKey(sequence)) {
                            assertThat(written.published()).as("sequence " + sequence)
                                    .isEqualTo(expected.get(sequence));
                            compared++;
                        }
                    }
                    sequence = cursor.record().sequence();
                    replay.apply(cursor);
                }
            }
            assertThat(compared).isGreaterThan(500);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24})
    void shouldHaveTheRightRowsBehindGapsAndOtherRuns(long seed) {
        MemoryJournal journal = new MemoryJournal(50);
        try (RecordedRun run = RecordedRun.begin(journal, WALL)) {
            run.settle();
            RandomRun random = new RandomRun(run, seed);
            random.events(200);
            journal.full(true);
            random.events(300);
            journal.full(false);
            run.settle();
            random.events(100);
            journal.segment(journal.size() - 2).damage(5);
            run.settle();
            run.tick(true);
            replay(journal);
            assertThat(written.published()).isEqualTo(run.published()).isNotEmpty();
        }
        try (RecordedRun other = new RecordedRun(journal, 1, 10_000, 3, WALL + 1_000_000_000_000L, CaptureMode.NONE)) {
            other.settle();
            other.link(40, "Ethernet4");
            other.set(40, "10.0.0.3", 0x33);
            other.link(41, "Ethernet100");
            other.set(41, "10.9.9.9", 0x99);
            replay(journal);
            assertThat(written.published()).isEqualTo(other.published()).hasSize(2);
        }
    }

    @Test
    void shouldWriteOnlyWhatDiffersBehindAGap() {
        MemoryJournal journal = new MemoryJournal(5);
        try (RecordedRun run = RecordedRun.begin(journal, WALL)) {
            run.settle();
            run.link(1, "Ethernet0");
            run.set(1, "10.0.0.1", 1);
            run.set(1, "10.0.0.2", 2);
            journal.full(true);
            run.set(1, "10.0.0.2", 22);
            run.set(1, "10.0.0.4", 4);
            run.delete(1, "10.0.0.1");
            journal.full(false);
            run.settle();
            replay(journal);
        }
        assertThat(journal.size()).isEqualTo(2);
        assertThat(written.writes()).containsExactly("set Ethernet0:10.0.0.1", "set Ethernet0:10.0.0.2",
                "delete Ethernet0:10.0.0.1", "set Ethernet0:10.0.0.2", "set Ethernet0:10.0.0.4");
    }

    @Test
    void shouldWriteADecisionAgainThatWasMadeAgainAndDeleteTheRouteFirst() {
        MemoryJournal journal = new MemoryJournal(100);
        try (RecordedRun run = RecordedRun.begin(journal, WALL)) {
            run.settle();
            run.link(9, "Vrf10", 0, 0, true);
            run.link(1, "Ethernet0", 9, 9, false);
            run.set(1, "fc00::1", 1);
            run.set(1, "fc00::1", 1);
            run.fail(1, "fc00::1");
            run.recover(1, "fc00::1", 1);
            replay(journal);
        }
        assertThat(written.writes()).containsExactly("set Ethernet0:fc00::1", "set Ethernet0:fc00::1",
                "set Ethernet0:fc00::1", "failed Ethernet0:fc00::1",
                "route Vrf10:fc00::1", "set Ethernet0:fc00::1", "failed no more Ethernet0:fc00::1");
    }

    @Test
    void shouldMoveTheRowsOfALinkThatIsRenamedAndOfOneThatLosesItsName() {
        MemoryJournal journal = new MemoryJournal(100);
        try (RecordedRun run = RecordedRun.begin(journal, WALL)) {
            run.settle();
            run.link(1, "Ethernet0");
            run.link(2, "Ethernet4");
            run.set(1, "10.0.0.1", 1);
            run.set(2, "10.0.0.1", 2);
            written.writes().clear();
            run.takeName(2, 1);
            replay(journal);
            assertThat(written.published()).isEqualTo(run.published())
                    .isEqualTo(Map.of("Ethernet0:10.0.0.1", PlainRows.lladdr(2)));
        }
    }

    @Test
    void shouldWriteNothingOfWhatNoCompleteSnapshotLeadsTo() {
        MemoryJournal journal = new MemoryJournal(100);
        try (RecordedRun run = RecordedRun.begin(journal, WALL)) {
            for (int i = 0; i < 200; i++) {
                run.set(1, "10.0.1." + i, i);
            }
            run.link(1, "Ethernet0");
            run.cycle();
            run.set(1, "10.0.0.1", 1);
            replay(journal);
            assertThat(written.writes()).isEmpty();
            run.settle();
            replay(journal);
            assertThat(written.published()).isEqualTo(run.published()).hasSize(201);
        }
        assertThat(List.copyOf(written.writes())).hasSize(201);
    }
}
