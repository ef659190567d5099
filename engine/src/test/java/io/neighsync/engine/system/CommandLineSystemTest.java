package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.netlink.TestNetns;
import io.neighsync.redis.RedisServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** What people and scripts rely on: lines, exit codes, sentences. */
@Timeout(120)
class CommandLineSystemTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    private TestNetns netns;

    @BeforeEach
    void enter() {
        netns = TestHost.enter();
        netns.ip("neigh add 10.0.0.1 lladdr 02:00:00:00:00:01 dev Ethernet0 nud permanent");
    }

    @AfterEach
    void leave() {
        TestHost.leave(netns);
    }

    @Test
    void shouldSyncOnceVerifyAndExitWithZeroWithoutAnyWarning() {
        try (DaemonProcess daemon = DaemonProcess.start("--redis", "embedded", "--once")) {
            assertThat(daemon.awaitExit()).as(daemon.output()).isZero();
            assertThat(daemon.out().get(0)).startsWith("redis unix:/");
            assertThat(daemon.out().get(1)).matches("ready neighbors=\\d+ rows=1 writes=1 elapsed_ms=\\d+");
            assertThat(daemon.out()).contains("verified rows=1 missing=0 wrong=0 extra=0");
            assertThat(daemon.out()).anyMatch(line -> line.matches(
                    "events=\\d+ rows_set=1 rows_deleted=0 noops=\\d+ ignored=\\d+"));
            assertThat(daemon.out()).anyMatch(line -> line.startsWith("latency_us p50="));
            assertThat(daemon.out().stream().filter(line -> line.startsWith("stage="))).hasSize(4);
            assertThat(daemon.err()).allMatch(line -> line.contains(" neighsyncd: NOTICE :- "));
            assertThat(Path.of(daemon.out().getFirst().substring("redis unix:".length()))).doesNotExist();
        }
    }

    @Test
    void shouldStopWithinTwoSecondsOfSigtermWithEverythingWrittenAndASummary() {
        try (RedisServerProcess redis = RedisServerProcess.start(); Jedis jedis = redis.client();
                DaemonProcess daemon = DaemonProcess.start("--redis", redis.unixAddress().toString())) {
            daemon.awaitReady();
            netns.ip("neigh add 10.0.0.2 lladdr 02:00:00:00:00:02 dev Ethernet0 nud permanent");
            long start = System.nanoTime();
            assertThat(daemon.terminate()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            assertThat(RedisRows.published(jedis)).isEqualTo(KernelOracle.expectedRows(netns));
            assertThat(daemon.counted("rows_set")).isEqualTo(2);
        }
    }

    @Test
    void shouldBearTheNameOfTheDaemon() throws IOException {
        try (DaemonProcess daemon = DaemonProcess.start("--redis", "embedded")) {
            daemon.awaitReady();
            assertThat(Files.readString(Path.of("/proc/" + daemon.pid() + "/comm")).strip()).isEqualTo("neighsyncd");
            assertThat(daemon.terminate()).isZero();
        }
    }

    @Test
    void shouldPrintEachChangeWhenRedisHasIt() {
        try (DaemonProcess daemon = DaemonProcess.start("--redis", "embedded", "--print")) {
            daemon.awaitReady();
            netns.ip("neigh add fc00::2 lladdr 02:00:00:00:00:02 dev Ethernet0 nud permanent");
            netns.ip("neigh del 10.0.0.1 dev Ethernet0");
            Eventually.shouldHold(SOON, "the printed lines", () -> daemon.out().containsAll(List.of(
                    "10.0.0.1 dev Ethernet0 lladdr 02:00:00:00:00:01",
                    "fc00::2 dev Ethernet0 lladdr 02:00:00:00:00:02",
                    "Deleted 10.0.0.1 dev Ethernet0")));
        }
    }

    @Test
    void shouldWaitForRedisSayingSoOnceAndGoOnWhenItIsThere() {
        try (RedisServerProcess redis = RedisServerProcess.start()) {
            redis.kill9();
            try (DaemonProcess daemon = DaemonProcess.start("--redis", redis.unixAddress().toString())) {
                Eventually.shouldHold(SOON, "a warning", () -> warnings(daemon) > 0);
                netns.ip("neigh add 10.0.0.2 lladdr 02:00:00:00:00:02 dev Ethernet0 nud permanent");
                redis.restart();
                assertThat(daemon.awaitReady().rows()).isEqualTo(2);
                assertThat(warnings(daemon)).as(daemon.output()).isEqualTo(1);
            }
        }
    }

    @Test
    void shouldExitWith69WithoutRedisWhenToldNotToWait() {
        try (DaemonProcess daemon = DaemonProcess.start(
                "--redis", "unix:" + directory.resolve("none.sock"), "--no-wait")) {
            assertThat(daemon.awaitExit()).as(daemon.output()).isEqualTo(69);
            assertThat(daemon.err().toString()).contains("none.sock");
        }
    }

    @Test
    void shouldNameTheNearestOptionAndExitWith64() {
        try (DaemonProcess daemon = DaemonProcess.start("--rediss", "embedded")) {
            assertThat(daemon.awaitExit()).isEqualTo(64);
            assertThat(daemon.err().toString()).contains("--rediss").contains("--redis");
        }
    }

    @Test
    void shouldNameTheNearestKeyAndExitWith78() throws IOException {
        Path file = Files.writeString(directory.resolve("bad.conf"), "netlink { receive_bufer = 1 MiB }");
        for (String[] arguments : new String[][] {
            {"--set", "netlink.receive_bufer=1MiB", "--check-config"}, {"--config", file.toString(), "--check-config"}
        }) {
            try (DaemonProcess daemon = DaemonProcess.start(arguments)) {
                assertThat(daemon.awaitExit()).isEqualTo(78);
                assertThat(daemon.err().toString()).contains("receive_bufer").contains("netlink.receive_buffer");
            }
        }
    }

    @Test
    void shouldNameKeyValueAndRemedyOfABadValue() {
        for (Map.Entry<String, String> bad : Map.of(
                "ring.size", "1000", "redis.max_batch", "0", "threading.mode", "many", "threading.cpus", "1-x",
                "netlink.receive_buffer", "1 parsec", "redis.connect_timeout", "soon").entrySet()) {
            try (DaemonProcess daemon = DaemonProcess.start(
                    "--set", bad.getKey() + "=" + bad.getValue(), "--redis", "embedded", "--once")) {
                assertThat(daemon.awaitExit()).as(bad + daemon.output()).isEqualTo(78);
                assertThat(daemon.err()).hasSize(1);
                assertThat(daemon.err().getFirst()).contains(bad.getKey()).contains(bad.getValue());
            }
        }
    }

    @Test
    void shouldPrintEverySettingWithItsUnitAndSource() {
        try (DaemonProcess daemon = DaemonProcess.start("--set", "netlink.receive_buffer=16MiB", "--print-config")) {
            assertThat(daemon.awaitExit()).isZero();
            assertThat(daemon.out()).contains(
                    "netlink.receive_buffer = \"16MiB\"  # bytes, option", "ring.size = 16384  # slots, default");
        }
    }

    @Test
    void shouldRunWithoutCapNetAdminAndSayWhatItLacks() {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")), "setpriv(1) is missing: util-linux");
        try (RedisServerProcess redis = RedisServerProcess.start(); Jedis jedis = redis.client();
                DaemonProcess daemon = DaemonProcess.startUnder(
                        List.of("setpriv", "--bounding-set=-net_admin", "--inh-caps=-net_admin"),
                        "--redis", redis.unixAddress().toString(), "--set", "netlink.receive_buffer=256MiB")) {
            daemon.awaitReady();
            assertThat(daemon.err()).anyMatch(line -> line.contains("CAP_NET_ADMIN"));
            assertThat(RedisRows.published(jedis)).isEqualTo(KernelOracle.expectedRows(netns));
        }
    }

    @Test
    void shouldSayWhenItStopsWithRowsUnwritten() {
        try (RedisServerProcess redis = RedisServerProcess.start();
                DaemonProcess daemon = DaemonProcess.start("--redis", redis.unixAddress().toString())) {
            daemon.awaitReady();
            redis.kill9();
            netns.ip("neigh add 10.0.0.2 lladdr 02:00:00:00:00:02 dev Ethernet0 nud permanent");
            Eventually.shouldHold(SOON, "the loss is noticed",
                    () -> daemon.err().stream().anyMatch(line -> line.contains("degraded: redis")));
            assertThat(daemon.terminate()).isZero();
            assertThat(daemon.err()).anyMatch(line -> line.contains("rows unwritten"));
        }
    }

    @Test
    void shouldPinItsThreadsToTheCoresGiven() throws IOException {
        try (DaemonProcess daemon = DaemonProcess.start(
                "--redis", "embedded", "--threading", "shared", "--set", "threading.cpus=0,1")) {
            daemon.awaitReady();
            assertThat(allowedCores(daemon, "neigh-rx")).isEqualTo("0");
            assertThat(allowedCores(daemon, "neigh-stages")).isEqualTo("1");
        }
    }

    private static String allowedCores(DaemonProcess daemon, String thread) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + daemon.pid() + "/task"))) {
            for (Path task : tasks.toList()) {
                List<String> status = Files.readAllLines(task.resolve("status"));
                if (status.getFirst().endsWith("\t" + thread)) {
                    return status.stream().filter(line -> line.startsWith("Cpus_allowed_list:"))
                            .findFirst().orElseThrow().split("\t", -1)[1];
                }
            }
        }
        throw new AssertionError("no thread " + thread);
    }

    private static long warnings(DaemonProcess daemon) {
        return daemon.err().stream().filter(line -> line.contains(" neighsyncd: WARN  :- ")).count();
    }
}
