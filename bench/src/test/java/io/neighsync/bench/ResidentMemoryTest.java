package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory from the files of proc(5). */
class ResidentMemoryTest {
    @TempDir
    private Path folder;

    @Test
    void shouldReadEveryKindInMegabytes() {
        new ProcessFiles(folder)
            .put("status", """
                Name:\tjava
                VmHWM:\t   99999 kB
                VmRSS:\t   71680 kB
                RssAnon:\t   40960 kB
                RssFile:\t   30208 kB
                RssShmem:\t     512 kB
                """)
            .put("smaps_rollup", """
                00400000-7fff00 ---p 00000000 00:00 0   [rollup]
                Rss:               71680 kB
                Pss:               61440 kB
                Pss_Dirty:             1 kB
                Private_Dirty:     43008 kB
                """);
        assertThat(ResidentMemory.read(folder)).isEqualTo(new ResidentMemory(70, 40, 29.5, 0.5, 60, 42));
    }

    @Test
    void shouldSayWhatTheKernelDoesNotTell() {
        new ProcessFiles(folder).put("status", "Name:\tkthreadd\n").put("smaps_rollup", "");
        assertThatThrownBy(() -> ResidentMemory.read(folder)).hasMessageStartingWith("the kernel tells no VmRSS:");
    }

    @Test
    void shouldReadThisProcess() {
        ResidentMemory memory = ResidentMemory.of(ProcessHandle.current().pid());
        assertThat(memory.rss()).isGreaterThan(memory.anonymous());
        assertThat(memory.privateDirty()).isPositive().isLessThan(memory.rss());
    }
}
