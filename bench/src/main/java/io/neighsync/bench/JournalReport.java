package io.neighsync.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Figures of several runs as a table and as JSON, in sections; some beside the most their median is to be. */
final class JournalReport {
    private static final int NAME_WIDTH = 60;

    private final Conditions conditions;
    private final String redisVersion;
    private final List<Section> sections = new ArrayList<>();

    /** Figures of one kind under the same conditions, in the order in which they are shown. */
    static final class Section {
        private final String title;
        private final List<Row> rows = new ArrayList<>();

        private Section(String title) {
            this.title = title;
        }

        /** Adds a figure; returns this. */
        <T> Section add(String name, List<T> runs, ToDoubleFunction<T> figure) {
            return add(name, OptionalDouble.empty(), of(runs, figure));
        }

        /** Adds a figure of which there is a goal; returns this. */
        <T> Section add(String name, double goal, List<T> runs, ToDoubleFunction<T> figure) {
            return add(name, OptionalDouble.of(goal), of(runs, figure));
        }

        /** Adds a figure without a journal, with one, and run by run how much more it is then; returns this. */
        <T> Section compare(String name, List<T> without, List<T> with, ToDoubleFunction<T> figure) {
            return compare(name, OptionalDouble.empty(), without, with, figure);
        }

        /** The same where there is a goal for how much more it is. */
        <T> Section compare(
            String name, double goal, List<T> without, List<T> with, ToDoubleFunction<T> figure) {
            return compare(name, OptionalDouble.of(goal), without, with, figure);
        }

        private <T> Section compare(
            String name, OptionalDouble goal, List<T> without, List<T> with, ToDoubleFunction<T> figure) {
            add(name + ", without", without, figure);
            add(name + ", journal", with, figure);
            return add("  more with the journal", goal, IntStream.range(0, with.size())
                .mapToObj(i -> figure.applyAsDouble(with.get(i)) - figure.applyAsDouble(without.get(i))).toList());
        }

        private Section add(String name, OptionalDouble goal, List<Double> values) {
            rows.add(new Row(name, new Spread(values), goal));
            return this;
        }

        private static <T> List<Double> of(List<T> runs, ToDoubleFunction<T> figure) {
            return runs.stream().map(figure::applyAsDouble).toList();
        }
    }

    private record Row(String name, Spread spread, OptionalDouble goal) {
        String toText() {
            return String.format(Locale.ROOT, "%-" + NAME_WIDTH + "s %10.2f %10.2f %10.2f %7s",
                name, spread.median(), spread.least(), spread.most(), goalText()).stripTrailing();
        }

        private String goalText() {
            return goal.isPresent() ? String.format(Locale.ROOT, "%.2f", goal.getAsDouble()) : "";
        }

        String toJson(String section) {
            return "    { \"section\" : " + Conditions.json(section) + ", \"figure\" : "
                + Conditions.json(name.strip()) + String.format(Locale.ROOT, ", \"median\" : %.3f,", spread.median())
                + (goal.isPresent() ? " \"goal\" : " + goalText() + "," : "")
                + " \"values\" : "
                + spread.values().stream().map(value -> String.format(Locale.ROOT, "%.3f", value)).toList() + " }";
        }
    }

    /**
     * A report without figures.
     *
     * @param conditions   of the run
     * @param redisVersion of redis-server
     */
    JournalReport(Conditions conditions, String redisVersion) {
        this.conditions = conditions;
        this.redisVersion = redisVersion;
    }

    /** Adds a section. */
    Section section(String title) {
        Section section = new Section(title);
        sections.add(section);
        return section;
    }

    /** For a person. */
    String toText() {
        StringBuilder text = new StringBuilder(conditions.toText())
            .append("redis    ").append(redisVersion).append(", unix socket, save off\n");
        for (Section section : sections) {
            text.append('\n').append(section.title).append('\n')
                .append(String.format("%-" + NAME_WIDTH + "s %10s %10s %10s %7s%n", "", "median", "least", "most",
                    "goal"));
            section.rows.forEach(row -> text.append(row.toText()).append('\n'));
        }
        return text.toString();
    }

    /** For a program. */
    String toJson() {
        return "{\n  \"conditions\" : " + conditions.toJson()
            + ",\n  \"redis\" : " + Conditions.json(redisVersion)
            + ",\n  \"results\" : "
            + sections.stream().flatMap(section -> section.rows.stream().map(row -> row.toJson(section.title)))
                .collect(Collectors.joining(",\n", "[\n", "\n  ]")) + "\n}\n";
    }

    /**
     * Prints it, and writes both forms.
     *
     * @param folder made if it is not there
     * @param name   of the files, without their endings
     * @throws IOException when that is not possible
     */
    void write(Path folder, String name) throws IOException {
        System.out.print(toText());
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name + ".json"), toJson());
        Files.writeString(folder.resolve(name + ".txt"), toText());
        System.out.println("\nwritten to bench/results/" + name + ".json and .txt");
    }
}
