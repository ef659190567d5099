package io.neighsync.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;

/**
 * What the operator changes in CONFIG_DB, and when the listener knows.
 */
@Timeout(60)
class ConfigFollowerSystemTest {
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration IN_EFFECT = Duration.ofMillis(100);
    private static final SwitchSettings NOTHING = new SwitchSettings(false, false, Set.of());
    private static final String LINK_LOCAL = "ipv6_use_link_local_only";
    private static final String LOGGER_ROW = "LOGGER|neighsyncd";

    private final RecordedSettings recorded = new RecordedSettings();
    private RedisServerProcess server;
    private Jedis redis;
    private ConfigFollower follower;

    @BeforeEach
    void start() {
        server = RedisServerProcess.start();
        redis = server.client();
        redis.select(4);
    }

    @AfterEach
    void stop() {
        if (follower != null) {
            follower.close();
        }
        redis.close();
        server.close();
    }

    @Test
    void shouldLoadWhatIsThereBeforeItIsAwaited() throws InterruptedException {
        redis.hset("PEER_SWITCH|tor-b", "address_ipv4", "10.1.0.33");
        redis.hset("VXLAN_EVPN_NVO|nvo1", "source_vtep", "vtep1");
        redis.hset("INTERFACE|Ethernet0", LINK_LOCAL, "enable");
        redis.hset("VLAN_INTERFACE|Vlan100", LINK_LOCAL, "enable");
        redis.hset("PORTCHANNEL_INTERFACE|PortChannel1", LINK_LOCAL, "enable");
        redis.hset(LOGGER_ROW, "LOGLEVEL", "DEBUG");
        follow(NEVER);
        final SwitchSettings expected =
            new SwitchSettings(true, true, Set.of("Ethernet0", "Vlan100", "PortChannel1"));
        assertThat(follower.await(Duration.ofSeconds(10))).contains(expected);
        assertThat(recorded.switchSettings).containsExactly(expected);
        assertThat(recorded.logSettings).containsExactly(new LogSettings("DEBUG", "SYSLOG"));
    }

    @Test
    void shouldHaveEachChangeInEffectWithin100Milliseconds() {
        followed(NEVER);
        final List<Long> micros = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            toggle(micros, "PEER_SWITCH|tor-b", "a", "b", new SwitchSettings(true, false, Set.of()));
            toggle(micros, "VXLAN_EVPN_NVO|nvo1", "a", "b", new SwitchSettings(false, true, Set.of()));
            toggle(micros, "INTERFACE|Ethernet4", LINK_LOCAL, "enable", linkLocal("Ethernet4"));
            toggle(micros, "VLAN_INTERFACE|Vlan1", LINK_LOCAL, "enable", linkLocal("Vlan1"));
            toggle(micros, "PORTCHANNEL_INTERFACE|PortChannel9", LINK_LOCAL, "enable", linkLocal("PortChannel9"));
            for (final String level : List.of("DEBUG", "NOTICE")) {
                measure(micros, () -> redis.hset(LOGGER_ROW, "LOGLEVEL", level),
                    () -> level.equals(recorded.lastLogSettings().level()));
            }
        }
        System.out.printf("CONFIG_DB change to listener, %d changes: %s%n", micros.size(), figures(micros));
        micros.sort(null);
        assertThat(Duration.of(micros.get(micros.size() * 9 / 10), ChronoUnit.MICROS)).isLessThan(IN_EFFECT);
    }

    @Test
    void shouldFollowDeletedFieldsAndKeysWhateverTheCommand() {
        redis.hset("INTERFACE|Ethernet0", LINK_LOCAL, "enable");
        redis.hset("PEER_SWITCH|a", "x", "y");
        redis.hset("PEER_SWITCH|b", "x", "y");
        followed(NEVER);
        redis.del("PEER_SWITCH|a");
        redis.hset("INTERFACE|Ethernet0", LINK_LOCAL, "disable");
        awaitSettings(new SwitchSettings(true, false, Set.of()));
        redis.rename("PEER_SWITCH|b", "ELSEWHERE|b");
        awaitSettings(NOTHING);
        redis.rename("ELSEWHERE|b", "PEER_SWITCH|c");
        awaitSettings(new SwitchSettings(true, false, Set.of()));
        redis.unlink("PEER_SWITCH|c");
        awaitSettings(NOTHING);
        redis.hset("INTERFACE|Ethernet0", LINK_LOCAL, "enable");
        awaitSettings(linkLocal("Ethernet0"));
        redis.hdel("INTERFACE|Ethernet0", LINK_LOCAL);
        awaitSettings(NOTHING);
    }

    @Test
    void shouldTakeOnlyRowsOfInterfacesInTheTableOfTheirName() {
        putRowsThatAreNotOurs();
        followed(NEVER);
        assertThat(recorded.switchSettings).containsExactly(linkLocal("Ethernet0"));
        redis.del("INTERFACE|Ethernet0");
        awaitSettings(NOTHING);
        putRowsThatAreNotOurs();
        awaitSettings(linkLocal("Ethernet0"));
        redis.hset("PEER_SWITCH|a", "x", "y");
        await().until(() -> recorded.lastSwitchSettings().dualTor());
        assertThat(recorded.switchSettings).containsExactly(linkLocal("Ethernet0"), NOTHING, linkLocal("Ethernet0"),
            new SwitchSettings(true, false, Set.of("Ethernet0")));
    }

    private void putRowsThatAreNotOurs() {
        for (final String key : List.of("INTERFACE|Ethernet8|fe80::1/64", "INTERFACE|Loopback0", "INTERFACE|Vlan5",
            "VLAN_INTERFACE|Ethernet4", "LOOPBACK_INTERFACE|Ethernet4", "VLAN_SUB_INTERFACE|Ethernet0.10",
            "PORTCHANNEL_INTERFACE|Vlan3", "XINTERFACE|Ethernet12", "INTERFACE|ethernet16", "INTERFACE:Ethernet20")) {
            redis.hset(key, LINK_LOCAL, "enable");
        }
        redis.hset("INTERFACE|Ethernet24", LINK_LOCAL, "ENABLE");
        redis.set("INTERFACE|Ethernet28", "not a row");
        redis.hset("XPEER_SWITCH|a", "x", "y");
        redis.hset("VXLAN_EVPN_NVOS|a", "x", "y");
        redis.hset("INTERFACE|Ethernet0", LINK_LOCAL, "enable");
    }

    @Test
    void shouldMissNoChangeThatIsMadeWhileItStarts() throws InterruptedException {
        for (int round = 0; round < 150; round++) {
            redis.del("PEER_SWITCH|a");
            final RecordedSettings settings = new RecordedSettings();
            try (ConfigFollower starting = newFollower(JedisConnections.of(TestConfig.defaults()), NEVER, settings)) {
                starting.start();
                final long change = System.nanoTime() + ThreadLocalRandom.current().nextLong(6_000_000);
                while (System.nanoTime() < change) {
                    Thread.onSpinWait();
                }
                redis.hset("PEER_SWITCH|a", "x", "y");
                await().pollInterval(Duration.ofMillis(1)).atMost(Duration.ofSeconds(5)).until(
                    () -> settings.lastSwitchSettings() != null && settings.lastSwitchSettings().dualTor());
            }
        }
    }

    @Test
    void shouldSendNoCommandButPingsWhileNothingChangesAndOneForAChange() {
        followed(NEVER);
        redis.configResetStat();
        try (MonitoredCommands commands = new MonitoredCommands(server)) {
            await().until(() -> commands.count("PING") >= 6);
            redis.hset("INTERFACE|Ethernet0|10.0.0.1/31", "family", "IPv4");
            redis.hset("PORT|Ethernet0", "mtu", "9100");
            redis.hset("INTERFACE|Ethernet0", LINK_LOCAL, "enable");
            awaitSettings(linkLocal("Ethernet0"));
            redis.hset("PEER_SWITCH|b", "a", "b");
            awaitSettings(new SwitchSettings(true, false, Set.of("Ethernet0")));
            assertThat(commands.others("PING", "HSET")).containsExactly(
                "\"HGET\" \"INTERFACE|Ethernet0\" \"" + LINK_LOCAL + "\"", "\"EXISTS\" \"PEER_SWITCH|b\"");
        }
    }

    @Test
    void shouldReadTogetherWhatAStormOfEventsIsAbout() {
        followed(NEVER);
        redis.configResetStat();
        final long start = System.nanoTime();
        for (int change = 0; change < 1_000; change++) {
            redis.hset("INTERFACE|Ethernet0", LINK_LOCAL, change % 2 == 0 ? "enable" : "disable");
        }
        redis.hset("INTERFACE|Ethernet0", LINK_LOCAL, "last");
        final Duration storm = Duration.ofNanos(System.nanoTime() - start);
        redis.hset("INTERFACE|Ethernet4", LINK_LOCAL, "enable");
        awaitSettings(linkLocal("Ethernet4"));
        final long reads = calls("hget");
        System.out.printf("storm of 1000 changes of a row in %d ms: read %d times%n", storm.toMillis(), reads);
        assertThat(reads).isBetween(1L, storm.toMillis() / 10 + 4);
    }

    @Test
    void shouldReadEachRowOnceWhenAThousandChangeAtOnce() {
        followed(NEVER);
        redis.configResetStat();
        final List<Long> micros = new ArrayList<>();
        for (int round = 1; round <= 6; round++) {
            final boolean enabled = round % 2 == 1;
            final int names = enabled ? 1_000 : 0;
            measure(micros, () -> changeAThousandRows(enabled ? "enable" : "disable"),
                () -> recorded.lastSwitchSettings().linkLocalInterfaces().size() == names);
            assertThat(calls("hget")).isEqualTo(1_000L * round);
        }
        System.out.printf("1000 rows changed at once: %s, %d reports%n", figures(micros),
            recorded.switchSettings.size() - 1);
        assertThat(micros).anyMatch(each -> each < IN_EFFECT.toNanos() / 1_000);
        assertThat(recorded.switchSettings.size()).isLessThan(100);
    }

    private void changeAThousandRows(String value) {
        try (Pipeline pipeline = redis.pipelined()) {
            for (int port = 0; port < 1_000; port++) {
                pipeline.hset("INTERFACE|Ethernet" + port, LINK_LOCAL, value);
            }
        }
    }

    @Test
    void shouldNoticeAFlushedOrSwappedDatabaseAtTheNextLoad() {
        redis.hset("PEER_SWITCH|a", "x", "y");
        followed(Duration.ofMillis(200));
        redis.flushDB();
        awaitSettings(NOTHING);
        redis.select(7);
        redis.hset("VXLAN_EVPN_NVO|a", "x", "y");
        redis.swapDB(4, 7);
        awaitSettings(new SwitchSettings(false, true, Set.of()));
        redis.flushAll();
        awaitSettings(NOTHING);
    }

    @Test
    void shouldReportOnlyWhatDiffers() {
        followed(Duration.ofMillis(50));
        final long scans = calls("scan");
        await().until(() -> calls("scan") > scans + 15);
        redis.hset("INTERFACE|Ethernet0", LINK_LOCAL, "disable");
        redis.hset(LOGGER_ROW, "LOGLEVEL", "NOTICE");
        redis.hset("PEER_SWITCH|a", "x", "y");
        awaitSettings(new SwitchSettings(true, false, Set.of()));
        assertThat(recorded.switchSettings).containsExactly(NOTHING, new SwitchSettings(true, false, Set.of()));
        assertThat(recorded.logSettings).containsExactly(LogSettings.DEFAULT);
    }

    @Test
    void shouldUseNumberAndSeparatorOfTheDatabase() {
        redis.select(1);
        redis.hset("PEER_SWITCH[+]a", "x", "y");
        follower = new ConfigFollower(new SonicDatabase("CONFIG_DB", 1, "[+]", server.unixAddress()),
            JedisConnections.of(TestConfig.defaults()), intervals(NEVER), recorded).start();
        awaitSettings(new SwitchSettings(true, false, Set.of()));
        redis.hset("PEER_SWITCH+b", "x", "y");
        redis.del("PEER_SWITCH[+]a");
        awaitSettings(NOTHING);
        redis.hset("INTERFACE[+]Ethernet0", LINK_LOCAL, "enable");
        awaitSettings(linkLocal("Ethernet0"));
        assertThat(redis.hget("LOGGER[+]neighsyncd", "LOGLEVEL")).isEqualTo("NOTICE");
    }

    @Test
    void shouldCreateWhatIsMissingOfTheLoggerRow() {
        followed(NEVER);
        await().until(() -> redis.hgetAll(LOGGER_ROW).toString().equals("{LOGLEVEL=NOTICE, LOGOUTPUT=SYSLOG}"));
        follower.close();
        redis.hset(LOGGER_ROW, "LOGLEVEL", "INFO");
        redis.hset(LOGGER_ROW, "require_manual_refresh", "true");
        redis.hdel(LOGGER_ROW, "LOGOUTPUT");
        followed(NEVER);
        await().until(() -> "SYSLOG".equals(redis.hget(LOGGER_ROW, "LOGOUTPUT")));
        assertThat(redis.hget(LOGGER_ROW, "LOGLEVEL")).isEqualTo("INFO");
        assertThat(redis.hlen(LOGGER_ROW)).isEqualTo(3);
        assertThat(recorded.lastLogSettings()).isEqualTo(new LogSettings("INFO", "SYSLOG"));
        redis.del(LOGGER_ROW);
        await().until(() -> recorded.lastLogSettings().equals(LogSettings.DEFAULT));
    }

    @Test
    void shouldKeepTheLastGoodLogSettingsAndSaySoOnceWhenOneIsUnknown() {
        try (CapturedLog log = new CapturedLog()) {
            followed(Duration.ofMillis(50));
            redis.hset(LOGGER_ROW, "LOGLEVEL", "ERROR");
            await().until(() -> "ERROR".equals(recorded.lastLogSettings().level()));
            redis.hset(LOGGER_ROW, "LOGLEVEL", "LOUD");
            await().until(() -> !log.lines().isEmpty());
            redis.hset(LOGGER_ROW, "LOGOUTPUT", "STDERR");
            await().until(() -> "STDERR".equals(recorded.lastLogSettings().output()));
            final long scans = calls("scan");
            await().until(() -> calls("scan") > scans + 9);
            assertThat(recorded.lastLogSettings()).isEqualTo(new LogSettings("ERROR", "STDERR"));
            assertThat(log.lines()).hasSize(1).first().asString().contains("WARN").endsWith("LOGGER|neighsyncd of"
                + " CONFIG_DB has the unknown LOGLEVEL 'LOUD'; what was in force stays; give LOGLEVEL one of [EMERG,"
                + " ALERT, CRIT, ERROR, WARN, NOTICE, INFO, DEBUG] and LOGOUTPUT one of [SYSLOG, STDOUT, STDERR]");
        }
    }

    @Test
    void shouldGoOnWhenTheLoggerRowCannotBeCreated() {
        redis.set(LOGGER_ROW, "in the way");
        try (CapturedLog log = new CapturedLog()) {
            followed(Duration.ofMillis(50));
            redis.hset("PEER_SWITCH|a", "x", "y");
            awaitSettings(new SwitchSettings(true, false, Set.of()));
            assertThat(recorded.lastLogSettings()).isEqualTo(LogSettings.DEFAULT);
            final long scans = calls("scan");
            await().until(() -> calls("scan") > scans + 9);
            assertThat(log.lines()).hasSize(1).first().asString().contains("delete the key of that name")
                .endsWith("; its row for our log settings is not created");
        }
    }

    private void toggle(List<Long> micros, String key, String field, String value, SwitchSettings expected) {
        measure(micros, () -> redis.hset(key, field, value), () -> expected.equals(recorded.lastSwitchSettings()));
        measure(micros, () -> redis.del(key), () -> NOTHING.equals(recorded.lastSwitchSettings()));
    }

    private void measure(List<Long> micros, Runnable change, Callable<Boolean> inEffect) {
        final long start = System.nanoTime();
        change.run();
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(inEffect);
        micros.add((recorded.lastNanos - start) / 1_000);
    }

    private static String figures(List<Long> micros) {
        final List<Long> sorted = micros.stream().sorted().toList();
        return "p50 " + sorted.get(sorted.size() / 2) + " us, max " + sorted.getLast() + " us";
    }

    private void followed(Duration reload) {
        follow(reload);
        await().pollInterval(Duration.ofMillis(1)).until(() -> recorded.lastLogSettings() != null);
    }

    private void follow(Duration reload) {
        follower = newFollower(JedisConnections.of(TestConfig.defaults()), reload, recorded).start();
    }

    private ConfigFollower newFollower(JedisConnections connections, Duration reload, RecordedSettings settings) {
        return new ConfigFollower(SonicDatabases.standard(server.unixAddress()).config(), connections,
            intervals(reload), settings);
    }

    private static ConfigFollower.Intervals intervals(Duration reload) {
        return new ConfigFollower.Intervals(Duration.ofMillis(20), Duration.ofMillis(500), Duration.ofMillis(200),
            reload);
    }

    private void awaitSettings(SwitchSettings expected) {
        await().pollInterval(Duration.ofMillis(1)).until(() -> expected.equals(recorded.lastSwitchSettings()));
    }

    private static SwitchSettings linkLocal(String name) {
        return new SwitchSettings(false, false, Set.of(name));
    }

    private String commandStatistics(String command) {
        return redis.info("commandstats").lines().filter(line -> line.startsWith("cmdstat_" + command + ":"))
            .findFirst().orElse("cmdstat_" + command + ":calls=0,");
    }

    private long calls(String command) {
        final String calls = commandStatistics(command);
        return Long.parseLong(calls.substring(calls.indexOf('=') + 1, calls.indexOf(',')));
    }
}
