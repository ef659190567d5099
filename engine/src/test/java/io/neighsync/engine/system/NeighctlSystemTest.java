package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** neighctl as a process of its own, beside a daemon that writes the journal meanwhile, and when that has gone. */
@Timeout(120)
class NeighctlSystemTest {
    private static final int KEYS = 1_000;
    private static final int CHANGES_PER_SECOND = 4_000;
    private static final int TIMES = 5;
    private static final String ADDRESS = "10.200.0.1";
    private static final String LLADDR = "02:aa:00:00:00:01";

    private JournaledHost host;

    @BeforeEach
    void enter() {
        host = JournaledHost.enter();
    }

    @AfterEach
    void leave() {
        JournaledHost.leave(host);
    }

    private record Answer(int exitCode, List<String> lines) {
    }

    private Answer neighctl(String... arguments) {
        Path root = Path.of(System.getProperty("neighsync.root"));
        Path target = root.resolve("engine/target");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + root.resolve("scripts/jvm.options"), "-cp",
                target.resolve("neighsyncd.jar") + ":" + target.resolve("lib/*"),
                "io.neighsync.engine.cli.NeighctlCommand", "--journal", host.folder().resolve("journal").toString()));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines().toList();
            assertThat(process.waitFor(1, TimeUnit.SECONDS)).isTrue();
            return new Answer(process.exitValue(), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Test
    void shouldAnswerBesideADaemonThatWritesAndWhenItHasGone() {
        Churn churn = new Churn(host.ifindex(), KEYS, CHANGES_PER_SECOND, 1);
        try (DaemonProcess daemon = host.mirror("journal.segment_size=1MiB")) {
            host.awaitMarked();
            host.ip("neigh add " + ADDRESS + " lladdr " + LLADDR + " dev Ethernet0 nud permanent");
            churn.start();
            for (int time = 0; time < TIMES; time++) {
                Answer verified = neighctl("journal", "verify");
                assertThat(verified.exitCode()).as(verified.toString()).isZero();
                Answer shown = neighctl("at", "now", "show");
                assertThat(shown.exitCode()).isZero();
                assertThat(shown.lines()).anyMatch(line -> line.contains(ADDRESS) && line.contains(LLADDR));
            }
            churn.stop();
            host.ip("neigh del " + ADDRESS + " dev Ethernet0");
            host.awaitEqual(ChurningHost.SOON);
            assertThat(daemon.terminate()).as(daemon.output()).isZero();
        }
        Answer history = neighctl("history", ADDRESS);
        assertThat(history.exitCode()).isZero();
        assertThat(history.lines()).hasSize(2);
        assertThat(history.lines().getFirst()).contains(LLADDR);
        assertThat(neighctl("at", "now", "show").lines()).noneMatch(line -> line.contains(ADDRESS));
    }
}
