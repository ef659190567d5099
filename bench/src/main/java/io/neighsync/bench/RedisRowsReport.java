package io.neighsync.bench;

import io.neighsync.redis.TableProtocol;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Figures as a table and as JSON: each beside redis-benchmark's in the same placement. */
final class RedisRowsReport {
    private static final double THOUSAND = 1_000.0;

    private final Conditions conditions;
    private final String redisVersion;
    private final int rows;
    private final int defaultBatch;
    private final List<Figure> figures;
    private final List<String> notes;

    /**
     * A report.
     *
     * @param conditions   of the run
     * @param redisVersion of redis-server
     * @param rows         written at a time
     * @param defaultBatch the size of batches that the goals are for
     * @param figures      redis-benchmark's among them, for each placement
     * @param notes        sentences to be said below the table
     */
    RedisRowsReport(Conditions conditions, String redisVersion, int rows, int defaultBatch, List<Figure> figures,
        List<String> notes) {
        this.conditions = conditions;
        this.redisVersion = redisVersion;
        this.rows = rows;
        this.defaultBatch = defaultBatch;
        this.figures = List.copyOf(figures);
        this.notes = List.copyOf(notes);
    }

    /** For a person. */
    String toText() {
        StringBuilder text = new StringBuilder(conditions.toText())
            .append("redis    ").append(redisVersion).append(", unix socket, save off\n")
            .append("rows     ").append(rows).append(" fresh ones at a time; thousands a second\n")
            .append("ceiling  redis-benchmark ").append(String.join(" ", RedisBenchmarkWork.ARGUMENTS)).append('\n');
        for (Placement placement : Placement.values()) {
            List<Figure> placed = figures.stream().filter(figure -> figure.placement() == placement).toList();
            if (!placed.isEmpty()) {
                text.append("%n%-54s %7s %7s %7s %6s %5s%n".formatted(
                    placement.label() + ": " + placement.meaning(), "median", "least", "most", "ratio", "goal"));
                placed.forEach(figure -> text.append(line(figure)));
            }
        }
        notes.forEach(note -> text.append('\n').append(note).append('\n'));
        return text.toString();
    }

    /** For a program. */
    String toJson() {
        return "{\n  \"conditions\" : " + conditions.toJson()
            + ",\n  \"redis\" : \"" + redisVersion + "\",\n  \"rows\" : " + rows
            + ",\n  \"ceiling\" : " + strings(RedisBenchmarkWork.ARGUMENTS)
            + ",\n  \"notes\" : " + strings(notes)
            + ",\n  \"results\" : "
            + figures.stream().map(this::json).collect(Collectors.joining(",\n", "[\n", "\n  ]")) + "\n}\n";
    }

    private String line(Figure figure) {
        OptionalDouble goal = goal(figure);
        return String.format(Locale.ROOT, "%-54s %7.0f %7.0f %7.0f %6.2f %5s%n", figure.work(),
            figure.median() / THOUSAND, figure.least() / THOUSAND, figure.most() / THOUSAND, ratio(figure),
            goal.isPresent() ? String.format(Locale.ROOT, "%.2f", goal.getAsDouble()) : "").stripTrailing() + '\n';
    }

    private String json(Figure figure) {
        OptionalDouble goal = goal(figure);
        return String.format(Locale.ROOT,
            "    { \"placement\" : \"%s\", \"work\" : \"%s\", \"median\" : %.0f, \"ratio\" : %.3f,%s"
                + " \"rows_per_second\" : %s }",
            figure.placement().label(), figure.work(), figure.median(), ratio(figure),
            goal.isPresent() ? String.format(Locale.ROOT, " \"goal\" : %.2f,", goal.getAsDouble()) : "",
            figure.rates().stream().map(rate -> String.format(Locale.ROOT, "%.0f", rate)).toList());
    }

    /** The medians' ratio. */
    private double ratio(Figure figure) {
        return figures.stream()
            .filter(other -> other.placement() == figure.placement() && other.work().equals(RedisBenchmarkWork.NAME))
            .mapToDouble(ceiling -> figure.median() / ceiling.median()).findFirst().orElseThrow();
    }

    /** For the writer, with the default size of batches. */
    private OptionalDouble goal(Figure figure) {
        return Arrays.stream(TableProtocol.values())
            .filter(protocol -> figure.work().contains(WriterWork.name(protocol)))
            .filter(protocol -> figure.work().endsWith("max_batch " + defaultBatch))
            .mapToDouble(RowRate.GOALS::get).findFirst();
    }

    private static String strings(List<String> values) {
        return values.stream().map(Conditions::json).toList().toString();
    }
}
