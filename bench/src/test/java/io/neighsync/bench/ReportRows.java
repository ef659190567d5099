package io.neighsync.bench;

import java.util.List;
import java.util.function.Consumer;

/** Figures that a part has reported. */
final class ReportRows {
    private ReportRows() {
    }

    /** Those that are added to one section. */
    static List<ReportRow> of(Consumer<Report.Section> figures) {
        Report report = new Report(Conditions.now("abc1234", "test"), "7.0.15");
        figures.accept(report.section("section"));
        return report.rows();
    }

    /** The one of that name. */
    static ReportRow named(List<ReportRow> rows, String name) {
        return rows.stream().filter(row -> row.name().equals(name)).findFirst().orElseThrow();
    }
}
