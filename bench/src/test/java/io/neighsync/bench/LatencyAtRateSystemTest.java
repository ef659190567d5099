package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.netlink.TestNetns;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole daemon and the floor between a real kernel and a real Redis; ratios alone are judged. */
@Timeout(120)
class LatencyAtRateSystemTest {
    private static final String SECTION = "latency, 1000/s, plain: not pinned, 2 s";
    private static final double ROOM = 5;

    @TempDir
    private Path folder;

    @Test
    void shouldSeeEveryChangeOfTheDaemonAndOfTheFloor() {
        Report report = new Report(Conditions.now("test", "smoke"), "test");
        ResultFiles files = new ResultFiles(folder.resolve("results"), "test");
        try (TestNetns netns = BenchNetns.enter(); BenchRedis redis = new BenchRedis()) {
            new LatencyAtRate().measure(new Bench(Profile.SMOKE, 1, List.of(Placement.PLAIN), redis,
                BuiltDaemon.with(""), folder, files), report);
            assertThat(netns.ip("neigh show nud permanent")).isEmpty();
        }
        System.out.print(report.toText());
        Map<String, ReportRow> rows = report.rows().stream().filter(row -> row.section().equals(SECTION))
            .collect(Collectors.toMap(ReportRow::name, Function.identity()));
        assertThat(rows.get("changes never seen").spread().values()).containsExactly(0.0);
        assertThat(rows.get("floor, changes never seen").spread().values()).containsExactly(0.0);
        assertThat(median(rows, "due to PUBLISH p50")).isGreaterThan(median(rows, "sendmsg to PUBLISH p50"));
        assertThat(median(rows, "sendmsg to PUBLISH p50")).isPositive().isLessThan(
            median(rows, "sendmsg to PUBLISH max"));
        assertThat(rows.get("p50 in floors")).matches(row -> row.reachesGoal(ROOM), "within five times its goal");
        assertThat(folder.resolve("results/test-latency-1000-plain.svg")).isNotEmptyFile();
    }

    private static double median(Map<String, ReportRow> rows, String name) {
        return rows.get(name).spread().median();
    }
}
