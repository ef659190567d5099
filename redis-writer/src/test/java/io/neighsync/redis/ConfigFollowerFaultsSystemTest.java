package io.neighsync.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ClientKillParams;

/**
 * CONFIG_DB of a Redis that goes away, stands still, or does not let us do what we want.
 */
@Timeout(60)
class ConfigFollowerFaultsSystemTest {
    private static final Duration NEVER = Duration.ofHours(1);
    private static final SwitchSettings NOTHING = new SwitchSettings(false, false, Set.of());
    private static final SwitchSettings DUAL_TOR = new SwitchSettings(true, false, Set.of());

    private final RecordedSettings recorded = new RecordedSettings();
    private RedisServerProcess server;
    private ConfigFollower follower;

    @AfterEach
    void stop() {
        if (follower != null) {
            follower.close();
        }
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"'', Kgh, 1", "Ex, xEKgh, 1", "KEA, AKE, 0", "KEg$, g$KEh, 1", "Kgh, ghK, 0", "A, AK, 1"})
    void shouldTurnOnOnlyTheEventsThatAreMissing(String before, String after, int changes) {
        server = RedisServerProcess.builder().arguments("--notify-keyspace-events", before).start();
        try (Jedis redis = configDb()) {
            follow(new TestConfig(), NEVER);
            redis.hset("PEER_SWITCH|a", "x", "y");
            awaitSettings(DUAL_TOR);
            redis.del("PEER_SWITCH|a");
            awaitSettings(NOTHING);
            final String events = redis.configGet("notify-keyspace-events").get("notify-keyspace-events");
            assertThat(events.chars().sorted().toArray()).isEqualTo(after.chars().sorted().toArray());
            assertThat(redis.info("commandstats").lines()
                .filter(line -> line.startsWith("cmdstat_config|set:calls=")).count()).isEqualTo(changes);
        }
    }

    @Test
    void shouldTurnThemOnAgainAtTheNextLoadWhenSomebodyTurnedThemOff() {
        server = RedisServerProcess.start();
        try (Jedis redis = configDb()) {
            follow(new TestConfig(), Duration.ofMillis(200));
            redis.configSet("notify-keyspace-events", "");
            await().until(() -> redis.configGet("notify-keyspace-events").get("notify-keyspace-events").length() == 3);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "+@all -config &*, config|get",
        "+@all -config|set &*, config|set",
        "+@all resetchannels, channel"})
    void shouldReadEverySecondAndSaySoOnceWhenEventsAreRefused(String rules, String reason) {
        assumeTrue(RedisServerProcess.isInstalled(), "redis-server is not installed; the embedded one's ACL is older");
        server = RedisServerProcess.builder().user("poor", "x", ("~* " + rules).split(" ")).start();
        final TestConfig poor = new TestConfig().credentials("poor", "x");
        try (Jedis redis = configDb(); CapturedLog log = new CapturedLog()) {
            follow(poor, Duration.ofMillis(1_500));
            redis.hset("PEER_SWITCH|a", "x", "y");
            final long start = System.nanoTime();
            awaitSettings(DUAL_TOR);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1_200));
            redis.flushDB();
            awaitSettings(NOTHING);
            redis.hset("PEER_SWITCH|a", "x", "y");
            awaitSettings(DUAL_TOR);
            assertThat(log.lines()).hasSize(1).first().asString().contains("WARN").contains(reason)
                .contains("Redis at " + server.unixAddress() + " may not tell us of changes in CONFIG_DB (")
                .contains(" which is therefore read every second; allow the user +config|get, +config|set and the"
                    + " channels __keyspace@4__:* with ACL SETUSER, or see that notify-keyspace-events has K, g and h");
        }
    }

    @Test
    void shouldFollowEventsAgainWhenTheyAreNoLongerRefused() {
        server = RedisServerProcess.builder().user("poor", "x", "~*", "+@all", "-config", "&*").start();
        try (Jedis redis = configDb(); CapturedLog log = new CapturedLog()) {
            follow(new TestConfig().credentials("poor", "x"), Duration.ofMillis(300));
            redis.aclSetUser("poor", "+config");
            await().until(() -> log.lines().size() == 2);
            assertThat(log.lines().getLast()).contains("INFO").contains("tells us of changes in CONFIG_DB now");
        }
    }

    @Test
    void shouldKeepTheSettingsWhileRedisIsAwayAndFollowItAgainWithinASecond() {
        server = RedisServerProcess.start();
        try (Jedis redis = configDb(); CapturedLog log = new CapturedLog()) {
            redis.hset("PEER_SWITCH|a", "x", "y");
            follow(new TestConfig(), NEVER);
            assertThat(recorded.switchSettings).containsExactly(DUAL_TOR);
            server.kill9();
            await().until(() -> !log.lines().isEmpty());
            await().pollDelay(Duration.ofMillis(1_200)).until(() -> true);
            assertThat(recorded.switchSettings).containsExactly(DUAL_TOR);
            server.restart();
            final long listening = System.nanoTime();
            awaitSettings(NOTHING);
            assertThat(Duration.ofNanos(System.nanoTime() - listening)).isLessThan(Duration.ofSeconds(1));
        }
        try (Jedis redis = configDb(); CapturedLog log = new CapturedLog()) {
            redis.hset("PEER_SWITCH|a", "x", "y");
            awaitSettings(DUAL_TOR);
            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void shouldSayOnceThatRedisIsAwayAndOnceThatItIsBackAndReportNothingWhenNothingDiffers() {
        server = RedisServerProcess.start();
        try (CapturedLog log = new CapturedLog()) {
            follow(new TestConfig(), NEVER);
            for (int round = 1; round <= 2; round++) {
                server.kill9();
                final int lost = 2 * round - 1;
                await().until(() -> log.lines().size() == lost);
                await().pollDelay(Duration.ofMillis(600)).until(() -> true);
                server.restart();
                await().until(() -> log.lines().size() > lost);
                assertThat(log.lines()).hasSize(2 * round);
            }
            assertThat(log.lines("WARN")).hasSize(2).allMatch(line -> line.contains(
                "Redis at " + server.unixAddress() + " cannot be used: ")
                && line.endsWith("; the settings stay as they are until it is back"));
            assertThat(log.lines("INFO")).hasSize(2)
                .allMatch(line -> line.endsWith(" is back; its CONFIG_DB is followed again"));
            assertThat(recorded.switchSettings).containsExactly(NOTHING);
            assertThat(recorded.logSettings).containsExactly(LogSettings.DEFAULT);
        }
    }

    @Test
    void shouldNoticeARedisThatStandsStillAndFollowItAgainWhenItGoesOn() {
        server = RedisServerProcess.start();
        try (Jedis redis = configDb(); CapturedLog log = new CapturedLog()) {
            final Duration timeout = Duration.ofMillis(200);
            follow(new TestConfig().commandTimeout(timeout).connectTimeout(timeout), NEVER);
            server.pause();
            await().until(() -> !log.lines().isEmpty());
            assertThat(log.lines().getFirst()).contains("no answer within 200 ms");
            server.resume();
            await().until(() -> !log.lines(" is back; ").isEmpty());
            redis.hset("PEER_SWITCH|a", "x", "y");
            awaitSettings(DUAL_TOR);
        }
    }

    @Test
    void shouldComeBackWhenOnlyOneOfItsConnectionsIsCut() {
        server = RedisServerProcess.start();
        try (Jedis redis = configDb()) {
            follow(new TestConfig(), NEVER);
            for (final String kind : List.of("pubsub", "normal", "pubsub")) {
                try (CapturedLog log = new CapturedLog()) {
                    redis.clientList().lines().filter(line -> line.contains("name=neighsyncd"))
                        .filter(line -> line.contains(" psub=0 ") == "normal".equals(kind))
                        .map(line -> line.replaceAll("^id=(\\d+) .*", "$1"))
                        .forEach(id -> redis.clientKill(new ClientKillParams().id(id)));
                    await().until(() -> !log.lines(" is back; ").isEmpty());
                }
            }
            redis.hset("PEER_SWITCH|a", "x", "y");
            awaitSettings(DUAL_TOR);
            assertThat(connections(redis)).isEqualTo(2);
        }
    }

    @Test
    void shouldFollowOverTls() {
        server = RedisServerProcess.builder().tls().start();
        try (Jedis redis = configDb()) {
            follow(server.tlsAddress(), new TestConfig().tls(), NEVER);
            redis.hset("PEER_SWITCH|a", "x", "y");
            awaitSettings(DUAL_TOR);
        }
    }

    @Test
    void shouldUnderstandEventsWhenTheyArriveByteByByte() {
        server = RedisServerProcess.builder().tcp().start();
        try (Jedis redis = configDb(); TcpProxy proxy = new TcpProxy(server.tcpAddress())) {
            proxy.cutRepliesIntoSingleBytes();
            follow(RedisAddress.parse("127.0.0.1:" + proxy.port()), new TestConfig(), NEVER);
            for (int port = 0; port < 50; port++) {
                redis.hset("INTERFACE|Ethernet" + port, "ipv6_use_link_local_only", "enable");
            }
            await().until(() -> recorded.lastSwitchSettings().linkLocalInterfaces().size() == 50);
        }
    }

    @Test
    void shouldAwaitNoLongerThanAskedAndLoadLater() throws InterruptedException {
        server = RedisServerProcess.start();
        server.kill9();
        follower = newFollower(server.unixAddress(), new TestConfig(), NEVER).start();
        assertThat(follower.await(Duration.ofMillis(50))).isEmpty();
        server.restart();
        assertThat(follower.await(Duration.ofSeconds(10))).contains(NOTHING);
        assertThat(recorded.logSettings).containsExactly(LogSettings.DEFAULT);
    }

    @Test
    void shouldCloseInTimeWhateverItWaitsFor() {
        server = RedisServerProcess.start();
        try (Jedis redis = configDb()) {
            assertClosesInTime("poll");
            await().until(() -> connections(redis) == 0);
        }
        server.pause();
        assertClosesInTime("read");
        server.kill9();
        assertClosesInTime("sleep");
    }

    /** Closes it once its thread is in a method of that name. */
    private void assertClosesInTime(String waitingIn) {
        final Duration late = Duration.ofSeconds(10);
        final ConfigFollower closing = new ConfigFollower(SonicDatabases.standard(server.unixAddress()).config(),
            JedisConnections.of(new TestConfig().connectTimeout(late).build()),
            new ConfigFollower.Intervals(late, late, NEVER, NEVER), recorded).start();
        await().until(() -> Thread.getAllStackTraces().entrySet().stream()
            .filter(each -> "neigh-config".equals(each.getKey().getName()))
            .flatMap(each -> Stream.of(each.getValue()))
            .anyMatch(frame -> waitingIn.equals(frame.getMethodName())));
        final long start = System.nanoTime();
        closing.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        assertThat(Thread.getAllStackTraces().keySet()).noneMatch(thread -> "neigh-config".equals(thread.getName()));
    }

    private static long connections(Jedis redis) {
        return redis.clientList().lines().filter(line -> line.contains("name=neighsyncd")).count();
    }

    private Jedis configDb() {
        final Jedis redis = server.client();
        redis.select(4);
        return redis;
    }

    private void follow(TestConfig config, Duration reload) {
        follow(server.unixAddress(), config, reload);
    }

    private void follow(RedisAddress address, TestConfig config, Duration reload) {
        follower = newFollower(address, config, reload).start();
        await().pollInterval(Duration.ofMillis(1)).until(() -> recorded.lastLogSettings() != null);
    }

    private ConfigFollower newFollower(RedisAddress address, TestConfig config, Duration reload) {
        return new ConfigFollower(SonicDatabases.standard(address).config(), JedisConnections.of(config.build()),
            new ConfigFollower.Intervals(Duration.ofMillis(20), Duration.ofMillis(500), Duration.ofMillis(100), reload),
            recorded);
    }

    private void awaitSettings(SwitchSettings expected) {
        await().pollInterval(Duration.ofMillis(1)).until(() -> expected.equals(recorded.lastSwitchSettings()));
    }
}
