package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Differences run by run. */
class JournalCostTest {
    @Test
    void shouldTakeTheDifferenceOfEachPairOfRuns() {
        Report report = new Report(Conditions.now("abc1234", "3 runs"), "7.0.15");
        new JournalCost<>(report.section("pipeline"), List.of(50.0, 70.0, 60.0), List.of(51.5, 70.5, 59.0))
            .add("p50", Unit.MICROS, Goal.atMost(1), Double::doubleValue);
        assertThat(report.rows()).extracting(ReportRow::name, ReportRow::goal, row -> row.spread().values())
            .containsExactly(
                tuple("p50, without", Goal.NONE, List.of(50.0, 70.0, 60.0)),
                tuple("p50, journal", Goal.NONE, List.of(51.5, 70.5, 59.0)),
                tuple("  more with the journal", Goal.atMost(1),
                    List.of(1.5, 0.5, -1.0)));
    }
}
