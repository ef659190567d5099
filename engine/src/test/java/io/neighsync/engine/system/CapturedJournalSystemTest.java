package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.policy.VrfConfig;
import io.neighsync.engine.replay.JournalSegment;
import io.neighsync.engine.simulation.CapturedJournal;
import io.neighsync.journal.JournalFolder;
import io.neighsync.journal.SegmentReader;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a daemon captured of a real kernel is decided once more, byte for byte, by the stages of the simulator. */
@Timeout(120)
class CapturedJournalSystemTest {
    private static final int KEYS = 2_000;
    private static final int CHANGES_PER_SECOND = 8_000;
    private static final int LINK_ROUNDS = 100;
    private static final int CAPACITY = 1 << 16;
    private static final int LEAST_EVENTS = 10_000;

    private JournaledHost host;

    @BeforeEach
    void enter() {
        host = JournaledHost.enter();
    }

    @AfterEach
    void leave() {
        JournaledHost.leave(host);
    }

    @Test
    void shouldReachTheSameDecisionsFromWhatARealKernelSent() {
        host.ip("link add br0 type bridge");
        run("journal.capture=raw", "netlink.audit_interval=200ms", "journal.segment_size=1MiB");
        List<JournalSegment> segments = JournalFolder.of(host.folder().resolve("journal")).segments().stream()
                .map(file -> new JournalSegment(file.number(), () -> SegmentReader.open(file))).toList();
        try (CapturedJournal journal = new CapturedJournal(new VrfConfig(List.of(), List.of()), CAPACITY)) {
            journal.replay(segments);
            System.out.printf("captured of a real kernel: %d segments, %d of %d events decide the same, %d decisions%n",
                    segments.size(), journal.events(), journal.captured(), journal.equal());
            assertThat(journal.differences()).isEmpty();
            assertThat(journal.events()).isGreaterThan(LEAST_EVENTS);
            assertThat(journal.equal()).isGreaterThan(LEAST_EVENTS / 4);
        }
    }

    /** A daemon, and a port that changes its neighbors and its master, and links that come and change their names. */
    private void run(String... settings) {
        Churn churn = new Churn(host.ifindex(), KEYS, CHANGES_PER_SECOND, 1);
        try (DaemonProcess daemon = host.mirror(settings)) {
            churn.start();
            host.awaitMarked();
            for (int round = 0; round < LINK_ROUNDS; round++) {
                host.ip("link set Ethernet0 master br0");
                host.ip("link add port" + round + " type veth peer name end" + round);
                host.ip("link set port" + round + " up");
                host.ip("neigh add 10.9.0.1 lladdr 02:00:00:00:00:09 dev port" + round + " nud permanent");
                host.ip("link set port" + round + " down");
                host.ip("link set port" + round + " name other" + round);
                host.ip("link set Ethernet0 nomaster");
            }
            churn.stop();
            daemon.terminate();
        }
    }
}
