package io.neighsync.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redis.clients.jedis.Jedis;

/**
 * Warm restart as the switch's tools see it: STATE_DB, and the lines of the log.
 */
@Timeout(60)
class WarmStartSystemTest {
    private static final int CONFIG_DB = 4;
    private static final int STATE_DB = 6;
    private static final String ROW = "WARM_RESTART_TABLE|neighsyncd";

    private RedisServerProcess server;
    private Jedis redis;
    private CapturedLog log;
    private WarmStart warmStart;

    @BeforeEach
    void start() {
        server = RedisServerProcess.start();
        redis = server.client();
        log = new CapturedLog();
        warmStart = newWarmStart();
        redis.select(STATE_DB);
    }

    @AfterEach
    void stop() {
        log.close();
        redis.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        // system, swss, count before, warm, count after, log
        ", , , false, 0, ''",
        ", , 7, false, 0, ''",
        "false, false, 7, false, 0, ''",
        "TRUE, 1, 7, false, 0, ''",
        "true, , 0, true, 1, 'INFO checkWarmStart - neighsyncd doing warm start, restore count 1'",
        ", true, 41, true, 42, 'INFO checkWarmStart - neighsyncd doing warm start, restore count 42'",
        "true, true, 999999999, true, 1000000000, "
            + "'INFO checkWarmStart - neighsyncd doing warm start, restore count 1000000000'",
        "true, false, , false, 0, 'WARN checkWarmStart - neighsyncd doing warm start, but restore_count not found in"
            + " stateDB WARM_RESTART_TABLE table, fall back to cold start'",
        "true, , '', false, 0, 'WARN checkWarmStart - neighsyncd doing warm start, but restore_count not found in"
            + " stateDB WARM_RESTART_TABLE table, fall back to cold start'",
        "true, , 1x, false, 0, 'WARN checkWarmStart - neighsyncd doing warm start, but restore_count ''1x'' in"
            + " stateDB WARM_RESTART_TABLE table is not a number, fall back to cold start'",
        "true, , -1, false, 0, 'WARN checkWarmStart - neighsyncd doing warm start, but restore_count ''-1'' in"
            + " stateDB WARM_RESTART_TABLE table is not a number, fall back to cold start'",
        "true, , 99999999999999999999, false, 0, 'WARN checkWarmStart - neighsyncd doing warm start, but"
            + " restore_count ''99999999999999999999'' in stateDB WARM_RESTART_TABLE table is not a number, fall back"
            + " to cold start'"})
    void shouldBeWarmOnlyWhenEnabledAndCountedBefore(String system, String swss, String count, boolean warm,
        String countAfter, String line) {
        set("WARM_RESTART_ENABLE_TABLE|system", "enable", system);
        set("WARM_RESTART_ENABLE_TABLE|swss", "enable", swss);
        set(ROW, "restore_count", count);
        assertThat(warmStart.begin()).isEqualTo(warm);
        assertThat(redis.hget(ROW, "restore_count")).isEqualTo(countAfter);
        assertThat(log.lines()).hasSize(line.isEmpty() ? 0 : 1).allMatch(each -> each.endsWith(line));
    }

    @Test
    void shouldCountEachStartOnceWhenBegunAgainAfterAFailure() {
        set("WARM_RESTART_ENABLE_TABLE|system", "enable", "true");
        set(ROW, "restore_count", "3");
        assertThat(warmStart.begin()).isTrue();
        assertThat(warmStart.begin()).isTrue();
        assertThat(redis.hget(ROW, "restore_count")).isEqualTo("4");
        assertThat(newWarmStart().begin()).isTrue();
        assertThat(redis.hget(ROW, "restore_count")).isEqualTo("5");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "15, 15", "9999, 9999"})
    void shouldTakeTheConfiguredTimer(String value, int seconds) {
        redis.select(CONFIG_DB);
        set("WARM_RESTART|swss", "neighsyncd_timer", value);
        assertThat(warmStart.timer()).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(log.lines()).hasSize(1).first().asString().endsWith(
            "INFO getWarmStartTimer - Getting warmStartTimer for docker: swss, app: neighsyncd, value: " + value);
    }

    @ParameterizedTest
    @CsvSource(value = {"-", "''", "0", "10000", "-5", "x", "4294967296"}, nullValues = "-")
    void shouldTakeFiveSecondsWhenTheTimerIsMissingOrInvalid(String value) {
        redis.select(CONFIG_DB);
        set("WARM_RESTART|swss", "neighsyncd_timer", value);
        set("WARM_RESTART|bgp", "neighsyncd_timer", "77");
        set("WARM_RESTART|swss", "bgp_timer", "77");
        assertThat(warmStart.timer()).isEqualTo(Duration.ofSeconds(5));
        assertThat(log.lines()).hasSize(1).first().asString().endsWith("INFO getWarmStartTimer -"
            + " warmStartTimer is not configured or invalid for docker: swss, app: neighsyncd");
    }

    @Test
    void shouldTellEachState() {
        set(ROW, "restore_count", "3");
        for (final WarmStart.State state : WarmStart.State.values()) {
            warmStart.state(state);
            final String name = List.of("initialized", "restored", "reconciled").get(log.lines().size() - 1);
            assertThat(redis.hget(ROW, "state")).isEqualTo(name);
            assertThat(log.lines().getLast())
                .endsWith("INFO setWarmStartState - neighsyncd warm start state changed to " + name);
        }
        assertThat(redis.hget(ROW, "restore_count")).isEqualTo("3");
    }

    @Test
    void shouldSeeThatTheKernelHasItsNeighborsBack() {
        assertThat(warmStart.isNeighborRestoreDone()).isFalse();
        set("NEIGH_RESTORE_TABLE|Flags", "restored", "false");
        assertThat(warmStart.isNeighborRestoreDone()).isFalse();
        assertThat(log.lines()).isEmpty();
        set("NEIGH_RESTORE_TABLE|Flags", "restored", "true");
        assertThat(warmStart.isNeighborRestoreDone()).isTrue();
        assertThat(log.lines()).hasSize(1).first().asString()
            .endsWith("INFO isNeighRestoreDone - neighbor table restore to kernel is done");
    }

    @Test
    void shouldSeeAFastRebootInEitherForm() {
        assertThat(warmStart.isFastReboot()).isFalse();
        set("FAST_RESTART_ENABLE_TABLE|system", "enable", "true");
        assertThat(warmStart.isFastReboot()).isTrue();
        set("FAST_RESTART_ENABLE_TABLE|system", "enable", "false");
        assertThat(warmStart.isFastReboot()).isFalse();
        redis.set("FAST_REBOOT|system", "1");
        assertThat(warmStart.isFastReboot()).isTrue();
        redis.set("FAST_REBOOT|system", "0");
        assertThat(warmStart.isFastReboot()).isFalse();
    }

    @Test
    void shouldUseNumbersAndSeparatorsOfTheDatabases() {
        final SonicDatabases standard = SonicDatabases.standard(server.unixAddress());
        final SonicDatabases other = new SonicDatabases(standard.appl(),
            new SonicDatabase("CONFIG_DB", 1, "+", server.unixAddress()),
            new SonicDatabase("STATE_DB", 2, "::", server.unixAddress()));
        final WarmStart elsewhere = new WarmStart(other, JedisConnections.of(TestConfig.defaults()));
        redis.select(1);
        set("WARM_RESTART+swss", "neighsyncd_timer", "8");
        redis.select(2);
        set("WARM_RESTART_ENABLE_TABLE::swss", "enable", "true");
        set("WARM_RESTART_TABLE::neighsyncd", "restore_count", "0");
        set("NEIGH_RESTORE_TABLE::Flags", "restored", "true");
        assertThat(elsewhere.begin()).isTrue();
        assertThat(elsewhere.timer()).hasSeconds(8);
        assertThat(elsewhere.isNeighborRestoreDone()).isTrue();
        assertThat(redis.hget("WARM_RESTART_TABLE::neighsyncd", "restore_count")).isEqualTo("1");
    }

    @Test
    void shouldNameAddressAndRemedyWhenRedisFails() {
        redis.set(ROW, "in the way");
        assertUnavailable(warmStart::begin, "; delete the key of that name that is in the way");
        redis.del(ROW);
        assertThat(warmStart.begin()).isFalse();
        server.kill9();
        final String remedy = "; start redis-server or correct redis.address";
        assertUnavailable(warmStart::begin, remedy);
        assertUnavailable(warmStart::timer, remedy);
        assertUnavailable(() -> warmStart.state(WarmStart.State.RESTORED), remedy);
        assertUnavailable(warmStart::isNeighborRestoreDone, remedy);
        assertUnavailable(warmStart::isFastReboot, remedy);
        server.restart();
        assertThat(warmStart.begin()).isFalse();
    }

    private void assertUnavailable(Runnable call, String remedy) {
        assertThatThrownBy(call::run).isInstanceOf(RedisUnavailableException.class)
            .hasMessageStartingWith("Redis at " + server.unixAddress() + " cannot be used: ")
            .hasMessageEndingWith(remedy);
    }

    private WarmStart newWarmStart() {
        return new WarmStart(SonicDatabases.standard(server.unixAddress()),
            JedisConnections.of(TestConfig.defaults()));
    }

    private void set(String key, String field, String value) {
        if (value != null) {
            redis.hset(key, field, value);
        }
    }
}
