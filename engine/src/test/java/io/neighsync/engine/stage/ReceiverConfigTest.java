package io.neighsync.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiverConfigTest {
    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT0.1S", "PT30S", "P1D"})
    void shouldTakeIntervalsInRangeAndZero(String interval) {
        assertThat(new ReceiverConfig(Duration.parse(interval)).auditInterval()).isEqualTo(Duration.parse(interval));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.005S", "PT0.099S", "PT0.000000001S", "PT-0.000000001S", "PT-30S", "PT24H0.001S",
        "P106751D"})
    void shouldRefuseAnIntervalOutOfRange(String interval) {
        Duration duration = Duration.parse(interval);
        assertThatThrownBy(() -> new ReceiverConfig(duration)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("netlink.audit_interval = " + duration.toMillis() + " ms")
                .hasMessageContaining("100ms to 1d").hasMessageContaining("0 for no audits");
    }
}
