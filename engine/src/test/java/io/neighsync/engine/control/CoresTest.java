package io.neighsync.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which cores are for the pipeline and which for the rest. */
class CoresTest {
    @TempDir
    private Path sysfs;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "2-3 | '' | {2, 3}", "'' | 4-5 | {4, 5}", "2-3 | 3-4 | {2, 3, 4}", "'' | (null) | {}", "'' | '' | {}"})
    void shouldTakeIsolatedCoresAndThoseWithoutATick(String isolated, String nohzFull, String expected)
            throws IOException {
        Files.writeString(sysfs.resolve("isolated"), isolated + "\n");
        Files.writeString(sysfs.resolve("nohz_full"), nohzFull + "\n");

        assertThat(Cores.isolated(sysfs)).hasToString(expected);
    }

    @Test
    void shouldFindNoneWhereTheKernelTellsOfNone() {
        assertThat(Cores.isolated(sysfs)).isEqualTo(CpuList.parse(""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "auto | 0-5 | 2-5 | 0-1", "isolated | 0-5 | 2-5 | 0-1", "none | 0-5 | 2-5 | 0-5", "3,4 | 0-5 | 2-5 | 0-2,5",
        "isolated | 0-1 | 2-5 | 0-1", "auto | 2-3 | 2-3 | 2-3", "0-1 | 0-1 | '' | 0-1", "auto | 0-3 | '' | 0-3"})
    void shouldKeepTheRestOffThePipelinesCoresWhileOneIsLeft(
            String cpus, String allowed, String isolated, String housekeeping) {
        Cores cores = Cores.of(new ThreadingConfig(
                ThreadingMode.AUTO, IdleMode.AUTO, cpus, Duration.ofMillis(10)),
                CpuList.parse(allowed), CpuList.parse(isolated));

        assertThat(CpuList.of(cores.housekeeping())).isEqualTo(housekeeping);
        assertThat(CpuList.of(cores.isolated())).isEqualTo(isolated);
    }
}
