package io.neighsync.engine.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.neighsync.engine.policy.VrfConfig;
import io.neighsync.engine.stage.ReceiverConfig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes in range, and messages that say what is allowed. */
class PipelineConfigTest {
    @ParameterizedTest
    @CsvSource({"64,16", "1048576,16777216", "65536,1000000"})
    void shouldTakeSizesInRange(int ring, int table) {
        PipelineConfig config = config(ring, table);
        assertThat(config.ringSize()).isEqualTo(ring);
        assertThat(config.tableCapacity()).isEqualTo(table);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -64, 32, 63, 65, 100, 2_097_152, Integer.MIN_VALUE})
    void shouldRefuseARingThatIsNoPowerOfTwoInRange(int ring) {
        assertThatThrownBy(() -> config(ring, 16))
                .hasMessageContaining("ring.size = " + ring).hasMessageContaining("64 to 1048576");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 15, 16_777_217})
    void shouldRefuseATableOutOfRange(int table) {
        assertThatThrownBy(() -> config(64, table))
                .hasMessageContaining("table.capacity = " + table).hasMessageContaining("16 to 16777216");
    }

    private static PipelineConfig config(int ring, int table) {
        return new PipelineConfig(
                ring, table, new ReceiverConfig(Duration.ZERO), new VrfConfig(List.of(), List.of()));
    }
}
