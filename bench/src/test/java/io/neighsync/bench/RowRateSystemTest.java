package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The writer beside redis-benchmark on a real Redis; ratios alone are judged. */
@Timeout(120)
class RowRateSystemTest {
    private static final double ROOM = 5;

    @Test
    void shouldSetBothProtocolsBesideRedisBenchmark(@TempDir Path folder) {
        Report report = new Report(Conditions.now("test", "smoke"), "test");
        try (BenchRedis redis = new BenchRedis()) {
            new RowRate().measure(new Bench(Profile.SMOKE, 1, List.of(Placement.PLAIN), redis,
                new DaemonCommand("none"), folder, new ResultFiles(folder, "test")), report);
        }
        System.out.print(report.toText());
        assertThat(report.rows()).extracting(ReportRow::name).containsExactly("redis-benchmark HSET",
            "writer, producer-state", "writer, producer-state, of redis-benchmark",
            "writer, direct", "writer, direct, of redis-benchmark");
        assertThat(report.rows()).allMatch(row -> row.spread().median() > 0);
        assertThat(report.rows()).allMatch(row -> row.reachesGoal(ROOM));
    }
}
