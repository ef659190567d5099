package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processor time from the files of proc(5). */
class CpuTimeTest {
    @TempDir
    private Path folder;

    @Test
    void shouldReadTheWholeProcessAndItsThreadsByName() {
        stat(150, 50);
        thread(10, "neigh-pipeline", 1_500_000);
        thread(11, "GC Thread#0", 2_000);
        thread(12, "GC Thread#0", 3_000);
        CpuTime time = CpuTime.read(folder);
        assertThat(time.micros()).isEqualTo(2_000_000);
        assertThat(time.threads()).isEqualTo(Map.of("neigh-pipeline", 1_500.0, "GC Thread#0", 5.0));
        assertThat(time.thread("nobody")).isZero();
    }

    @Test
    void shouldTellWhatWasUsedSince() {
        stat(1, 1);
        thread(10, "neigh-pipeline", 1_000);
        thread(11, "idle", 9_000);
        CpuTime before = CpuTime.read(folder);
        stat(3, 2);
        thread(10, "neigh-pipeline", 4_000);
        thread(12, "new", 6_000);
        CpuTime used = CpuTime.read(folder).since(before);
        assertThat(used.micros()).isEqualTo(30_000);
        assertThat(used.threads()).isEqualTo(Map.of("neigh-pipeline", 3.0, "new", 6.0));
    }

    @Test
    void shouldLeaveOutAThreadThatEndsMeanwhile() throws IOException {
        stat(1, 1);
        thread(10, "neigh-pipeline", 1_000);
        Files.createDirectories(folder.resolve("task/11"));
        assertThat(CpuTime.read(folder).threads()).containsOnlyKeys("neigh-pipeline");
    }

    @Test
    void shouldNameTheBusiestThreadsOfSeveralRuns() {
        assertThat(CpuTime.busiest(List.of(
            new CpuTime(0, Map.of("a", 1.0, "b", 5.0, "c", 2.0, "d", 3.0)),
            new CpuTime(0, Map.of("e", 4.0, "a", 9.0)))))
            .containsExactly("a", "b", "e", "d");
    }

    @Test
    void shouldSeeThisProcessWork() {
        CpuTime before = CpuTime.of(ProcessHandle.current().pid());
        long end = System.nanoTime() + 50_000_000L;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(CpuTime.of(ProcessHandle.current().pid()).since(before).micros()).isBetween(20_000.0, 10e6);
    }

    private void stat(int user, int system) {
        new ProcessFiles(folder)
            .put("stat", "42 (java (x) 7) S 1 2 3 4 5 6 7 8 9 10 " + user + " " + system + " 0 0 20 0\n");
    }

    private void thread(int id, String name, long nanos) {
        new ProcessFiles(folder).put("task/" + id + "/comm", name + "\n")
            .put("task/" + id + "/schedstat", nanos + " 77 3\n");
    }
}
