package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table and the result files. */
class ReportTest {
    private final Report report = new Report(
        new Conditions("2026-01-02T03:04:05Z", "abc1234", "3 runs", "CPU", 2, "Linux 6.1", "VM 25", "0.10 0.20 0.30"),
        "7.0.15");

    @BeforeEach
    void measure() {
        report.section("append, disk")
            .add("append p99", Unit.MICROS, Goal.atMost(1), List.of(0.5, 0.25, 2.0), Double::doubleValue)
            .add("segments", Unit.COUNT, List.of(6, 6, 7), Integer::doubleValue);
        report.section("writer, pinned")
            .add("rows", Unit.ROWS_PER_SECOND, List.of(250_000.0), Double::doubleValue)
            .add("  of redis-benchmark", Unit.RATIO, Goal.atLeast(0.45), List.of(0.25), Double::doubleValue);
        report.note("Daemon: theirs");
    }

    @Test
    void shouldSetMediansBesideTheirRangesAndGoals() {
        assertThat(report.toText()).startsWith("date     2026-01-02T03:04:05Z\ncommit   abc1234\n").endsWith("""
            redis    7.0.15, unix socket, save off

            append, disk
                                                                          median      least       most      goal
            append p99                                             us       0.50       0.25       2.00   <= 1.00
            segments                                                        6.00       6.00       7.00

            writer, pinned
                                                                          median      least       most      goal
            rows                                               rows/s  250000.00  250000.00  250000.00
              of redis-benchmark                                    x       0.25       0.25       0.25   >= 0.45  missed

            Daemon: theirs
            """);
    }

    @Test
    void shouldKeepEveryRunInTheResultFile() {
        assertThat(report.toJson()).contains("\n  \"notes\" : [\"Daemon: theirs\"],\n", """
            { "section" : "append, disk", "figure" : "append p99", "unit" : "us", "better" : "less", \
            "median" : 0.500, "goal" : "<= 1.00", "reached" : true, "values" : [0.500, 0.250, 2.000] },
            """, """
            { "section" : "append, disk", "figure" : "segments", "unit" : "", "better" : "neither", \
            "median" : 6.000, "values" : [6.000, 6.000, 7.000] },
            """, """
            { "section" : "writer, pinned", "figure" : "of redis-benchmark", "unit" : "x", "better" : "more", \
            "median" : 0.250, "goal" : ">= 0.45", "reached" : false, "values" : [0.250] }
            """).endsWith("  ]\n}\n");
    }

    @Test
    void shouldTellEveryFigureInTheOrderOfTheTable() {
        assertThat(report.rows()).extracting(ReportRow::name)
            .containsExactly("append p99", "segments", "rows", "  of redis-benchmark");
    }

    @Test
    void shouldWriteBothForms(@TempDir Path folder) throws IOException {
        report.write(new ResultFiles(folder.resolve("results"), "a-journal"));
        assertThat(folder.resolve("results/a-journal.txt")).hasContent(report.toText());
        assertThat(folder.resolve("results/a-journal.json")).hasContent(report.toJson());
    }
}
