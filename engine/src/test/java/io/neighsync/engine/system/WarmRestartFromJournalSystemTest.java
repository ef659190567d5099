package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.system.CommandMonitor.Command;
import io.neighsync.redis.OrchagentConsumer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** SONiC's warm restart where the journal tells what Redis holds: the contract is the same, and less is read. */
@Timeout(120)
class WarmRestartFromJournalSystemTest {
    private static final int TIMER = 2;
    private static final int NEIGHBORS = 300;
    private static final Duration GOAL = Duration.ofMillis(200);
    private static final int TIME_FACTOR = 5;

    private SonicHost host;
    private OrchagentConsumer orchagent;
    private Path folder;

    @BeforeEach
    void enter() throws IOException {
        host = SonicHost.enter();
        folder = Files.createTempDirectory("journal");
        orchagent = host.consume(SonicHost.NEIGHBORS);
    }

    @AfterEach
    void leave() {
        if (host != null) {
            SonicHost.leave(host);
            JournaledHost.delete(folder);
        }
    }

    private String journal() {
        return "journal.dir=" + folder.resolve("journal");
    }

    private static String neighbor(int number) {
        return "10.1.%d.%d dev Ethernet0".formatted(number / 200, 1 + number % 200);
    }

    private void runAndKill() {
        for (int i = 0; i < NEIGHBORS; i++) {
            host.ip("neigh replace " + neighbor(i) + " lladdr 02:00:00:00:00:%02x nud permanent".formatted(i & 0xff));
        }
        WarmStarted.enable(host, "swss", TIMER);
        try (DaemonProcess cold = host.mirror(journal())) {
            host.awaitEqual(SonicHost.SOON, SwitchOracle.PLAIN);
            MarkedJournal.await(folder.resolve("journal"), host.appl());
            cold.kill9();
        }
    }

    @Test
    void shouldWriteNothingAndReadNoRowsUntilItIsReconciled() {
        runAndKill();
        int before = orchagent.operations().size();
        try (CommandMonitor monitor = CommandMonitor.of(host.redis());
                WarmStarted warm = WarmStarted.launch(host, journal())) {
            assertThat(warm.hasSaid("RedisSource", "the journal tells which rows "
                    + host.redis().unixAddress() + " holds: " + NEIGHBORS + " are known, 0 are read"))
                    .as(warm.daemon().output()).isTrue();
            assertThat(monitor.commands().stream().filter(command -> command.mentions("NEIGH_TABLE:Ethernet0")))
                    .isEmpty();
            WarmStarted.finishRestore(host.state());
            long start = System.nanoTime();
            warm.awaitState(host.state(), "reconciled");
            Duration late = Duration.ofNanos(System.nanoTime() - start).minusSeconds(TIMER);
            System.out.println("warm restart from the journal: reconciled " + late.toMillis()
                    + " ms after its timer of " + TIMER + " s");
            // the flag that neighbors are restored is looked at once a second
            assertThat(late).isLessThan(GOAL.multipliedBy(TIME_FACTOR).plusSeconds(1));
            warm.daemon().awaitReady();
            assertThat(WarmStarted.writesToTables(monitor)).isEmpty();
        }
        assertThat(orchagent.operations()).hasSize(before);
    }

    @Test
    void shouldReadWhatWasClearedAndWriteWhatDiffers() {
        runAndKill();
        // a row that was pending when the process before ended: what orchagent has is the row without it
        host.appl().hset("_NEIGH_TABLE:Ethernet0:10.1.0.1", "neigh", "02:77:00:00:00:00");
        host.appl().sadd("NEIGH_TABLE_KEY_SET", "Ethernet0:10.1.0.1");
        host.appl().hset("NEIGH_TABLE:Ethernet0:10.1.0.1", "neigh", "02:66:00:00:00:00");
        host.ip("neigh del " + neighbor(1));
        host.ip("neigh replace " + neighbor(2) + " lladdr 02:55:00:00:00:00 nud permanent");
        try (CommandMonitor monitor = CommandMonitor.of(host.redis());
                WarmStarted warm = WarmStarted.reconciled(host, journal())) {
            List<String> told = warm.reconciliation();
            assertThat(told).containsExactly(
                    "NEW Ethernet0:10.1.0.1 02:00:00:00:00:00 NEW",
                    "NEW Ethernet0:10.1.0.3 02:55:00:00:00:00 NEW",
                    "STALE/DELETE Ethernet0:10.1.0.2 02:00:00:00:00:01 STALE");
            host.awaitEqual(SonicHost.SOON, SwitchOracle.PLAIN);
            assertThat(monitor.commands().stream().filter(command -> command.name().equals("HSET"))
                    .filter(command -> command.mentions("_NEIGH_TABLE:")).map(Command::words)
                    .map(words -> words.get(1)))
                    .containsExactlyInAnyOrder("_NEIGH_TABLE:Ethernet0:10.1.0.1", "_NEIGH_TABLE:Ethernet0:10.1.0.3");
        }
    }
}
