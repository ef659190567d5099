package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The latencies a daemon logs while it runs are those it prints when it stops. */
@Timeout(120)
class LatencyLogSystemTest {
    private static final int KEYS = 500;
    private static final int CHANGES_PER_SECOND = 2_000;
    private static final int INTERVALS = 3;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path dir;

    private MirroredHost host;

    @BeforeEach
    void enter() {
        host = MirroredHost.enter();
    }

    @AfterEach
    void leave() {
        if (host != null) {
            host.close();
        }
    }

    @Test
    void shouldLogEverySecondWhatAddsUpToTheSummary() {
        Path log = dir.resolve("latencies.hlog");
        List<String> summary;
        try (DaemonProcess daemon = host.mirror("performance.latency_log=" + log)) {
            Churn churn = new Churn(host.netns().ifindex("Ethernet0"), KEYS, CHANGES_PER_SECOND, 1);
            churn.start();
            Eventually.shouldHold(LIMIT, INTERVALS + " intervals are logged", () -> intervals(log) >= INTERVALS);
            churn.stop();
            host.awaitApplied();
            assertThat(daemon.terminate()).as(daemon.output()).isZero();
            summary = daemon.out();
        }
        Neighctl.Answer report = Neighctl.run("report", "--hlog", log.toString());
        assertThat(report.exitCode()).as(report.toString()).isZero();
        assertThat(percentiles(report.lines(), "e2e ")).isEqualTo(percentiles(summary, "latency_us "));
        for (String stage : List.of("parse", "classify", "coalesce", "redis")) {
            assertThat(percentiles(report.lines(), stage + " "))
                    .isEqualTo(percentiles(summary, "stage=" + stage + " "));
        }
    }

    private static long intervals(Path log) {
        try {
            return Files.exists(log)
                    ? Files.readAllLines(log).stream().filter(line -> line.startsWith("Tag=e2e,")).count() : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String percentiles(List<String> lines, String beginning) {
        String line = lines.stream().filter(each -> each.startsWith(beginning)).findFirst()
                .orElseThrow(() -> new AssertionError(beginning + "is not in " + lines));
        return line.substring(line.indexOf("p50="));
    }

    @Test
    void shouldMirrorAllTheSameWhereTheLogCannotBeWritten() {
        try (DaemonProcess daemon = host.mirror("performance.latency_log=/dev/full")) {
            daemon.awaitErr(LIMIT, "performance.latency_log = /dev/full: No space left on device");
            host.awaitApplied();
            assertThat(daemon.terminate()).as(daemon.output()).isZero();
            assertThat(daemon.err()).filteredOn(line -> line.contains("performance.latency_log")).hasSize(1);
        }
    }
}
