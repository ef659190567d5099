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
            .put("status", "Name:\tjava\nVmHWM:\t  99999 kB\nVmRSS:\t   71680 kB\nRssAnon:\t   40960 kB\n"
                + "RssFile:\t   30208 kB\nRssShmem:\t     512 kB\n")
            .put("smaps_rollup", "00400000-7fff00 ---p 00000000 00:00 0   [rollup]\nRss:   71680 kB\n"
                + "Pss:               61440 kB\nPss_Dirty:  1 kB\nPrivate_Dirty:     43008 kB\n");
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
