package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.system.ServiceManager.Message;
import io.neighsync.redis.OrchagentConsumer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP: the file is read again, what can change does, and a bad file changes nothing. */
@Timeout(60)
class ReloadSystemTest {
    private static final SwitchOracle DUAL_TOR = new SwitchOracle(true, Set.of());
    private static final String READ_AGAIN = "configuration read again";
    private static final String NEIGHBOR = "10.0.0.1 lladdr 02:00:00:00:00:01 dev Ethernet0 nud ";
    private static final String REFUSED = "the configuration stays as it was: ";
    private static final List<String> BAD = List.of("ring.sise = 64", "redis.audit_interval = soon",
            "logging.level = loud", "ring {", "warm_restart.restore_timeout = 1ms",
            "performance.auto_tune.mode = maybe", "redis.flush_deadline = 1s");
    private static final String READY = "READY=1";
    private static final Duration WATCHDOG = Duration.ofSeconds(30);
    private static final int DISCARD_PORT = 9;

    @TempDir
    private Path directory;

    private SonicHost host;
    private ServiceManager manager;
    private OrchagentConsumer orchagent;
    private DaemonProcess daemon;

    @BeforeEach
    void enter() {
        host = SonicHost.enter();
        manager = new ServiceManager(directory.resolve("notify"));
        orchagent = host.consume(SonicHost.NEIGHBORS);
    }

    @AfterEach
    void leave() {
        if (daemon != null) {
            daemon.close();
        }
        if (manager != null) {
            manager.close();
        }
        SonicHost.leave(host);
    }

    private Path file() {
        return directory.resolve("neighsyncd.conf");
    }

    private void write(String... lines) {
        try {
            Files.write(file(), List.of(lines));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With a file of these lines; what is given on the command line cannot change, so that is only what must be. */
    private void mirror(String... lines) {
        write(lines);
        daemon = SonicHost.ready(() -> DaemonProcess.startUnder(manager.start(WATCHDOG),
                "--redis", host.redis().unixAddress().toString(), "--protocol", "producer-state",
                "--config", file().toString(), "--set", "logging.output=stderr"));
        manager.await(SonicHost.SOON, READY, 1);
    }

    /** Writes the file, has it read again, and waits until it is, with whatever result. */
    private void reload(String... lines) {
        write(lines);
        int before = manager.saying(READY).size();
        try {
            new ProcessBuilder("kill", "-HUP", String.valueOf(daemon.pid())).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        Message ready = manager.await(SonicHost.SOON, READY, before + 1);
        Message reloading = manager.messages().reversed().stream()
                .filter(each -> each.lines().contains("RELOADING=1")).findFirst().orElseThrow();
        assertThat(reloading.nanos()).isLessThan(ready.nanos());
        assertThat(reloading.lines()).anyMatch(line -> line.matches("MONOTONIC_USEC=\\d+"));
    }

    private List<String> said(String text) {
        return daemon.err().stream().filter(line -> line.contains(text)).toList();
    }

    /** Waits for so many lines with that text. */
    private List<String> awaitSaid(String text, int times) {
        Eventually.shouldHold(SonicHost.SOON, times + " times " + text + ", " + daemon.output(),
                () -> said(text).size() >= times);
        return said(text);
    }

    /** Makes it say something else, so that what it has said before is there. */
    private void assertNotSaid(String text) {
        int before = said(REFUSED).size();
        reload("nonsense = 1");
        awaitSaid(REFUSED, before + 1);
        assertThat(said(text)).isEmpty();
    }

    @Test
    void shouldPutTheLevelOfTheLogInForce() {
        mirror("netlink.audit_interval = 0");
        reload("netlink.audit_interval = 0", "logging.level = error");
        assertNotSaid(READ_AGAIN);
        reload("netlink.audit_interval = 0", "logging.level = debug");
        assertThat(awaitSaid(READ_AGAIN, 1)).hasSize(1).allMatch(line -> line.contains("[logging.level]"));
    }

    /** What CONFIG_DB says of the log holds, whatever is read again. */
    @Test
    void shouldLeaveTheLogAsConfigDbHasIt() {
        mirror("netlink.audit_interval = 0");
        host.config().hset("LOGGER|neighsyncd", "LOGLEVEL", "ERROR");
        host.awaitSilence(daemon);
        reload("netlink.audit_interval = 1s");
        assertNotSaid(READ_AGAIN);
    }

    /** Of a neighbor that it begins to look for the kernel says nothing, so only an audit finds it. */
    @Test
    void shouldPutTheIntervalOfAuditsInForce() throws IOException {
        host.dualTor(true);
        host.ip("addr add 10.0.0.250/24 dev Ethernet0");
        Files.writeString(Path.of("/proc/sys/net/ipv4/neigh/Ethernet0/retrans_time_ms"), "30000");
        mirror("netlink.audit_interval = 0");
        host.ip("neigh add " + NEIGHBOR + "permanent");
        host.awaitEqual(SonicHost.SOON, DUAL_TOR);
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(new byte[1], 1, InetAddress.getByName("10.0.0.9"), DISCARD_PORT));
        }
        host.ip("neigh replace " + NEIGHBOR.replace("02:", "04:") + "permanent");
        Eventually.shouldHold(SonicHost.SOON, "what came later", () -> host.rows().toString().contains("04:00"));
        assertThat(host.rows()).doesNotContainKey("Ethernet0:10.0.0.9");
        reload("netlink.audit_interval = 200ms");
        host.awaitEqual(SonicHost.SOON, DUAL_TOR);
        assertThat(host.rows()).containsEntry("Ethernet0:10.0.0.9", "00:00:00:00:00:00 IPv4");
    }

    @Test
    void shouldPutTheIntervalOfAuditsOfRedisInForce() {
        host.ip("neigh add " + NEIGHBOR + "permanent");
        mirror("netlink.audit_interval = 0", "redis.audit_interval = 0");
        host.awaitEqual(SonicHost.SOON, SwitchOracle.PLAIN);
        host.appl().del("NEIGH_TABLE:Ethernet0:10.0.0.1");
        reload("netlink.audit_interval = 0", "redis.audit_interval = 1s");
        host.awaitEqual(SonicHost.SOON, SwitchOracle.PLAIN);
        assertThat(orchagent.operations()).hasSize(2);
    }

    /** In the strict mode a neighbor is set anew whenever the kernel speaks of it. */
    @Test
    void shouldPutTheStrictModeInForce() {
        host.ip("neigh add " + NEIGHBOR + "stale");
        mirror("netlink.audit_interval = 0");
        host.awaitEqual(SonicHost.SOON, SwitchOracle.PLAIN);
        host.ip("neigh change " + NEIGHBOR + "reachable", "neigh change " + NEIGHBOR + "stale");
        awaitFence(1);
        assertThat(operations()).isEqualTo(1);
        reload("netlink.audit_interval = 0", "compat.strict = true");
        Eventually.shouldHold(SonicHost.SOON, "set again", () -> {
            host.ip("neigh change " + NEIGHBOR + "reachable", "neigh change " + NEIGHBOR + "stale");
            return operations() > 1;
        });
        reload("netlink.audit_interval = 0");
        awaitFence(2);
        long before = operations();
        host.ip("neigh change " + NEIGHBOR + "reachable", "neigh change " + NEIGHBOR + "stale");
        awaitFence(3);
        assertThat(operations()).isEqualTo(before);
    }

    private long operations() {
        return orchagent.operations().stream().filter(each -> each.key().equals("Ethernet0:10.0.0.1")).count();
    }

    /** Until a later change, of another neighbor, is there. */
    private void awaitFence(int number) {
        host.ip("neigh replace 10.0.0.2 lladdr 02:fe:00:00:00:0" + number + " dev Ethernet0 nud permanent");
        Eventually.shouldHold(SonicHost.SOON, "what came later",
                () -> host.rows().toString().contains("02:fe:00:00:00:0" + number));
    }

    @Test
    void shouldRefuseABadFileInOneSentenceAndChangeNothing() {
        host.ip("neigh add " + NEIGHBOR + "permanent");
        mirror("netlink.audit_interval = 0", "redis.audit_interval = 0");
        host.awaitEqual(SonicHost.SOON, SwitchOracle.PLAIN);
        for (String bad : BAD) {
            // what is good in it must not change either
            reload("logging.level = error", "redis.audit_interval = 1s", "compat.strict = true", bad);
        }
        List<String> lines = awaitSaid(REFUSED, BAD.size());
        assertThat(lines).hasSize(BAD.size()).allMatch(line -> line.contains(" neighsyncd: ERROR "));
        assertThat(lines.getFirst()).contains("ring.sise", "ring.size");
        List<String> all = daemon.err();
        assertThat(all.subList(all.indexOf(lines.getFirst()), all.size())).hasSize(BAD.size());
        reload("netlink.audit_interval = 0", "redis.audit_interval = 0");
        assertThat(awaitSaid(READ_AGAIN, 1)).hasSize(1).allMatch(line -> line.endsWith("nothing changed"));
        host.appl().del("NEIGH_TABLE:Ethernet0:10.0.0.1");
        awaitFence(1);
        assertThat(host.rows()).doesNotContainKey("Ethernet0:10.0.0.1");
    }

    @Test
    void shouldTurnTheKnobsWhoseSettingsChangeAndSayHowFarThatGoes() {
        mirror("netlink.audit_interval = 0");
        reload("netlink.audit_interval = 0", "redis.max_batch = 700", "netlink.receive_batch = 1",
                "redis.flush_deadline = 10ms", "netlink.receive_buffer = 1 MiB");
        assertThat(awaitSaid(READ_AGAIN, 1).getLast()).endsWith("changed: [netlink.receive_batch, "
                + "netlink.receive_buffer, redis.flush_deadline, redis.max_batch]");
        Stream.of(1, 2).forEach(this::awaitFence);
        assertNotSaid("only when the daemon is started again");
        assertThat(said("in force")).isEmpty();
        reload("netlink.audit_interval = 0", "redis.max_batch = 2000");
        assertThat(awaitSaid("in force", 1)).hasSize(1).allMatch(line -> line.contains("redis.max_batch = 2000 rows: "
                + "1000 are in force, which is what can be had while the daemon runs"));
        awaitFence(3);
    }

    @Test
    void shouldAdviseOnceItIsToldTo() {
        mirror("netlink.audit_interval = 0");
        reload("netlink.audit_interval = 0", "performance.auto_tune { mode = advise, interval = 1s, "
                + "strategy = aggressive, target_p99 = 10us }");
        Eventually.shouldHold(SonicHost.SOON, "an advice, " + daemon.output(), () -> {
            host.ip("neigh replace " + NEIGHBOR + "permanent", "neigh del " + NEIGHBOR + "permanent");
            return !said("auto-tune advises: redis.max_batch 512 -> ").isEmpty();
        });
        assertThat(daemon.terminate()).isZero();
        assertThat(daemon.counted("tuner_changes")).isZero();
    }

    @Test
    void shouldSayWhatChangesOnlyWithARestart() {
        mirror("netlink.audit_interval = 0");
        reload("netlink.audit_interval = 1s", "ring.size = 1024", "redis.publish_per_keys = 64");
        assertThat(awaitSaid(READ_AGAIN, 1).getLast())
                .endsWith("changed: [netlink.audit_interval, redis.publish_per_keys, ring.size]");
        List<String> restart = awaitSaid("change only when the daemon is started again", 1);
        assertThat(restart).hasSize(1).allMatch(line -> line.contains("[redis.publish_per_keys, ring.size]"));
        Stream.of(1, 2).forEach(this::awaitFence);
        assertThat(daemon.terminate()).isZero();
    }
}
