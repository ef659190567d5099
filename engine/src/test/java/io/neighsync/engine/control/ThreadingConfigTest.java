package io.neighsync.engine.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which cores are asked for. */
class ThreadingConfigTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "'' | {} | false | false", "none | {} | false | false", "auto | {} | true | false",
        "isolated | {} | false | true", "' isolated ' | {} | false | true", "2-4,6 | {2, 3, 4, 6} | false | false"})
    void shouldKnowListsAndWords(String cpus, String list, boolean prefersIsolated, boolean wantsIsolated) {
        ThreadingConfig config = config(cpus);

        assertThat(config.cpuSet()).hasToString(list);
        assertThat(config.prefersIsolated()).isEqualTo(prefersIsolated);
        assertThat(config.wantsIsolated()).isEqualTo(wantsIsolated);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "a", "1,", ",1", "-1", "3-", "4-2", "1-2-3", "8192", "0-8192", "1;2", "99999999999", "auto,1", "Isolated"})
    void shouldNameTheKeyAndThePartThatIsNoCore(String list) {
        assertThatThrownBy(() -> config(list))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("threading.cpus = \"" + list + "\"")
                .hasMessageContaining("0 to 8191")
                .hasMessageEndingWith("auto, isolated or none");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 9_999, 10_000_000_001L})
    void shouldNameTheKeyOfAThresholdOutOfRange(long nanos) {
        assertThatThrownBy(() -> new ThreadingConfig(
                ThreadingMode.AUTO, IdleMode.AUTO, "", Duration.ofNanos(nanos)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("threading.stall_threshold = ")
                .hasMessageContaining("10us to 10s");
    }

    private static ThreadingConfig config(String cpus) {
        return new ThreadingConfig(ThreadingMode.AUTO, IdleMode.AUTO, cpus, Duration.ofMillis(10));
    }
}
