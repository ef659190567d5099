package io.neighsync.engine.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which layout suits how many cores. */
class ThreadingModeTest {
    @ParameterizedTest
    @CsvSource({"1,SINGLE", "2,SINGLE", "3,SHARED", "4,GROUPED", "6,GROUPED", "7,DEDICATED", "64,DEDICATED"})
    void shouldChooseFromTheCoresWhenLeftToItself(int cores, ThreadingMode expected) {
        assertThat(ThreadingMode.AUTO.resolve(cores)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"SINGLE,1", "SHARED,2", "GROUPED,3", "DEDICATED,5"})
    void shouldStayWhatWasAskedForAndKnowItsThreads(ThreadingMode mode, int threads) {
        assertThat(mode.resolve(1)).isEqualTo(mode);
        assertThat(mode.threads()).isEqualTo(threads);
    }

    @Test
    void shouldNotCountThreadsBeforeItIsChosen() {
        assertThatThrownBy(ThreadingMode.AUTO::threads).hasMessageContaining("threading.mode");
    }
}
