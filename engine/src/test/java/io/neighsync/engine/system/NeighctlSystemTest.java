package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
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

    private Neighctl.Answer neighctl(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--journal", host.folder().resolve("journal").toString()));
        all.addAll(List.of(arguments));
        return Neighctl.run(all.toArray(String[]::new));
    }

    @Test
    void shouldAnswerBesideADaemonThatWritesAndWhenItHasGone() {
        Churn churn = new Churn(host.ifindex(), KEYS, CHANGES_PER_SECOND, 1);
        try (DaemonProcess daemon = host.mirror("journal.segment_size=1MiB")) {
            host.awaitMarked();
            host.ip("neigh add " + ADDRESS + " lladdr " + LLADDR + " dev Ethernet0 nud permanent");
            churn.start();
            for (int time = 0; time < TIMES; time++) {
                Neighctl.Answer verified = neighctl("journal", "verify");
                assertThat(verified.exitCode()).as(verified.toString()).isZero();
                Neighctl.Answer shown = neighctl("at", "now", "show");
                assertThat(shown.exitCode()).isZero();
                assertThat(shown.lines()).anyMatch(line -> line.contains(ADDRESS) && line.contains(LLADDR));
            }
            churn.stop();
            host.ip("neigh del " + ADDRESS + " dev Ethernet0");
            host.awaitEqual(ChurningHost.SOON);
            assertThat(daemon.terminate()).as(daemon.output()).isZero();
        }
        Neighctl.Answer history = neighctl("history", ADDRESS);
        assertThat(history.exitCode()).isZero();
        assertThat(history.lines()).hasSize(2);
        assertThat(history.lines().getFirst()).contains(LLADDR);
        assertThat(neighctl("at", "now", "show").lines()).noneMatch(line -> line.contains(ADDRESS));
    }
}
