package io.neighsync.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process as proc(5) shows it: this one. */
class RunningDaemonTest {
    private static final long NO_PID = 1L << 30;

    @TempDir
    private Path dir;

    private final RunningDaemon self = RunningDaemon.of(ProcessHandle.current().pid());

    @Test
    void shouldSayThatThereIsNoSuchProcess() {
        assertThatThrownBy(() -> RunningDaemon.of(NO_PID)).isInstanceOf(UnavailableException.class)
                .hasMessageContaining(String.valueOf(NO_PID));
    }

    @Test
    void shouldSeeFilesByThePathThatTheProcessKnows() throws IOException {
        Path file = Files.writeString(dir.resolve("a file"), "content");
        assertThat(Files.readString(self.seenFromHere(file.toAbsolutePath()))).isEqualTo("content");
    }

    @Test
    void shouldFindTheLatencyLogAmongItsOpenFiles() throws IOException {
        assertThat(self.latencyLog()).isEmpty();
        Path log = dir.resolve("latencies.hlog");
        try (FileChannel open = FileChannel.open(log, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertThat(open.isOpen()).isTrue();
            assertThat(self.latencyLog()).contains(self.seenFromHere(log.toRealPath()));
        }
        assertThat(self.latencyLog()).isEmpty();
    }

    @Test
    void shouldTellWhatItUses() throws InterruptedException {
        ProcessUsage before = ProcessUsage.of(self.proc());
        Thread thread = new Thread(() -> {
            long end = System.nanoTime() + 200_000_000L;
            while (System.nanoTime() - end < 0) {
                Thread.onSpinWait();
            }
        }, "spinner");
        thread.start();
        long spun = 0;
        while (thread.isAlive()) {
            ProcessUsage now = ProcessUsage.of(self.proc());
            spun = Math.max(spun, now.cpuNanos().getOrDefault("spinner", 0L));
        }
        thread.join();
        ProcessUsage after = ProcessUsage.of(self.proc());
        assertThat(spun).isBetween(1_000_000L, 1_000_000_000L);
        assertThat(after.residentKb()).isBetween(10_000L, after.peakKb());
        assertThat(after.threads()).isGreaterThan(5);
        assertThat(after.fds()).isGreaterThan(2);
        assertThat(ProcessUsage.cpuPercent("no such thread", before, after)).isZero();
    }
}
