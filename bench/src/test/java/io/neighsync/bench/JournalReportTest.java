package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table and the result files. */
class JournalReportTest {
    private final JournalReport report = new JournalReport(
        new Conditions("2026-01-02T03:04:05Z", "abc1234", "3 runs", "CPU", 2, "Linux 6.1", "VM 25", "0.10 0.20 0.30"),
        "7.0.15");

    @BeforeEach
    void measure() {
        report.section("append, disk")
            .add("append p99, us", 1, List.of(0.5, 0.25, 2.0), Double::doubleValue)
            .add("segments", List.of(6, 6, 7), Integer::doubleValue);
        report.section("pipeline").compare(
            "p50, us", 1, List.of(50.0, 70.0, 60.0), List.of(51.5, 70.5, 59.0), Double::doubleValue);
    }

    @Test
    void shouldSetMediansBesideTheirRangesAndGoals() {
        assertThat(report.toText()).startsWith("date     2026-01-02T03:04:05Z\ncommit   abc1234\n").endsWith("""
            redis    7.0.15, unix socket, save off

            append, disk
                                                                             median      least       most    goal
            append p99, us                                                     0.50       0.25       2.00    1.00
            segments                                                           6.00       6.00       7.00

            pipeline
                                                                             median      least       most    goal
            p50, us, without                                                  60.00      50.00      70.00
            p50, us, journal                                                  59.00      51.50      70.50
              more with the journal                                            0.50      -1.00       1.50    1.00
            """);
    }

    @Test
    void shouldKeepEveryRunInTheResultFile() {
        assertThat(report.toJson()).contains("""
            { "section" : "append, disk", "figure" : "append p99, us", "median" : 0.500, "goal" : 1.00, \
            "values" : [0.500, 0.250, 2.000] },
            """, """
            { "section" : "pipeline", "figure" : "more with the journal", "median" : 0.500, "goal" : 1.00, \
            "values" : [1.500, 0.500, -1.000] }
            """).endsWith("  ]\n}\n");
    }

    @Test
    void shouldWriteBothForms(@TempDir Path folder) throws IOException {
        report.write(folder.resolve("results"), "a-journal");
        assertThat(folder.resolve("results/a-journal.txt")).hasContent(report.toText());
        assertThat(folder.resolve("results/a-journal.json")).hasContent(report.toJson());
    }
}
