package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.redis.RedisServerProcess;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** Redis is killed in the window of a warm restart. */
@Timeout(90)
class WarmRestartFaultsSystemTest {
    private static final int TIMER = 1;
    private static final int NEIGHBORS = 8;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private SonicHost host;
    private Orchagent orchagent;

    private void enter(RedisServerProcess.Builder server) {
        host = SonicHost.enter(server);
        orchagent = Orchagent.start(host.redis()::client, SonicHost.NEIGHBORS);
        for (int number = 1; number <= NEIGHBORS; number++) {
            host.ip("neigh add 10.0.0.%d lladdr 02:00:00:00:00:0%d dev Ethernet0 nud permanent"
                    .formatted(number, number));
        }
        host.publish();
        WarmStarted.enable(host, "swss", TIMER);
        WarmStarted.countStarts(host.state(), 0);
    }

    @AfterEach
    void leave() {
        if (orchagent != null) {
            orchagent.close();
            assertThat(orchagent.errors()).isEmpty();
        }
        SonicHost.leave(host);
    }

    private static RedisServerProcess.Builder lasting() {
        return RedisServerProcess.builder().arguments("--appendonly", "yes");
    }

    /** Asks Redis, as soon as it answers, until the answer is right. */
    private void await(String what, Predicate<Jedis> answer) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        boolean right = false;
        while (!right) {
            assertThat(System.nanoTime() - deadline).as(what).isNegative();
            try (Jedis jedis = host.redis().client()) {
                right = answer.test(jedis);
            } catch (JedisException e) {
                // away, or still loading what it kept
                right = false;
            }
            LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
        }
    }

    private void awaitReconciled() {
        await("reconciled", jedis -> {
            jedis.select(SonicHost.STATE_DB);
            return "reconciled".equals(WarmStarted.row(jedis).get("state"));
        });
        Map<String, String> expected = SwitchOracle.PLAIN.rows(host.netns());
        await("rows as " + expected, jedis -> RedisRows.published(jedis).equals(expected));
    }

    private void finishRestore() {
        await("answers", jedis -> {
            jedis.select(SonicHost.STATE_DB);
            WarmStarted.finishRestore(jedis);
            return true;
        });
    }

    @Test
    void shouldGoOnWhereItWasWhenRedisComesBackAsItWas() {
        enter(lasting());
        host.ip("neigh del 10.0.0.1 dev Ethernet0");
        try (WarmStarted warm = WarmStarted.launch(host)) {
            host.redis().kill9();
            host.redis().restart();
            finishRestore();
            warm.daemon().awaitReady();
            awaitReconciled();
            assertThat(warm.reconciliation()).containsExactly(
                    "STALE/DELETE Ethernet0:10.0.0.1 02:00:00:00:00:01 STALE");
        }
    }

    @Test
    void shouldTellTheDifferencesWhenRedisIsAwayWhileTheWindowEnds() {
        enter(lasting());
        host.ip("neigh del 10.0.0.1 dev Ethernet0",
                "neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev Ethernet0 nud permanent");
        try (WarmStarted warm = WarmStarted.launch(host)) {
            finishRestore();
            warm.daemon().awaitErr(LIMIT, "neighbor table restore to kernel is done");
            host.redis().kill9();
            long end = System.nanoTime() + Duration.ofSeconds(2 * TIMER).toNanos();
            while (System.nanoTime() - end < 0) {
                assertThat(warm.daemon().isAlive()).isTrue();
                LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
            }
            host.redis().restart();
            warm.daemon().awaitReady();
            awaitReconciled();
            assertThat(warm.reconciliation()).containsExactly(
                    "NEW Ethernet0:10.0.0.9 02:00:00:00:00:09 NEW",
                    "STALE/DELETE Ethernet0:10.0.0.1 02:00:00:00:00:01 STALE");
        }
    }

    @Test
    void shouldFillARedisThatComesBackEmpty() {
        enter(RedisServerProcess.builder());
        try (WarmStarted warm = WarmStarted.launch(host)) {
            host.redis().kill9();
            host.redis().restart();
            finishRestore();
            warm.daemon().awaitReady();
            awaitReconciled();
            assertThat(warm.reconciliation()).hasSize(NEIGHBORS).allMatch(line -> line.startsWith("NEW "));
        }
    }
}
