package io.neighsync.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists of cores as the kernel writes them; what is none is in {@link ThreadingConfigTest}. */
class CpuListTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "'' | {} | ''", "' ' | {} | ''", "3 | {3} | 3", "2-4,6 | {2, 3, 4, 6} | 2-4,6",
        "' 0 , 8191' | {0, 8191} | 0,8191", "5-5 | {5} | 5", "1,2,3,7 | {1, 2, 3, 7} | 1-3,7"})
    void shouldReadAndWriteCoresAndRanges(String list, String cores, String written) {
        assertThat(CpuList.parse(list)).hasToString(cores);
        assertThat(CpuList.of(CpuList.parse(list))).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"'2-3\n' | {2, 3}", "'\n' | {}"})
    void shouldReadALineOfSysfs(String line, String cores) {
        assertThat(CpuList.parse(line)).hasToString(cores);
    }
}
