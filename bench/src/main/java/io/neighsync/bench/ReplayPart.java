package io.neighsync.bench;

import java.util.List;
import java.util.Map;

/** {@link JournalReplayBenchmark}, for the suite's own table. */
final class ReplayPart implements Part {
    private static final double GOAL_MILLIS = 100;
    private static final double GOAL_RECORDS = 3e6;
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final String TABLE = "readyTable";
    private static final String RECORDS = "records";

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public void measure(Bench bench, Report report) {
        System.err.println("bench: replay");
        report(report.section("replay of a journal with " + JournalReplayBenchmark.ROWS + " rows, one thread"),
            JmhRun.rates(JournalReplayBenchmark.class, bench.profile(), TABLE, RECORDS));
    }

    /** Figures of iterations. */
    static void report(Report.Section section, Map<String, List<Double>> rates) {
        section.add("from files to a ready table", Unit.MILLIS, Goal.atMost(GOAL_MILLIS), rates.get(TABLE),
                rate -> JournalReplayBenchmark.ROWS * MILLIS_PER_SECOND / rate)
            .add("records read, one for each row", Unit.RECORDS_PER_SECOND, Goal.atLeast(GOAL_RECORDS),
                rates.get(RECORDS), Double::doubleValue);
    }
}
