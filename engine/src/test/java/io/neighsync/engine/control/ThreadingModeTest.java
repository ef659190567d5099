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

    @ParameterizedTest
    @CsvSource({"SINGLE,1,1", "SHARED,2,2", "GROUPED,4,3", "DEDICATED,6,5"})
    void shouldCountTheThreadsWithAJournalAndWithout(ThreadingMode mode, int withJournal, int without) {
        assertThat(mode.threads(5)).isEqualTo(withJournal);
        assertThat(mode.threads(4)).isEqualTo(without);
    }

    @ParameterizedTest
    @CsvSource({"1,SINGLE,SINGLE", "2,SHARED,SHARED", "3,SHARED,GROUPED", "4,GROUPED,GROUPED", "5,GROUPED,DEDICATED",
        "6,DEDICATED,DEDICATED"})
    void shouldTakeTheLargestThatHasACoreToEachThread(int cores, ThreadingMode withJournal, ThreadingMode without) {
        assertThat(ThreadingMode.largest(cores, 5)).isEqualTo(withJournal);
        assertThat(ThreadingMode.largest(cores, 4)).isEqualTo(without);
    }
}
