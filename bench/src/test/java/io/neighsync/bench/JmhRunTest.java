package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Benchmarks of JMH as parts of the suite: in JVMs of their own, as short as can be. */
class JmhRunTest {
    @Test
    void shouldGiveTheRatesOfTheMethodsAskedFor() {
        Map<String, List<Double>> rates =
            JmhRun.rates(DecodeBenchmark.class, Profile.SMOKE, "neighborMessages", "emptyLoop");
        assertThat(rates.keySet()).containsExactlyInAnyOrder("neighborMessages", "emptyLoop");
        assertThat(rates.get("neighborMessages").getFirst()).isBetween(1e5, rates.get("emptyLoop").getFirst());

        List<ReportRow> rows = ReportRows.of(section -> DecodePart.report(section, rates));
        assertThat(ReportRows.named(rows, "every field of a message").goal()).isEqualTo(Goal.atLeast(60e6));
    }

    @Test
    void shouldTellThatThereIsNoSuchBenchmark() {
        assertThatThrownBy(() -> JmhRun.rates(DecodeBenchmark.class, Profile.SMOKE, "none"))
            .hasMessageContaining("DecodeBenchmark");
    }

    @Test
    void shouldTurnRatesOfReplayIntoMilliseconds() {
        Map<String, List<Double>> rates = Map.of("readyTable", List.of(2e6), "records", List.of(4e6));
        List<ReportRow> rows = ReportRows.of(section -> ReplayPart.report(section, rates));
        assertThat(rows.getFirst().spread().median()).isEqualTo(50);
        assertThat(rows).allMatch(ReportRow::reachesGoal);
    }
}
