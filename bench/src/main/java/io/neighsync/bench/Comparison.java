package io.neighsync.bench;

import io.neighsync.bench.RecordedFigures.Recorded;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Two result files side by side: both medians, how many times the first the second is, and a mark where it is worse.
 *
 * <p>Arguments: {@code BEFORE.json AFTER.json}. {@code scripts/bench --compare} is the way to it.
 *
 * @param before what is compared with
 * @param after  what is judged
 */
public record Comparison(RecordedFigures before, RecordedFigures after) {
    private static final int EX_USAGE = 64;
    /** What two runs of the same code may differ by, however close their own values are. */
    private static final double NOISE = 0.1;
    private static final String COLUMNS = "%-88s %12s %12s %7s";

    /**
     * Compares.
     *
     * @param arguments see above; the process ends with 0, with 1 if a figure is worse, with 64 if a file is no result
     */
    public static void main(String[] arguments) {
        try {
            Comparison comparison = new Comparison(
                RecordedFigures.read(Path.of(arguments[0])), RecordedFigures.read(Path.of(arguments[1])));
            System.out.print(comparison.toText());
            if (!comparison.regressions().isEmpty()) {
                System.exit(1);
            }
        } catch (IllegalArgumentException wrong) {
            System.err.println("bench: " + wrong.getMessage());
            System.exit(EX_USAGE);
        }
    }

    /** The names of those figures that are worse, in the order of the first file. */
    List<String> regressions() {
        return before.figures().keySet().stream().filter(after.figures()::containsKey).filter(this::isWorse).toList();
    }

    /** Worse by more than the noise, in every run. */
    private boolean isWorse(String name) {
        Recorded was = before.figures().get(name);
        Spread now = after.figures().get(name).spread();
        double median = was.spread().median();
        boolean apart = was.better().prefers(was.spread().least(), now.least())
            && was.better().prefers(was.spread().least(), now.most())
            && was.better().prefers(was.spread().most(), now.least())
            && was.better().prefers(was.spread().most(), now.most());
        return apart && Math.abs(now.median() - median) > NOISE * Math.abs(median);
    }

    /** For a person. */
    String toText() {
        StringBuilder text = new StringBuilder(
            COLUMNS.formatted("", before.commit(), after.commit(), "ratio").stripTrailing()).append('\n');
        for (Map.Entry<String, Recorded> entry : before.figures().entrySet()) {
            Recorded now = after.figures().get(entry.getKey());
            text.append(line(entry.getKey(), entry.getValue(), now)).append('\n');
        }
        after.figures().keySet().stream().filter(name -> !before.figures().containsKey(name))
            .forEach(name -> text.append(line(name, null, after.figures().get(name))).append('\n'));
        int worse = regressions().size();
        return text.append(worse == 0 ? "\nnothing is worse\n" : "\nworse: " + worse + "\n").toString();
    }

    private String line(String name, Recorded was, Recorded now) {
        String line = COLUMNS.formatted(name, median(was), median(now), ratio(was, now)).stripTrailing();
        return was != null && now != null && isWorse(name) ? line + "  worse" : line;
    }

    private static String median(Recorded figure) {
        return figure == null ? "-" : String.format(Locale.ROOT, "%.2f", figure.spread().median());
    }

    /** Of differences, which may be negative, there is none. */
    private static String ratio(Recorded was, Recorded now) {
        return was == null || now == null || was.spread().median() <= 0 || now.spread().median() < 0
            ? ""
            : String.format(Locale.ROOT, "%.2f", now.spread().median() / was.spread().median());
    }
}
