package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The table and the result file. */
class RedisRowsReportTest {
    private final RedisRowsReport report = new RedisRowsReport(
        new Conditions("2026-01-02T03:04:05Z", "abc1234", "3 runs", "CPU", 2, "Linux 6.1", "VM 25", "0.10 0.20 0.30"),
        "7.0.15", 1000, 512,
        List.of(
            figure(Placement.PLAIN, RedisBenchmarkWork.NAME, 900_000.0, 1_000_000.0, 1_100_000.0),
            figure(Placement.PLAIN, "writer producer-state, IPv4, max_batch 64", 300_000.0, 310_000.0, 200_000.0),
            figure(Placement.PLAIN, "writer producer-state, IPv4, max_batch 512", 500_000.0, 450_000.0, 550_000.0),
            figure(Placement.PINNED, RedisBenchmarkWork.NAME, 500_000.0, 500_000.0, 500_000.0),
            figure(Placement.PINNED, "daemon direct, the next 1000", 100_000.0, 100_000.0, 150_000.0)),
        List.of("Overruns: 0."));

    @Test
    void shouldSetEachFigureBesideRedisBenchmarkInTheSamePlacement() {
        assertThat(report.toText()).startsWith("date     2026-01-02T03:04:05Z\ncommit   abc1234\n")
            .contains("\nredis    7.0.15, unix socket, save off\n",
                "-c 4 -P 64 -n 1000000 -r 100000 HSET key:__rand_int__")
            .endsWith("""

                plain: not pinned                                       median   least    most  ratio  goal
                redis-benchmark HSET                                      1000     900    1100   1.00
                writer producer-state, IPv4, max_batch 64                  300     200     310   0.30
                writer producer-state, IPv4, max_batch 512                 500     450     550   0.50  0.45

                pinned: writer and redis-server on one core             median   least    most  ratio  goal
                redis-benchmark HSET                                       500     500     500   1.00
                daemon direct, the next 1000                               100     100     150   0.20

                Overruns: 0.
                """);
    }

    @Test
    void shouldKeepEveryRunInTheResultFile() {
        assertThat(report.toJson()).startsWith("{\n  \"conditions\" : {\n    \"date\" : \"2026-01-02T03:04:05Z\",\n")
            .contains("\n  \"redis\" : \"7.0.15\",\n  \"rows\" : 1000,\n", "\"notes\" : [\"Overruns: 0.\"]", """
                "work" : "writer producer-state, IPv4, max_batch 512", "median" : 500000, "ratio" : 0.500, \
                "goal" : 0.45, "rows_per_second" : [500000, 450000, 550000] },
                """, """
                "work" : "writer producer-state, IPv4, max_batch 64", "median" : 300000, "ratio" : 0.300, \
                "rows_per_second" : [300000, 310000, 200000] },
                """)
            .endsWith("[100000, 100000, 150000] }\n  ]\n}\n");
    }

    private static Figure figure(Placement placement, String work, Double... rates) {
        return new Figure(placement, work, List.of(rates));
    }
}
