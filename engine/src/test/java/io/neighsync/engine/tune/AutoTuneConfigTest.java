package io.neighsync.engine.tune;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is out of range is refused by name, value and remedy. */
class AutoTuneConfigTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "999     | 1000     | 0  | 0  | interval = 999 ms: give a duration from 1s to 1h",
        "3600001 | 1000     | 0  | 0  | interval = 3600001 ms: give a duration from 1s to 1h",
        "60000   | 9        | 0  | 0  | target_p99 = 9 us: give a duration from 10us to 10s",
        "60000   | 10000001 | 0  | 0  | target_p99 = 10000001 us: give a duration from 10us to 10s",
        "60000   | 1000     | -1 | 0  | target_rate = -1 events/s: give a number of 1 or more, or 0 for none",
        "60000   | 1000     | 0  | -1 | memory_limit = -1 bytes: give a size, or 0 for none"
    })
    void shouldRefuseWhatIsOutOfRange(long interval, long micros, int rate, long memory, String message) {
        assertThatThrownBy(() -> new AutoTuneConfig(AutoTuneConfig.Mode.ON, Duration.ofMillis(interval),
                Strategy.BALANCED, Duration.ofNanos(micros * 1_000), rate, memory))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("performance.auto_tune." + message);
    }
}
