package io.neighsync.bench;

import java.util.List;
import java.util.Map;

/** {@link DecodeBenchmark}, for the suite's own table. */
final class DecodePart implements Part {
    private static final double GOAL = 60e6;
    private static final String MESSAGES = "neighborMessages";
    private static final String EMPTY = "emptyLoop";

    @Override
    public String name() {
        return "decode";
    }

    @Override
    public void measure(Bench bench, Report report) {
        System.err.println("bench: decode");
        report(report.section("decoding of captured neighbor messages, one thread"),
            JmhRun.rates(DecodeBenchmark.class, bench.profile(), MESSAGES, EMPTY));
    }

    /** Figures of iterations. */
    static void report(Report.Section section, Map<String, List<Double>> rates) {
        section.add("every field of a message", Unit.MESSAGES_PER_SECOND, Goal.atLeast(GOAL), rates.get(MESSAGES),
                Double::doubleValue)
            .addYardstick("the loop without decoding", Unit.MESSAGES_PER_SECOND, rates.get(EMPTY),
                Double::doubleValue);
    }
}
