package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A time only where nothing was lost. */
class ChurnPartTest {
    private static final String LOST = "rows lost: wrong 10 s after the last event";
    private static final String TIME = "last event to every row right";

    @Test
    void shouldTellWhenRowsWereRight() {
        List<ReportRow> rows = report(ChurnWork.Buffer.FORCED, run(480_000_000, 0), run(520_000_000, 0));
        assertThat(ReportRows.named(rows, LOST).reachesGoal()).isTrue();
        assertThat(ReportRows.named(rows, TIME).spread().values()).containsExactly(480.0, 520.0);
        assertThat(ReportRows.named(rows, TIME).goal()).isEqualTo(Goal.atMost(500));
    }

    @Test
    void shouldAllowMoreWithoutTheCapability() {
        assertThat(ReportRows.named(report(ChurnWork.Buffer.SMALL, run(1, 0)), TIME).goal())
            .isEqualTo(Goal.atMost(1_000));
    }

    @Test
    void shouldTellNoTimeWhenOneRunLostRows() {
        List<ReportRow> rows = report(ChurnWork.Buffer.FORCED, run(1, 0), run(1, 30), run(1, 20));
        assertThat(ReportRows.named(rows, LOST).reachesGoal()).isFalse();
        assertThat(rows).extracting(ReportRow::name).doesNotContain(TIME);
    }

    private static List<ReportRow> report(ChurnWork.Buffer buffer, ChurnWork.Run... runs) {
        return ReportRows.of(section -> ChurnPart.report(section, List.of(runs), buffer));
    }

    private static ChurnWork.Run run(long nanos, int wrong) {
        return new ChurnWork.Run(900_000, 12, new Convergence.Result(nanos, wrong));
    }
}
