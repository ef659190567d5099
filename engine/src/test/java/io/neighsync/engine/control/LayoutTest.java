package io.neighsync.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;

/** What follows from the configuration and the cores, for the five stages of a pipeline with a journal. */
class LayoutTest {
    private static final int STAGES = 5;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "auto | auto | auto | 0-1 | '' | SINGLE | BLOCK | ''",
        "auto | auto | auto | 0-3 | '' | GROUPED | BLOCK | ''",
        "auto | auto | auto | 0-4 | '' | GROUPED | SPIN | ''",
        "auto | auto | auto | 0-7 | '' | DEDICATED | SPIN | ''",
        "shared | spin | none | 0-3 | '' | SHARED | SPIN | ''"})
    void shouldLayOutByTheCoresWhereNoneIsIsolated(ArgumentsAccessor row) {
        check(row);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "auto | auto | auto | 0-7 | 2-7 | DEDICATED | SPIN | 2-7",
        "auto | auto | auto | 0-5 | 2-5 | GROUPED | SPIN | 2-5",
        "auto | auto | auto | 0-3 | 2-3 | SHARED | BLOCK | 2-3",
        "shared | auto | auto | 0-3 | 2-3 | SHARED | BLOCK | 2-3",
        "shared | spin | auto | 0-3 | 2-3 | SHARED | SPIN | 2-3"})
    void shouldPreferIsolatedCoresThatSuffice(ArgumentsAccessor row) {
        check(row);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "auto | auto | auto | 0-7 | 6-7 | GROUPED | SPIN | ''",
        "grouped | auto | auto | 0-4 | 2-4 | GROUPED | BLOCK | ''",
        "auto | auto | none | 0-3 | 2-3 | GROUPED | BLOCK | ''"})
    void shouldLeaveIsolatedCoresAloneThatAreTooFewOrNotWanted(ArgumentsAccessor row) {
        check(row);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "auto | auto | isolated | 0-7 | 7 | SINGLE | BLOCK | 7",
        "auto | spin | isolated | 0-1 | 2-5 | GROUPED | SPIN | 2-5",
        "auto | auto | 1 | 0-1 | '' | SINGLE | BLOCK | 1",
        "auto | spin | 1 | 0-1 | '' | SINGLE | SPIN | 1",
        "grouped | auto | 1-2 | 0-7 | '' | GROUPED | BLOCK | 1-2"})
    void shouldPinToTheCoresAskedFor(ArgumentsAccessor row) {
        check(row);
    }

    /** A row: mode, idle, cpus; cores allowed and isolated; the layout, what its threads do when idle, and where. */
    private static void check(ArgumentsAccessor row) {
        Layout found = layout(
                row.getString(0), row.getString(1), row.getString(2), row.getString(3), row.getString(4));

        assertThat(found.mode()).hasToString(row.getString(5));
        assertThat(found.idle()).hasToString(row.getString(6));
        assertThat(CpuList.of(found.pinned())).isEqualTo(row.getString(7));
        assertThat(found.refusal()).isEmpty();
    }

    @Test
    void shouldSayThatNoCoreIsIsolated() {
        assertThat(layout("auto", "auto", "isolated", "0-3", "").refusal()).contains(
                "threading.cpus = isolated is refused: the kernel isolates no core that this process may use; "
                        + "not pinned");
    }

    @Test
    void shouldSayThatTheLayoutNeedsMoreIsolatedCores() {
        assertThat(layout("grouped", "auto", "isolated", "0-3", "2-3").refusal()).contains(
                "threading.cpus = isolated is refused: grouped has 4 threads and only these cores are isolated: 2-3; "
                        + "not pinned");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "dedicated | spin | none | 0-3 | 6 spinning threads need more than the 4 cores",
        "grouped | spin | 1-2 | 0-7 | 4 spinning threads need more than the 3 cores",
        "single | spin | 0 | 0 | 1 spinning threads need more than the 1 cores"})
    void shouldRefuseASpinThatHasNotACoreToEachThread(
            String mode, String idle, String cpus, String allowed, String why) {
        Layout layout = layout(mode, idle, cpus, allowed, "");

        assertThat(layout.idle()).isEqualTo(IdleMode.BLOCK);
        assertThat(layout.refusal()).hasValueSatisfying(
                sentence -> assertThat(sentence).startsWith("threading.idle = spin is refused: " + why));
    }

    private static Layout layout(String mode, String idle, String cpus, String allowed, String isolated) {
        ThreadingConfig config = new ThreadingConfig(ThreadingMode.valueOf(mode.toUpperCase(Locale.ROOT)),
                IdleMode.valueOf(idle.toUpperCase(Locale.ROOT)), cpus, Duration.ofMillis(10));
        return Layout.of(config, Cores.of(config, CpuList.parse(allowed), CpuList.parse(isolated)), STAGES);
    }
}
