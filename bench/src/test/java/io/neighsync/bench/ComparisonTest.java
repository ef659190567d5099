package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two result files as reports write them. */
class ComparisonTest {
    private static final List<Double> TEN = List.of(10.0, 9.5, 10.5);

    @TempDir
    private Path folder;

    @Test
    void shouldMarkATimeThatIsLongerInEveryRun() throws IOException {
        Comparison comparison = compare(Unit.MICROS, Goal.NONE, TEN, List.of(12.0, 11.5, 12.5));
        assertThat(comparison.regressions()).containsExactly("section: figure");
        assertThat(comparison.toText()).containsPattern("section: figure +10.00 +12.00 +1.20  worse\n")
            .endsWith("\nworse: 1\n");
    }

    @Test
    void shouldMarkARateThatIsLowerInEveryRun() throws IOException {
        assertThat(compare(Unit.ROWS_PER_SECOND, Goal.NONE, TEN, List.of(8.0, 8.5, 8.2)).regressions()).hasSize(1);
        assertThat(compare(Unit.ROWS_PER_SECOND, Goal.NONE, TEN, List.of(12.0, 11.5, 12.5)).regressions()).isEmpty();
    }

    @Test
    void shouldNotMarkWhatIsBetterOrWithinTheRangeOrWithinATenth() throws IOException {
        assertThat(compare(Unit.MICROS, Goal.NONE, TEN, List.of(5.0, 6.0, 7.0)).regressions()).isEmpty();
        assertThat(compare(Unit.MICROS, Goal.NONE, TEN, List.of(10.4, 12.0, 12.5)).regressions()).isEmpty();
        assertThat(compare(Unit.MICROS, Goal.NONE, TEN, List.of(10.9, 10.8, 10.7)).regressions()).isEmpty();
    }

    @Test
    void shouldTakeTheDirectionOfARatioFromItsGoal() throws IOException {
        assertThat(compare(Unit.RATIO, Goal.atMost(1), TEN, List.of(20.0)).regressions()).hasSize(1);
        assertThat(compare(Unit.RATIO, Goal.atLeast(1), TEN, List.of(20.0)).regressions()).isEmpty();
        assertThat(compare(Unit.RATIO, Goal.NONE, TEN, List.of(20.0)).regressions()).isEmpty();
    }

    @Test
    void shouldNotJudgeWhatIsNotOurs() throws IOException {
        Report report = report();
        report.section("section").addYardstick("floor", Unit.MICROS, TEN, Double::doubleValue);
        RecordedFigures before = RecordedFigures.read(Files.writeString(folder.resolve("a.json"), report.toJson()));
        RecordedFigures after = RecordedFigures.read(write("after", "floor", Unit.MICROS, Goal.NONE, List.of(99.0)));
        assertThat(new Comparison(before, after).regressions()).isEmpty();
    }

    @Test
    void shouldMarkWhatHadBeenNothing() throws IOException {
        Comparison comparison = compare(Unit.COUNT, Goal.atMost(0), List.of(0.0, 0.0), List.of(3.0, 4.0));
        assertThat(comparison.toText()).containsPattern("section: figure +0.00 +3.50  worse\n");
    }

    @Test
    void shouldShowWhatOnlyOneFileHas() throws IOException {
        Comparison comparison = new Comparison(
            RecordedFigures.read(write("before", "ours", Unit.MICROS, Goal.NONE, TEN)),
            RecordedFigures.read(write("after", "theirs", Unit.MICROS, Goal.NONE, TEN)));
        assertThat(comparison.toText()).containsPattern("section: ours +10.00 +-\n")
            .containsPattern("section: theirs +- +10.00\n").endsWith("\nnothing is worse\n");
    }

    @Test
    void shouldTellFiguresOfTheSameNameApart() throws IOException {
        Report report = report();
        report.section("section").add("p50", Unit.MICROS, TEN, Double::doubleValue)
            .add("  more", Unit.MICROS, TEN, Double::doubleValue)
            .add("p99", Unit.MICROS, TEN, Double::doubleValue)
            .add("  more", Unit.MICROS, List.of(7.0), Double::doubleValue);
        Path file = Files.writeString(folder.resolve("a.json"), report.toJson());
        assertThat(RecordedFigures.read(file).figures()).containsOnlyKeys(
            "section: p50", "section: more", "section: p99", "section: more (2)");
    }

    @Test
    void shouldRefuseWhatNoReportWrote() throws IOException {
        Path file = Files.writeString(folder.resolve("a.json"), "{ \"results\" : [ { } ] }");
        assertThatThrownBy(() -> RecordedFigures.read(file)).isInstanceOf(IllegalArgumentException.class)
            .hasMessage(file + " has no figures of a report; give a .json that scripts/bench wrote");
        Path absent = folder.resolve("absent.json");
        assertThatThrownBy(() -> RecordedFigures.read(absent)).isInstanceOf(IllegalArgumentException.class)
            .hasMessage(absent + " cannot be read; give a .json that scripts/bench wrote");
    }

    private Comparison compare(Unit unit, Goal goal, List<Double> before, List<Double> after) throws IOException {
        return new Comparison(RecordedFigures.read(write("before", "figure", unit, goal, before)),
            RecordedFigures.read(write("after", "figure", unit, goal, after)));
    }

    private Path write(String file, String name, Unit unit, Goal goal, List<Double> values) throws IOException {
        Report report = report();
        report.section("section").add(name, unit, goal, values, Double::doubleValue);
        return Files.writeString(folder.resolve(file + ".json"), report.toJson());
    }

    private static Report report() {
        return new Report(Conditions.now("abc1234", "3 runs"), "7.0.15");
    }
}
