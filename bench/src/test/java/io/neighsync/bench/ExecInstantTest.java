package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a command line tells. */
class ExecInstantTest {
    @TempDir
    private Path folder;

    @Test
    void shouldReadWhenTheLauncherExecutedTheJvm() {
        commandLine("java", "-Dneighsyncd.exec_us=1764367405123456", "-cp", "x");
        assertThat(ExecInstant.read(folder)).hasValue(1_764_367_405_123_456L);
    }

    @Test
    void shouldKnowThatAnotherDaemonDoesNotTell() {
        commandLine("neighsyncd", "--note=-Dneighsyncd.exec_us=1");
        assertThat(ExecInstant.read(folder)).isEmpty();
    }

    private void commandLine(String... words) {
        new ProcessFiles(folder).put("cmdline", String.join("\0", words) + "\0");
    }
}
