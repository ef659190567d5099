package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.system.ServiceManager.Message;
import io.neighsync.netlink.TestNetns;
import io.neighsync.redis.RedisServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a service manager and an operator's scripts rely on: sd_notify(3), signals, the name of the process. */
@Timeout(120)
class ServiceSystemTest {
    private static final int NEIGHBORS = 5_000;
    private static final int BURST_KEYS = 50_000;
    private static final int BURST_CHANGES_PER_SECOND = 1_000_000;
    private static final int FIRST = 0x0a00_0001;
    private static final long LLADDR = 0x0200_0000_0000L;
    private static final Duration SOON = SonicHost.SOON;
    private static final Duration WATCHDOG = Duration.ofSeconds(3);
    private static final Duration STOP_GOAL = Duration.ofSeconds(2);
    private static final int TIME_FACTOR = 5;
    private static final Pattern STATUS = Pattern.compile("STATUS=neighbors=\\d+ rows=(\\d+) pending=(\\d+)(.*)");
    /** Of the layout in which each has a thread of its own: the first and the last, and in the long suite all. */
    private static final List<String> PIPELINE_THREADS = Boolean.getBoolean("neighsync.long")
            ? List.of("neigh-rx", "neigh-parse", "neigh-classify", "neigh-coalesce", "neigh-redis")
            : List.of("neigh-rx", "neigh-redis");

    @TempDir
    private Path directory;

    private SonicHost host;
    private ServiceManager manager;

    @BeforeEach
    void enter() {
        host = SonicHost.enter(RedisServerProcess.builder().arguments("--appendonly", "yes"));
        manager = new ServiceManager(directory.resolve("notify"));
    }

    @AfterEach
    void leave() {
        if (manager != null) {
            manager.close();
        }
        SonicHost.leave(host);
    }

    private DaemonProcess launchService(String... settings) {
        return DaemonProcess.startUnder(manager.start(WATCHDOG), host.arguments(settings));
    }

    private void addNeighbors() {
        int ifindex = host.netns().ifindex("Ethernet0");
        host.inject(injector -> injector.addInet(ifindex, FIRST, NEIGHBORS, LLADDR));
    }

    private static void letPass(Duration time) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < time.toNanos()) {
            LockSupport.parkNanos(time.toNanos() / 10);
        }
    }

    private static String run(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return output.strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static void hangUp(DaemonProcess daemon) {
        run("kill", "-HUP", String.valueOf(daemon.pid()));
    }

    @Test
    void shouldBeReadyWhenRedisHasEveryRowAndNotBefore() {
        addNeighbors();
        host.redis().kill9();
        try (DaemonProcess daemon = launchService()) {
            letPass(Duration.ofSeconds(2));
            hangUp(daemon);
            letPass(Duration.ofMillis(500));
            assertThat(manager.saying("READY=1")).isEmpty();
            host.redis().restart();
            manager.await(SOON, "READY=1", 1);
            try (SonicReader reader = new SonicReader(host.redis())) {
                assertThat(reader.pendingRows()).hasSize(NEIGHBORS);
            }
            assertThat(status(manager.saying("READY=1").getFirst())).isEqualTo("rows=" + NEIGHBORS + " pending=0");
            assertThat(daemon.terminate()).isZero();
            assertThat(manager.messages().getLast().lines()).containsExactly("STOPPING=1");
        }
    }

    private static String status(Message message) {
        return message.lines().stream().map(STATUS::matcher).filter(Matcher::matches).findFirst()
                .map(status -> "rows=" + status.group(1) + " pending=" + status.group(2) + status.group(3))
                .orElse("none");
    }

    @Test
    void shouldShowHowManyRowsThereAreAndWhatIsWrong() {
        host.ip("neigh add 10.0.0.1 lladdr 02:00:00:00:00:01 dev Ethernet0 nud permanent");
        try (DaemonProcess daemon = launchService()) {
            awaitStatus("rows=1 pending=0");
            host.ip("neigh add 10.0.0.2 lladdr 02:00:00:00:00:02 dev Ethernet0 nud permanent");
            awaitStatus("rows=2 pending=0");
            host.redis().kill9();
            host.ip("neigh add 10.0.0.3 lladdr 02:00:00:00:00:03 dev Ethernet0 nud permanent");
            awaitStatus("rows=3 pending=\\d+, degraded: redis .+");
            long before = System.nanoTime();
            Eventually.shouldHold(WATCHDOG.multipliedBy(2), "the watchdog goes on", () -> manager.saying("WATCHDOG=1")
                    .stream().filter(message -> message.nanos() - before > 0).count() >= 2);
            host.redis().restart();
            awaitStatus("rows=3 pending=0");
            assertThat(daemon.isAlive()).isTrue();
        }
    }

    private void awaitStatus(String status) {
        Eventually.shouldHold(SOON, status, () -> {
            List<Message> messages = manager.messages().stream().filter(each -> !status(each).equals("none")).toList();
            return !messages.isEmpty() && status(messages.getLast()).matches(status);
        });
    }

    @Test
    void shouldFeedTheWatchdogOnAQuietNetworkUntilAThreadOfThePipelineIsStopped() {
        try (DaemonProcess daemon = launchService("threading.mode=dedicated", "threading.idle=block")) {
            daemon.awaitReady();
            manager.await(WATCHDOG.multipliedBy(4), "WATCHDOG=1", 5);
            List<Duration> gaps = gaps(manager.saying("WATCHDOG=1"));
            System.out.println("WATCHDOG_USEC=" + WATCHDOG.toNanos() / 1_000 + ": gaps=" + gaps);
            assertThat(gaps).allMatch(gap -> gap.compareTo(WATCHDOG) < 0);
            for (String thread : PIPELINE_THREADS) {
                StoppedThread stopped = StoppedThread.of(daemon, thread);
                try (stopped) {
                    // a heartbeat may have been on its way
                    int before = manager.saying("WATCHDOG=1").size();
                    letPass(WATCHDOG.plusMillis(500));
                    assertThat(manager.saying("WATCHDOG=1").size() - before).as(thread).isLessThanOrEqualTo(1);
                }
                int before = manager.saying("WATCHDOG=1").size();
                manager.await(WATCHDOG, "WATCHDOG=1", before + 1);
            }
            assertThat(daemon.terminate()).isZero();
        }
    }

    private static List<Duration> gaps(List<Message> messages) {
        List<Duration> gaps = new ArrayList<>();
        for (int i = 1; i < messages.size(); i++) {
            gaps.add(Duration.ofNanos(messages.get(i).nanos() - messages.get(i - 1).nanos()));
        }
        return gaps;
    }

    /** The kernel changes faster than Redis takes, before, while and after it stops. */
    @Test
    void shouldStopSoonInABurstWithEverythingWritten() {
        Churn churn = new Churn(host.netns().ifindex("Ethernet0"), BURST_KEYS, BURST_CHANGES_PER_SECOND, 1);
        try (DaemonProcess daemon = host.mirror()) {
            churn.start();
            Eventually.shouldHold(SOON, "rows",
                    () -> host.appl().scard(SonicHost.NEIGHBORS.keySet()) > BURST_KEYS / 10);
            Duration took = terminate(daemon);
            System.out.println("SIGTERM in a burst: stopped after " + took.toMillis() + " ms (goal "
                    + STOP_GOAL.toMillis() + "), events=" + daemon.counted("events") + " rows=" + rows(daemon));
            assertThat(daemon.err()).noneMatch(line -> line.contains("unwritten"));
            assertThat(daemon.counted("pending")).isZero();
            try (SonicReader reader = new SonicReader(host.redis())) {
                assertThat(reader.pendingRows().size()).isEqualTo(rows(daemon));
            }
        } finally {
            churn.stop();
        }
    }

    /** Rows that were to be there in the end, by its summary. */
    private static int rows(DaemonProcess daemon) {
        Pattern rows = Pattern.compile("vrf=default neighbors=\\d+ rows=(\\d+) .*");
        return daemon.out().stream().map(rows::matcher).filter(Matcher::matches)
                .mapToInt(matcher -> Integer.parseInt(matcher.group(1))).findFirst()
                .orElseThrow(() -> new AssertionError("no summary, " + daemon.output()));
    }

    private static Duration terminate(DaemonProcess daemon) {
        long start = System.nanoTime();
        assertThat(daemon.terminate()).as(daemon.output()).isZero();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(took).isLessThan(STOP_GOAL.multipliedBy(TIME_FACTOR));
        return took;
    }

    @Test
    void shouldSayThatRowsAreUnwrittenWhenItStopsWithoutRedis() {
        try (DaemonProcess daemon = host.mirror()) {
            host.redis().kill9();
            addNeighbors();
            daemon.awaitErr(SOON, "degraded: redis");
            assertUnwritten("gone", daemon);
        }
    }

    @Test
    void shouldSayThatRowsAreUnwrittenWhenItStopsWhileRedisStalls() {
        try (DaemonProcess daemon = host.mirror()) {
            host.redis().pause();
            addNeighbors();
            assertUnwritten("stalled", daemon);
        } finally {
            host.redis().resume();
        }
    }

    private static void assertUnwritten(String redis, DaemonProcess daemon) {
        Duration took = terminate(daemon);
        List<String> said = daemon.err().stream().filter(line -> line.contains("unwritten")).toList();
        System.out.println("SIGTERM, Redis " + redis + ": stopped after " + took.toMillis() + " ms (goal "
                + STOP_GOAL.toMillis() + "), " + said);
        assertThat(said).hasSize(1).allMatch(line -> line.startsWith("neighsyncd: stopped with rows unwritten: ")
                && !line.endsWith("null"));
        assertThat(daemon.counted("pending")).isPositive();
    }

    /** As the platform's scripts find and stop it; other tests may have daemons in other network namespaces. */
    @Test
    void shouldBeFoundByItsName() {
        if (!run("pgrep", "--version").startsWith("pgrep")) {
            TestNetns.skip("pgrep(1) is missing; install procps");
        }
        try (DaemonProcess daemon = host.mirror()) {
            String pid = String.valueOf(daemon.pid());
            assertThat(run("pgrep", "--ns", pid, "--nslist", "net", "-x", "neighsyncd")).isEqualTo(pid);
            run("pkill", "--ns", pid, "--nslist", "net", "-x", "neighsyncd");
            assertThat(daemon.awaitExit()).isZero();
        }
    }
}
