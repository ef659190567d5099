package io.neighsync.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When threads may spin. */
class IdleModeTest {
    @ParameterizedTest
    @CsvSource({
        "SPIN,1,2,SPIN", "SPIN,1,1,BLOCK", "SPIN,5,6,SPIN", "SPIN,5,5,BLOCK", "SPIN,5,2,BLOCK",
        "YIELD,5,1,YIELD", "YIELD,1,8,YIELD", "BLOCK,1,64,BLOCK",
        "AUTO,1,1,BLOCK", "AUTO,1,2,BLOCK", "AUTO,2,3,BLOCK", "AUTO,3,4,SPIN", "AUTO,3,3,BLOCK",
        "AUTO,5,8,SPIN", "AUTO,5,5,BLOCK"})
    void shouldNeverSpinOnTheLastCore(IdleMode mode, int threads, int cores, IdleMode expected) {
        assertThat(mode.resolve(threads, cores)).isEqualTo(expected);
    }
}
