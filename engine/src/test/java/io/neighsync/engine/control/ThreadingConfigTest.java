package io.neighsync.engine.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of cores. */
class ThreadingConfigTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "'' | {}", "' ' | {}", "3 | {3}", "2-4,6 | {2, 3, 4, 6}", "' 0 , 8191' | {0, 8191}", "5-5 | {5}"})
    void shouldReadCoresAndRanges(String list, String expected) {
        assertThat(config(list).cpuSet()).hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "1,", ",1", "-1", "3-", "4-2", "1-2-3", "8192", "0-8192", "1;2", "99999999999"})
    void shouldNameTheKeyAndThePartThatIsNoCore(String list) {
        assertThatThrownBy(() -> config(list))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("threading.cpus = \"" + list + "\"")
                .hasMessageContaining("0 to 8191");
    }

    private static ThreadingConfig config(String cpus) {
        return new ThreadingConfig(ThreadingMode.AUTO, IdleMode.AUTO, cpus);
    }
}
