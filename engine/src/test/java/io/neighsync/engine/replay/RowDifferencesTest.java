package io.neighsync.engine.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.journal.CaptureMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowDifferencesTest {
    private static final long WALL = 1_763_867_527_000_000_000L;

    private static List<String> differences(MemoryJournal journal, Moment from, Moment to) {
        List<String> told = new ArrayList<>();
        try (PastTable before = PastTable.at(journal.segments(), from, cursor -> { });
                PastTable after = PastTable.at(journal.segments(), to, cursor -> { })) {
            new RowDifferences(before.image(), after.image()).tell(new RowDifferences.Visitor() {
                @Override
                public void added(int row) {
                    told.add("+" + key(after.image(), row));
                }

                @Override
                public void removed(int row) {
                    told.add("-" + key(before.image(), row));
                }

                @Override
                public void changed(int rowBefore, int row) {
                    assertThat(key(before.image(), rowBefore)).isEqualTo(key(after.image(), row));
                    told.add("~" + key(after.image(), row));
                }
            });
        }
        told.sort(null);
        return told;
    }

    private static String key(JournalImage image, int row) {
        return image.links().published(image.rows().ifindex(row)) + ":" + PlainRows.address(image.rows().family(row),
                image.rows().addressHigh(row), image.rows().addressLow(row));
    }

    private static List<String> expected(Map<String, String> before, Map<String, String> after) {
        List<String> expected = new ArrayList<>();
        Map<String, String> all = new TreeMap<>(before);
        all.putAll(after);
        for (String key : all.keySet()) {
            if (!after.containsKey(key)) {
                expected.add("-" + key);
            } else if (!before.containsKey(key)) {
                expected.add("+" + key);
            } else if (!before.get(key).equals(after.get(key))) {
                expected.add("~" + key);
            }
        }
        expected.sort(null);
        return expected;
    }

    @ParameterizedTest
    @ValueSource(longs = {51, 52, 53, 54})
    void shouldTellWhatTwoMapsDifferIn(long seed) {
        MemoryJournal journal = new MemoryJournal(60);
        try (RecordedRun run = RecordedRun.begin(journal, WALL)) {
            run.settle();
            List<RandomRun.Snapshot> snapshots = new RandomRun(run, seed).events(600);
            for (int i = 0; i + 40 < snapshots.size(); i += 37) {
                RandomRun.Snapshot before = snapshots.get(i);
                RandomRun.Snapshot after = snapshots.get(i + 40);
                assertThat(differences(journal, Moment.ofTime(before.wallNanos()), Moment.ofTime(after.wallNanos())))
                        .isEqualTo(expected(before.rows(), after.rows()));
            }
        }
    }

    @Test
    void shouldCompareByNamesAcrossRunsInWhichLinksHaveOtherIndexes() {
        MemoryJournal journal = new MemoryJournal(100);
        long first;
        try (RecordedRun run = RecordedRun.begin(journal, WALL)) {
            run.settle();
            run.link(1, "Ethernet0");
            run.link(2, "Ethernet4");
            run.set(1, "10.0.0.1", 1);
            run.set(2, "10.0.0.2", 2);
            first = run.wallNanos();
        }
        try (RecordedRun run = new RecordedRun(journal, 2, 1_000, 1, WALL + 1_000_000_000L, CaptureMode.NONE)) {
            run.settle();
            run.link(2, "Ethernet0");
            run.set(2, "10.0.0.1", 1);
            run.set(2, "10.0.0.2", 2);
            assertThat(differences(journal, Moment.ofTime(first), Moment.ofTime(run.wallNanos())))
                    .containsExactly("+Ethernet0:10.0.0.2", "-Ethernet4:10.0.0.2");
        }
    }
}
