package io.neighsync.bench;

import java.util.Locale;

/**
 * One figure of a {@link Report}.
 *
 * @param section title of the section it stands in
 * @param name    of the figure; indented when it belongs to the one above it
 * @param unit    of the values
 * @param better  what is better
 * @param goal    of the median
 * @param spread  the values, one a run
 */
record ReportRow(String section, String name, Unit unit, Better better, Goal goal, Spread spread) {
    private static final String COLUMNS = "%-48s %8s %10s %10s %10s %9s";

    /** Whether the median reaches the goal, or there is none. */
    boolean reachesGoal() {
        return goal.isReachedBy(spread.median());
    }

    /** The same for a goal with so many times the room. */
    boolean reachesGoal(double room) {
        return goal.relaxed(room).isReachedBy(spread.median());
    }

    /** The line above the figures of a section. */
    static String header() {
        return COLUMNS.formatted("", "", "median", "least", "most", "goal");
    }

    /** For a person. */
    String toText() {
        String line = COLUMNS.formatted(name, unit.label(), number(spread.median()), number(spread.least()),
            number(spread.most()), goal).stripTrailing();
        return reachesGoal() ? line : line + "  missed";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    /** For a program; {@link Comparison} reads it. */
    String toJson() {
        return "{ \"section\" : " + Conditions.json(section) + ", \"figure\" : " + Conditions.json(name.strip())
            + ", \"unit\" : " + Conditions.json(unit.label()) + ", \"better\" : " + Conditions.json(better.word())
            + String.format(Locale.ROOT, ", \"median\" : %.3f,", spread.median())
            + (goal.isSet() ? " \"goal\" : " + Conditions.json(goal) + ", \"reached\" : " + reachesGoal() + "," : "")
            + " \"values\" : "
            + spread.values().stream().map(value -> String.format(Locale.ROOT, "%.3f", value)).toList() + " }";
    }
}
