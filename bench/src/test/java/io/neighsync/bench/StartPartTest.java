package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The cost of a row, apart from what a start costs without rows. */
class StartPartTest {
    private static final String MOST_PER_LEAST = "  the most of these per the least";

    @Test
    void shouldTakeOutWhatAStartCostsWithoutRows() {
        // 280 ms, and 5 us for each row more than a thousand
        List<ReportRow> rows = report(280, 325, 435, 775);
        assertThat(ReportRows.named(rows, "a row more than 1000, of 32000").spread().values())
            .containsExactly(5.0, 5.0);
        assertThat(ReportRows.named(rows, "a row more than 1000, of 100000").spread().values())
            .containsExactly(5.0, 5.0);
        assertThat(ReportRows.named(rows, MOST_PER_LEAST).spread().median()).isEqualTo(1);
        assertThat(ReportRows.named(rows, MOST_PER_LEAST).reachesGoal()).isTrue();
    }

    @Test
    void shouldSeeAStepInTheCostOfARow() {
        ReportRow step = ReportRows.named(report(280, 325, 435, 280 + 495 * 1.3), MOST_PER_LEAST);
        assertThat(step.spread().median()).isEqualTo(1.3, within(1e-9));
        assertThat(step.reachesGoal()).isFalse();
    }

    @Test
    void shouldMeasureStartsByTheirGoals() {
        List<ReportRow> rows = report(301, 325, 435, 599);
        assertThat(ReportRows.named(rows, "1000 rows").reachesGoal()).isFalse();
        assertThat(ReportRows.named(rows, "10000 rows").reachesGoal()).isTrue();
        assertThat(ReportRows.named(rows, "32000 rows").goal().isSet()).isFalse();
        assertThat(ReportRows.named(rows, "100000 rows").reachesGoal()).isTrue();
    }

    private static List<ReportRow> report(double... millis) {
        Map<Integer, List<StartWork.Run>> runs = new TreeMap<>();
        int[] sizes = {1_000, 10_000, 32_000, 100_000};
        for (int i = 0; i < sizes.length; i++) {
            StartWork.Run run = new StartWork.Run(50, 270, millis[i], 400);
            runs.put(sizes[i], List.of(run, run));
        }
        return ReportRows.of(section -> StartPart.report(section, runs));
    }
}
