package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What counts as sustained, and what an event costs. */
class SustainedPartTest {
    private static final String CPU = "processor time of the daemon, per event";

    @ParameterizedTest
    @CsvSource({
        "true, 0, 100, 0, true",
        "false, 0, 100, 0, false",
        "true, 1, 100, 0, false",
        "true, 0, 101, 0, false",
        "true, 0, 1, 1, false"})
    void shouldSustainOnlyWhatIsPacedAndLosesNothingAndLeavesNoBacklog(
        boolean isPaced, long drops, long millis, int wrong, boolean expected) {
        assertThat(run(isPaced, drops, new Convergence.Result(millis * 1_000_000, wrong)).isSustained())
            .isEqualTo(expected);
    }

    @Test
    void shouldDivideProcessorTimeByTheEvents() {
        List<ReportRow> rows = report(100_000, 10, new Convergence.Result(1, 0));
        assertThat(ReportRows.named(rows, CPU).spread().median()).isEqualTo(2.5);
        assertThat(ReportRows.named(rows, CPU).goal()).isEqualTo(Goal.atMost(2));
        assertThat(ReportRows.named(rows, "  its thread neigh-pipeline").spread().median()).isEqualTo(2);
        assertThat(ReportRows.named(rows, "  of redis-server, per event").spread().median()).isEqualTo(3);
        assertThat(ReportRows.named(rows, "  of kernel and injector, per event").spread().median()).isEqualTo(1);
    }

    @Test
    void shouldHaveAGoalForProcessorTimeOnlyUnderTheLoadItIsFor() {
        assertThat(ReportRows.named(report(200_000, 10, new Convergence.Result(1, 0)), CPU).goal().isSet()).isFalse();
        assertThat(ReportRows.named(report(100_000, 1, new Convergence.Result(1, 0)), CPU).goal().isSet()).isFalse();
    }

    @Test
    void shouldTellNoTimesWhenRowsWereLost() {
        List<ReportRow> rows = report(100_000, 10, new Convergence.Result(1, 3));
        assertThat(ReportRows.named(rows, "rows lost: wrong 10 s after the last event").reachesGoal()).isFalse();
        assertThat(rows).extracting(ReportRow::name)
            .noneMatch(name -> name.contains("every row right") || name.contains("p50"));
    }

    private static List<ReportRow> report(int rate, int changing, Convergence.Result end) {
        SustainedWork.Load load = new SustainedWork.Load(rate, changing, 1_000, 1, 200_000 / rate);
        return ReportRows.of(section -> SustainedPart.report(section, load, List.of(run(true, 0, end))));
    }

    private static SustainedWork.Run run(boolean isPaced, long drops, Convergence.Result end) {
        Usage usage = new Usage(new CpuTime(500_000, Map.of("neigh-pipeline", 400_000.0)),
            new CpuTime(600_000, Map.of()), 200_000);
        return new SustainedWork.Run(99_000, isPaced, drops, 7, end, new Latencies(), new Latencies(), usage);
    }
}
