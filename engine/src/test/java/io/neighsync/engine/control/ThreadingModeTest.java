package io.neighsync.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which layout suits how many cores. */
class ThreadingModeTest {
    @ParameterizedTest
    @CsvSource({"1,SINGLE", "2,SINGLE", "3,SHARED", "4,GROUPED", "6,GROUPED", "7,DEDICATED", "64,DEDICATED"})
    void shouldChooseFromTheCoresWhenLeftToItself(int cores, ThreadingMode expected) {
        assertThat(ThreadingMode.AUTO.resolve(cores)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void shouldStayWhatWasAskedFor(ThreadingMode mode) {
        assertThat(mode.resolve(1)).isEqualTo(mode);
    }
}
