package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.system.ChurningHost.Load;
import io.neighsync.redis.RedisAddress;
import io.neighsync.redis.RedisServerProcess;
import io.neighsync.redis.TableProtocol;
import io.neighsync.redis.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

/** Whatever happens to Redis under load, the daemon lives, writes again as soon as Redis can, and ends equal. */
@Timeout(120)
class RedisFaultsSystemTest {
    private static final Duration GOAL = Duration.ofSeconds(1);
    private static final int TIME_FACTOR = 5;
    private static final Duration LIMIT = GOAL.multipliedBy(TIME_FACTOR);
    private static final Duration SHORT = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofSeconds(5);
    private static final Duration BETWEEN_KILLS = Duration.ofMillis(50);
    private static final String FENCE = "NEIGHSYNCD_FENCE";
    private static final String KEY_SET = ChurningHost.TABLE.keySet();
    private static final String ASIDE = KEY_SET + "_ASIDE";
    private static final String USER = "neighbors";
    private static final String PASSWORD = "right";
    private static final String[] CREDENTIALS = {"redis.username=" + USER, "redis.password=" + PASSWORD};
    private static final int MAX_BATCH = 512;
    private static final int SHOWN = 10;

    private ChurningHost host;

    /** How often the daemon is to say that it is degraded: as often as it says that it has recovered, always. */
    private enum Said {
        NEVER(0, 0),
        /** The outage may be too short to be looked at. */
        ONCE_AT_MOST(0, 1),
        ONCE(1, 1),
        /** Several outages, each of which may be too short to be looked at. */
        OFTEN(0, Integer.MAX_VALUE);

        private final int least;
        private final int most;

        Said(int least, int most) {
            this.least = least;
            this.most = most;
        }
    }

    static Stream<TableProtocol> protocols() {
        return Boolean.getBoolean("neighsync.long")
                ? Stream.of(TableProtocol.values()) : Stream.of(TableProtocol.PRODUCER_STATE);
    }

    @AfterEach
    void leave() {
        if (host != null) {
            host.close();
        }
    }

    @ParameterizedTest
    @EnumSource(TableProtocol.class)
    void shouldFillARedisThatWasKilledAndIsEmpty(TableProtocol protocol) {
        enter(protocol, Load.LIGHT, RedisServerProcess.builder());
        host.mirror();
        survive("restart-empty", Said.ONCE, () -> {
            host.redis().kill9();
            host.awaitDegraded();
            host.redis().restart();
        });
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void shouldStayAsSmallAsTheTableWhileRedisIsAway(TableProtocol protocol) {
        enter(protocol, Load.HEAVY, RedisServerProcess.builder());
        host.mirror();
        long before = host.daemon().residentKib();
        survive("away-5s-20000-neighbors", Said.ONCE, () -> {
            host.redis().kill9();
            letPass(LONG);
            assertThat(host.daemon().residentKib()).isLessThan(before * 3 / 2);
            host.redis().restart();
        });
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void shouldCorrectASnapshotThatIsSecondsOld(TableProtocol protocol) {
        enter(protocol, Load.LIGHT, RedisServerProcess.builder());
        host.mirror();
        survive("restart-stale-rdb", Said.ONCE, () -> {
            host.command(Jedis::save);
            letPass(SHORT);
            host.redis().kill9();
            host.awaitDegraded();
            host.redis().restart();
        });
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void shouldGoOnFromAnAppendOnlyFile(TableProtocol protocol) {
        enter(protocol, Load.LIGHT, RedisServerProcess.builder().arguments("--appendonly", "yes"));
        host.mirror();
        survive("restart-aof", Said.ONCE, () -> {
            host.redis().kill9();
            host.awaitDegraded();
            host.redis().restart();
        });
    }

    /** Redis sleeps for each key that it loads, and answers LOADING meanwhile: its settings for tests. */
    @ParameterizedTest
    @MethodSource("protocols")
    void shouldWaitWhileRedisLoads(TableProtocol protocol) {
        enter(protocol, Load.HEAVY, RedisServerProcess.builder().arguments(
                "--key-load-delay", "200", "--loading-process-events-interval-bytes", "1024"));
        host.mirror();
        survive("loading", Said.ONCE, () -> {
            host.command(Jedis::save);
            host.redis().kill9();
            host.redis().restart();
            assertThat(isLoading()).isTrue();
            Eventually.shouldHold(ChurningHost.SOON, "loaded", () -> !isLoading());
        });
    }

    private boolean isLoading() {
        try (Jedis jedis = host.redis().client()) {
            return jedis.info("persistence").contains("\nloading:1");
        }
    }

    @ParameterizedTest
    @EnumSource(TableProtocol.class)
    void shouldSurviveTheKillingOfEveryConnectionForSeconds(TableProtocol protocol) {
        enter(protocol, Load.LIGHT, RedisServerProcess.builder());
        host.mirror();
        survive("client-kill", Said.OFTEN, () -> host.command(jedis -> {
            long end = System.nanoTime() + SHORT.toNanos();
            while (System.nanoTime() - end < 0) {
                jedis.clientKill(new ClientKillParams().type(ClientType.NORMAL));
                letPass(BETWEEN_KILLS);
            }
        }));
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void shouldNotNeedTheScriptsThatAreFlushed(TableProtocol protocol) {
        enter(protocol, Load.LIGHT, RedisServerProcess.builder());
        host.mirror();
        survive("script-flush", Said.NEVER, () -> host.command(Jedis::scriptFlush));
    }

    @ParameterizedTest
    @EnumSource(TableProtocol.class)
    void shouldWaitForMemoryThatRedisLacks(TableProtocol protocol) {
        enter(protocol, Load.LIGHT, RedisServerProcess.builder());
        host.mirror();
        survive("maxmemory", Said.ONCE, () -> {
            host.command(jedis -> jedis.configSet("maxmemory", "1mb"));
            letPass(SHORT);
            host.command(jedis -> jedis.configSet("maxmemory", "0"));
        });
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void shouldSitOutAStallThatIsShorterThanTheTimeOut(TableProtocol protocol) {
        enter(protocol, Load.HEAVY, RedisServerProcess.builder());
        host.mirror("redis.command_timeout=10s");
        survive("sigstop-below-timeout", Said.ONCE_AT_MOST, this::stopForLong);
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void shouldGiveUpAConnectionThatStallsBeyondTheTimeOut(TableProtocol protocol) {
        enter(protocol, Load.HEAVY, RedisServerProcess.builder());
        host.mirror("redis.command_timeout=1s");
        survive("sigstop-beyond-timeout", Said.ONCE, this::stopForLong);
    }

    private void stopForLong() {
        host.redis().pause();
        letPass(LONG);
        host.redis().resume();
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void shouldSitOutAPauseThatIsShorterThanTheTimeOut(TableProtocol protocol) {
        enter(protocol, Load.LIGHT, RedisServerProcess.builder());
        host.mirror("redis.command_timeout=10s");
        survive("client-pause-below-timeout", Said.ONCE_AT_MOST, this::pauseForLong);
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void shouldGiveUpAConnectionThatIsPausedBeyondTheTimeOut(TableProtocol protocol) {
        enter(protocol, Load.LIGHT, RedisServerProcess.builder());
        host.mirror("redis.command_timeout=1s");
        survive("client-pause-beyond-timeout", Said.ONCE, this::pauseForLong);
    }

    private void pauseForLong() {
        host.command(jedis -> {
            jedis.clientPause(LONG.toMillis());
            jedis.ping();
        });
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void shouldComeBackWithTheFileOfTheSocket(TableProtocol protocol) {
        enter(protocol, Load.LIGHT, RedisServerProcess.builder());
        host.mirror();
        survive("socket-moved", Said.ONCE, () -> host.command(jedis -> {
            host.moveSocket("redis.sock", "away.sock");
            jedis.clientKill(new ClientKillParams().type(ClientType.NORMAL));
            letPass(SHORT);
            host.moveSocket("away.sock", "redis.sock");
        }));
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void shouldFollowAnotherServerAtTheSamePath(TableProtocol protocol) {
        enter(protocol, Load.LIGHT, RedisServerProcess.builder());
        host.mirror();
        survive("another-server", Said.ONCE_AT_MOST, host::replaceServer);
    }

    @ParameterizedTest
    @EnumSource(TableProtocol.class)
    void shouldWriteEverythingAgainWhenAllDatabasesAreFlushed(TableProtocol protocol) {
        enter(protocol, Load.LIGHT, RedisServerProcess.builder());
        host.mirror();
        survive("flushall", Said.ONCE_AT_MOST, () -> host.command(Jedis::flushAll));
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void shouldWriteEverythingAgainWhenTheDatabaseIsFlushed(TableProtocol protocol) {
        enter(protocol, Load.LIGHT, RedisServerProcess.builder());
        host.mirror();
        survive("flushdb", Said.ONCE_AT_MOST, () -> host.command(Jedis::flushDB));
    }

    @ParameterizedTest
    @EnumSource(TableProtocol.class)
    void shouldNoticeThatAllDatabasesAreFlushedWhileNothingChanges(TableProtocol protocol) {
        enter(protocol, Load.LIGHT, RedisServerProcess.builder());
        host.mirror();
        repair("flushall-idle", () -> host.command(Jedis::flushAll));
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void shouldNoticeThatTheDatabaseIsFlushedWhileNothingChanges(TableProtocol protocol) {
        enter(protocol, Load.LIGHT, RedisServerProcess.builder());
        host.mirror();
        repair("flushdb-idle", () -> host.command(Jedis::flushDB));
    }

    @ParameterizedTest
    @EnumSource(TableProtocol.class)
    void shouldBringBackARowThatAnotherClientDeleted(TableProtocol protocol) {
        enter(protocol, Load.LIGHT, RedisServerProcess.builder());
        host.mirror("redis.audit_interval=1s");
        repair("row-deleted", () -> host.command(jedis ->
                jedis.del(ChurningHost.TABLE.rowPrefix() + host.expected().keySet().iterator().next())));
    }

    /** What a connection has sent and given up arrives after newer rows: see {@code redis.command_timeout}. */
    @ParameterizedTest
    @EnumSource(TableProtocol.class)
    void shouldNotLetABatchOutOfACutNetworkUndoNewerRows(TableProtocol protocol) {
        enter(protocol, Load.LIGHT, RedisServerProcess.builder().tcp());
        TcpProxy network = host.with(new TcpProxy(host.redis().tcpAddress()));
        host.mirrorThrough(RedisAddress.parse("127.0.0.1:" + network.port()), "redis.command_timeout=500ms");
        measure("network-cut", Said.ONCE_AT_MOST, () -> {
            network.holdRequests();
            host.awaitProbe(LIMIT);
        });

        Map<String, String> rows = rows();
        long executed = executed();
        long connections = connections();
        network.releaseRequests();
        Eventually.shouldHold(LIMIT, "the late EXEC",
                () -> executed() > executed && connections() < connections);
        assertThat(RowDifferences.between(rows(), rows).stream().limit(SHOWN)).isEmpty();
        assertThat(host.differences().stream().limit(SHOWN)).isEmpty();
        endWell();
    }

    private Map<String, String> rows() {
        try (Jedis jedis = host.redis().client()) {
            return RedisRows.published(jedis);
        }
    }

    private long executed() {
        try (Jedis jedis = host.redis().client()) {
            return jedis.info("commandstats").lines().filter(line -> line.startsWith("cmdstat_exec:"))
                    .mapToLong(line -> Long.parseLong(line.replaceFirst("cmdstat_exec:calls=(\\d+),.*", "$1"))).sum();
        }
    }

    private long connections() {
        try (Jedis jedis = host.redis().client()) {
            return jedis.clientList().lines().filter(line -> line.contains("name=neighsyncd")).count();
        }
    }

    /** Keys that waited for orchagent are put back: they are the other client's to lose. */
    @Test
    void shouldWaitUntilTheKeySetIsASetAgain() {
        enter(TableProtocol.PRODUCER_STATE, Load.LIGHT, RedisServerProcess.builder());
        host.mirror();
        survive("wrongtype-key-set", Said.ONCE, () -> {
            host.command(jedis -> jedis.eval("""
                    if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('RENAME', KEYS[1], KEYS[2]) end
                    redis.call('SET', KEYS[1], 'in the way')""", List.of(KEY_SET, ASIDE), List.of()));
            letPass(SHORT);
            host.command(jedis -> jedis.eval("""
                    redis.call('DEL', KEYS[1])
                    if redis.call('EXISTS', KEYS[2]) == 1 then redis.call('RENAME', KEYS[2], KEYS[1]) end
                    for i = 1, ARGV[1] do redis.call('PUBLISH', ARGV[2], 'G') end""", List.of(KEY_SET, ASIDE),
                    List.of(String.valueOf(Load.LIGHT.keys() / 128 + 1), ChurningHost.TABLE.channel())));
        });
    }

    /** Orchagent would die of such a key, and lose what it popped along with it: it is not there meanwhile. */
    @Test
    void shouldReplaceAPendingRowOfAnotherType() {
        enter(TableProtocol.PRODUCER_STATE, Load.LIGHT, RedisServerProcess.builder());
        host.mirror();
        host.stopConsuming();
        survive("wrongtype-pending-row", Said.ONCE_AT_MOST, () -> {
            takeAway(ChurningHost.TABLE.pendingPrefix() + ChurningHost.PROBE);
            host.awaitProbe(LIMIT);
            host.consume();
        });
    }

    @Test
    void shouldReplaceARowOfAnotherType() {
        enter(TableProtocol.DIRECT, Load.LIGHT, RedisServerProcess.builder());
        host.mirror();
        survive("wrongtype-row", Said.ONCE_AT_MOST,
                () -> takeAway(ChurningHost.TABLE.rowPrefix() + ChurningHost.PROBE));
    }

    @ParameterizedTest
    @EnumSource(TableProtocol.class)
    void shouldReplaceAFenceOfAnotherType(TableProtocol protocol) {
        enter(protocol, Load.LIGHT, RedisServerProcess.builder());
        host.mirror();
        survive("wrongtype-fence", Said.ONCE_AT_MOST, () -> takeAway(FENCE));
    }

    /** Puts a list in the place of a key. */
    private void takeAway(String key) {
        host.command(jedis -> jedis.eval(
                "redis.call('DEL', KEYS[1]) redis.call('LPUSH', KEYS[1], 'in the way')", 1, key));
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void shouldWaitUntilRedisIsNoReplicaAnyMore(TableProtocol protocol) {
        enter(protocol, Load.LIGHT, RedisServerProcess.builder());
        RedisServerProcess master = host.with(
                RedisServerProcess.builder().tcp().arguments("--repl-diskless-sync-delay", "0").start());
        host.mirror();
        survive("replica", Said.ONCE, () -> host.command(jedis -> {
            jedis.replicaof("127.0.0.1", master.tcpAddress().port());
            Eventually.shouldHold(ChurningHost.SOON, "a copy of the empty master",
                    () -> jedis.info("replication").contains("master_link_status:up"));
            host.awaitDegraded();
            jedis.replicaofNoOne();
        }));
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void shouldWaitUntilItMayUseTransactionsAgain(TableProtocol protocol) {
        enterAsUser(protocol);
        survive("acl-multi", Said.ONCE, () -> denyForAWhile("multi"));
    }

    @ParameterizedTest
    @EnumSource(TableProtocol.class)
    void shouldWaitUntilItMayWriteHashesAgain(TableProtocol protocol) {
        enterAsUser(protocol);
        survive("acl-hset", Said.ONCE, () -> denyForAWhile("hset"));
    }

    private void denyForAWhile(String command) {
        host.command(jedis -> jedis.aclSetUser(USER, "-" + command));
        letPass(SHORT);
        host.command(jedis -> jedis.aclSetUser(USER, "+" + command));
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void shouldWaitUntilItsPasswordIsRightAgain(TableProtocol protocol) {
        enterAsUser(protocol);
        survive("wrong-password", Said.ONCE, () -> host.command(jedis -> {
            jedis.aclSetUser(USER, "resetpass", ">another");
            jedis.clientKill(new ClientKillParams().user(USER));
            letPass(SHORT);
            jedis.aclSetUser(USER, "resetpass", ">" + PASSWORD);
        }));
    }

    private void enterAsUser(TableProtocol protocol) {
        enter(protocol, Load.LIGHT, RedisServerProcess.builder().user(USER, PASSWORD, "+@all", "~*", "&*"));
        host.mirror(CREDENTIALS);
    }

    @ParameterizedTest
    @EnumSource(TableProtocol.class)
    void shouldHoldOneRowForEachNeighborHoweverOftenItChangesWhileRedisStandsStill(TableProtocol protocol) {
        enter(protocol, Load.HEAVY, RedisServerProcess.builder());
        host.mirror("redis.command_timeout=60s");
        host.redis().pause();
        letPass(GOAL);
        long first = host.daemon().residentKib();
        letPass(LONG);
        long last = host.daemon().residentKib();
        host.stopChurn();
        int exitCode = host.daemon().terminate();
        System.out.println("fault=stands-still protocol=" + protocol + " neighbors=" + Load.HEAVY.keys() + " pending="
                + host.daemon().counted("pending") + " resident_kib_1s=" + first + " resident_kib_6s=" + last);
        host.redis().resume();
        assertThat(exitCode).as(host.daemon().output()).isZero();
        assertThat(host.daemon().counted("pending"))
                .isBetween(Load.HEAVY.keys() / 2L, Load.HEAVY.keys() + MAX_BATCH + 1L);
        assertThat(last).isLessThan(first * 11 / 10);
    }

    private void enter(TableProtocol protocol, Load load, RedisServerProcess.Builder server) {
        host = ChurningHost.enter(protocol, load, server);
    }

    private void survive(String fault, Said said, Runnable happening) {
        measure(fault, said, happening);
        endWell();
    }

    /** Measures from the end of a fault until rows are written again, under load, and until all of them are right. */
    private void measure(String fault, Said said, Runnable happening) {
        happening.run();
        long end = System.nanoTime();
        host.awaitProbe(LIMIT.multipliedBy(2));
        Duration reconnect = Duration.ofNanos(System.nanoTime() - end);
        host.stopChurn();
        host.awaitEqual(LIMIT.multipliedBy(2));
        Duration equal = Duration.ofNanos(System.nanoTime() - end);
        long degraded = host.awaitRecovered();
        report(fault, reconnect, equal, degraded);
        assertThat(reconnect).isLessThan(LIMIT);
        assertThat(equal).isLessThan(LIMIT.plus(GOAL));
        assertThat(degraded).as(host.daemon().output()).isBetween((long) said.least, (long) said.most);
    }

    /** Measures from a fault that happens while nothing changes until all rows are right again. */
    private void repair(String fault, Runnable happening) {
        host.stopChurn();
        host.awaitEqual(ChurningHost.SOON);
        happening.run();
        long end = System.nanoTime();
        host.awaitEqual(LIMIT);
        Duration equal = Duration.ofNanos(System.nanoTime() - end);
        report(fault, equal, equal, host.awaitRecovered());
        endWell();
    }

    /** The process is the one that was there before the fault, and has nothing to complain of. */
    private void endWell() {
        assertThat(host.daemon().isAlive()).as(host.daemon().output()).isTrue();
        assertThat(host.daemon().terminate()).as(host.daemon().output()).isZero();
        assertThat(host.daemon().counted("errors")).isZero();
    }

    private void report(String fault, Duration reconnect, Duration equal, long degraded) {
        System.out.println("fault=" + fault + " reconnect_ms=" + reconnect.toMillis() + " equal_ms="
                + equal.toMillis() + " degraded=" + degraded + " resident_kib=" + host.daemon().residentKib());
    }

    private static void letPass(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
