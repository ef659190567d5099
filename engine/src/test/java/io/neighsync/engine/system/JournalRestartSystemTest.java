package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A restart goes on from the journal where Redis is what that knows, and says where it is not. */
@Timeout(120)
class JournalRestartSystemTest {
    private static final int NEIGHBORS = 32_000;
    private static final int FEW = 50;
    private static final long FIRST_LLADDR = 0x0200_0000_0000L;
    private static final int GOAL_MILLIS = 500;
    private static final int TIME_FACTOR = 5;

    private JournaledHost host;

    @BeforeEach
    void enter() {
        host = JournaledHost.enter();
    }

    @AfterEach
    void leave() {
        JournaledHost.leave(host);
    }

    private static boolean hasSaid(DaemonProcess daemon, String text) {
        return daemon.err().stream().anyMatch(line -> line.contains(text));
    }

    /** A run that leaves a journal, and Redis as that says. */
    private void run() {
        try (DaemonProcess daemon = host.mirror()) {
            host.awaitMarked();
            daemon.kill9();
        }
    }

    @Test
    void shouldWriteNothingAndReadNothingWhenNothingHasChanged() {
        host.inject(NEIGHBORS, FIRST_LLADDR);
        run();
        try (RedundantWrites writes = RedundantWrites.of(host.redis()); DaemonProcess daemon = host.mirror()) {
            DaemonProcess.Ready ready = daemon.awaitReady();
            assertThat(ready.writes()).isZero();
            assertThat(ready.rows()).isEqualTo(NEIGHBORS);
            assertThat(hasSaid(daemon, NEIGHBORS + " are known, 0 are read")).as(daemon.output()).isTrue();
            System.out.println("restart from the journal with " + NEIGHBORS + " rows: ready " + ready.elapsedMillis()
                    + " ms after exec, " + replay(daemon));
            assertThat(ready.elapsedMillis()).isLessThan(GOAL_MILLIS * TIME_FACTOR);
            assertThat(writes.writes()).isZero();
        }
        assertThat(host.differences()).isEmpty();
    }

    private static String replay(DaemonProcess daemon) {
        return daemon.err().stream().filter(line -> line.contains("records in")).findFirst()
                .map(line -> line.substring(line.indexOf("journal:"))).orElse("");
    }

    @Test
    void shouldWriteOnlyWhatChangedMeanwhile() {
        host.inject(FEW, FIRST_LLADDR);
        run();
        host.ip("neigh replace 10.0.0.1 lladdr 02:ff:00:00:00:01 dev Ethernet0 nud permanent");
        host.ip("neigh del 10.0.0.2 dev Ethernet0");
        host.ip("neigh replace 10.0.1.1 lladdr 02:ff:00:00:00:02 dev Ethernet0 nud permanent");
        try (DaemonProcess daemon = host.mirror()) {
            assertThat(daemon.awaitReady().writes()).isEqualTo(3);
            assertThat(host.differences()).isEmpty();
        }
    }

    @Test
    void shouldReadRedisWhenItIsNotWhatTheJournalKnows() {
        host.inject(FEW, FIRST_LLADDR);
        run();
        host.jedis().flushAll();
        try (DaemonProcess daemon = host.mirror()) {
            assertThat(hasSaid(daemon, "the journal cannot tell them, as Redis has no marker")).isTrue();
            assertThat(daemon.awaitReady().writes()).isEqualTo(FEW);
            host.awaitMarked();
            daemon.kill9();
        }
        try (DaemonProcess other = DaemonProcess.start(
                "--redis", host.redis().unixAddress().toString(), "--protocol", "direct")) {
            other.awaitReady();
            host.ip("neigh del 10.0.0.3 dev Ethernet0");
            host.awaitEqual(ChurningHost.SOON);
            other.kill9();
        }
        try (DaemonProcess daemon = host.mirror()) {
            assertThat(hasSaid(daemon, "Redis was written to last by a run that it does not have"))
                    .as(daemon.output()).isTrue();
            assertThat(host.differences()).isEmpty();
        }
    }

    @Test
    void shouldFindOutInTheBackgroundWhatOthersChangedBehindTheMarker() {
        host.inject(FEW, FIRST_LLADDR);
        run();
        host.jedis().del("NEIGH_TABLE:Ethernet0:10.0.0.7");
        host.jedis().hset("NEIGH_TABLE:Ethernet0:10.0.0.8", "neigh", "02:ee:00:00:00:00");
        try (DaemonProcess daemon = host.mirror()) {
            assertThat(hasSaid(daemon, "are known")).isTrue();
            host.awaitEqual(ChurningHost.SOON);
        }
    }

    @Test
    void shouldSayWhenTheJournalIsDamagedAndKeepItAside() throws IOException {
        host.inject(FEW, FIRST_LLADDR);
        run();
        Path segment = newestSegment();
        byte[] bytes = Files.readAllBytes(segment);
        // in the middle of a row of the snapshot
        int at = indexOf(bytes, new byte[] {7, 0, 0, 10});
        bytes[at] ^= 1;
        Files.write(segment, bytes);
        try (DaemonProcess daemon = host.mirror()) {
            assertThat(hasSaid(daemon, "the segment is kept as " + host.folder().resolve("journal/quarantine")))
                    .as(daemon.output()).isTrue();
            assertThat(daemon.awaitReady().writes()).isZero();
            assertThat(host.differences()).isEmpty();
        }
        try (Stream<Path> kept = Files.list(host.folder().resolve("journal/quarantine"))) {
            assertThat(kept).hasSize(1);
        }
    }

    private Path newestSegment() throws IOException {
        try (Stream<Path> files = Files.walk(host.folder().resolve("journal/segments"))) {
            List<Path> queues = files.filter(file -> file.toString().endsWith(".cq4")).sorted().toList();
            for (Path queue : queues.reversed()) {
                if (indexOf(Files.readAllBytes(queue), new byte[] {7, 0, 0, 10}) >= 0) {
                    return queue;
                }
            }
        }
        throw new AssertionError("no segment has the row");
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        for (int at = 0; at <= bytes.length - wanted.length; at++) {
            boolean found = true;
            for (int i = 0; i < wanted.length; i++) {
                found &= bytes[at + i] == wanted[i];
            }
            if (found) {
                return at;
            }
        }
        return -1;
    }
}
