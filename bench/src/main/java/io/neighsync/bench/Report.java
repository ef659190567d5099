package io.neighsync.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Figures of several runs below their conditions, in sections, as a table and as JSON with the value of every run. One
 * thread.
 */
final class Report {
    private final Conditions conditions;
    private final String redisVersion;
    private final List<Section> sections = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** Figures of one kind under the same conditions, in the order in which they are shown. */
    static final class Section {
        private final String title;
        private final List<ReportRow> rows = new ArrayList<>();

        private Section(String title) {
            this.title = title;
        }

        /** Adds a figure without a goal; returns this. */
        <T> Section add(String name, Unit unit, List<T> runs, ToDoubleFunction<T> figure) {
            return add(name, unit, Goal.NONE, runs, figure);
        }

        /**
         * Adds a figure.
         *
         * @param name   of it; indented when it belongs to the one above it
         * @param unit   of it
         * @param goal   of its median
         * @param runs   one at least, in their order
         * @param figure what a run came to
         * @param <T>    a run
         * @return this
         */
        <T> Section add(String name, Unit unit, Goal goal, List<T> runs, ToDoubleFunction<T> figure) {
            return add(name, unit, goal.isSet() ? goal.better() : unit.better(), goal, runs, figure);
        }

        /** Adds a figure of something else, which ours is set beside and which nobody judges; returns this. */
        <T> Section addYardstick(String name, Unit unit, List<T> runs, ToDoubleFunction<T> figure) {
            return add(name, unit, Better.NEITHER, Goal.NONE, runs, figure);
        }

        private <T> Section add(
            String name, Unit unit, Better better, Goal goal, List<T> runs, ToDoubleFunction<T> figure) {
            List<Double> values = runs.stream().map(figure::applyAsDouble).toList();
            rows.add(new ReportRow(title, name, unit, better, goal, new Spread(values)));
            return this;
        }
    }

    /**
     * A report without figures.
     *
     * @param conditions   of the run
     * @param redisVersion of redis-server
     */
    Report(Conditions conditions, String redisVersion) {
        this.conditions = conditions;
        this.redisVersion = redisVersion;
    }

    /** Adds a section; a placement belongs into its title. */
    Section section(String title) {
        Section section = new Section(title);
        sections.add(section);
        return section;
    }

    /** Adds a sentence that is to be read with the figures. */
    void note(String sentence) {
        notes.add(sentence);
    }

    /** Every figure, in the order of the table. */
    List<ReportRow> rows() {
        return sections.stream().flatMap(section -> section.rows.stream()).toList();
    }

    /** For a person. */
    String toText() {
        StringBuilder text = new StringBuilder(conditions.toText())
            .append("redis    ").append(redisVersion).append(", unix socket, save off\n");
        for (Section section : sections) {
            text.append('\n').append(section.title).append('\n').append(ReportRow.header()).append('\n');
            section.rows.forEach(row -> text.append(row.toText()).append('\n'));
        }
        notes.forEach(note -> text.append('\n').append(note).append('\n'));
        return text.toString();
    }

    /** For a program. */
    String toJson() {
        return "{\n  \"conditions\" : " + conditions.toJson()
            + ",\n  \"redis\" : " + Conditions.json(redisVersion)
            + ",\n  \"notes\" : " + notes.stream().map(Conditions::json).toList()
            + ",\n  \"results\" : "
            + rows().stream().map(row -> "    " + row.toJson()).collect(Collectors.joining(",\n", "[\n", "\n  ]"))
            + "\n}\n";
    }

    /**
     * Prints it, and writes both forms.
     *
     * @param files to write
     * @throws IOException when that is not possible
     */
    void write(ResultFiles files) throws IOException {
        System.out.print(toText());
        Files.writeString(files.path(".json"), toJson());
        Files.writeString(files.path(".txt"), toText());
        System.out.println("\nwritten to " + files.path(".json") + " and .txt");
    }
}
