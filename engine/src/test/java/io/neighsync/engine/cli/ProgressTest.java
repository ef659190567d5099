package io.neighsync.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final long MILLI = 1_000_000L;

    private final StringWriter err = new StringWriter();
    private long now = -5;
    private String text = "10 records";

    private Progress progress(boolean terminal, boolean lines) {
        return new Progress(new PrintWriter(err), terminal, lines, () -> now, () -> text);
    }

    @Test
    void shouldSayNothingInTheFirstSecondAndThenOneLineThatIsWrittenOver() {
        try (Progress progress = progress(true, false)) {
            now += 999 * MILLI;
            progress.look();
            assertThat(err.toString()).isEmpty();
            now += MILLI;
            progress.look();
            now += 100 * MILLI;
            progress.look();
            assertThat(err).hasToString("\r10 records");
            text = "9 left";
            now += 100 * MILLI;
            progress.look();
            assertThat(err).hasToString("\r10 records\r9 left    ");
        }
        assertThat(err.toString()).endsWith("\r      \r");
    }

    @Test
    void shouldSayALineEachTwoSecondsWhereThereIsNoTerminal() {
        try (Progress progress = progress(false, true)) {
            for (int i = 0; i < 50; i++) {
                now += 100 * MILLI;
                progress.look();
            }
            assertThat(err.toString().lines()).containsExactly("10 records", "10 records");
            assertThat(progress.seconds()).isEqualTo("5.000");
        }
    }

    @Test
    void shouldSayNothingElsewhere() {
        try (Progress progress = progress(false, false)) {
            now += 60_000 * MILLI;
            progress.look();
        }
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void shouldLookAtTheClockOnlyNowAndThen() {
        try (Progress progress = progress(true, false)) {
            now += 2_000 * MILLI;
            for (int i = 0; i < 4_095; i++) {
                progress.step();
            }
            assertThat(err.toString()).isEmpty();
            progress.step();
            assertThat(err.toString()).isNotEmpty();
        }
    }
}
