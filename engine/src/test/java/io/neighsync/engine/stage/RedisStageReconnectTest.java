package io.neighsync.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.Counter;
import io.neighsync.engine.stage.DifferenceListener.CacheState;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Lost connections, audits of Redis, refused rows, and the windows in which nothing is written. */
class RedisStageReconnectTest extends OnRedisStage {
    private static final Map<String, String> STALE = Map.of("neigh", "00:00:00:00:00:09", "family", "IPv4");

    @Test
    void shouldReadOnlyWhatWasOnItsWayWhenTheServerIsTheOneThatWasLost() {
        link(ETH0, "eth0");
        set(0, ETH0, 7);
        run();
        set(1, ETH0, 8);
        stage.onDutyCycle();
        redis.cut(true);
        run();
        advance();
        run();
        assertThat(links.resumed()).isEqualTo(1);
        assertThat(counters.get(Counter.REDIS_RESUMES)).isEqualTo(1);
        assertThat(counters.get(Counter.ROWS_SET)).as("the second was carried out, and is not sent again").isEqualTo(1);
        assertThat(redis.rows(NEIGHBORS)).containsOnlyKeys("eth0:10.0.0.1", "eth0:10.0.0.2");
        assertThat(stage.isUpToDate()).isTrue();
    }

    @Test
    void shouldSendAgainWhatWasNotCarriedOut() {
        link(ETH0, "eth0");
        set(0, ETH0, 7);
        run();
        set(1, ETH0, 8);
        stage.onDutyCycle();
        redis.cut(false);
        run();
        advance();
        run();
        assertThat(links.resumed()).isEqualTo(1);
        assertThat(redis.rows(NEIGHBORS)).containsOnlyKeys("eth0:10.0.0.1", "eth0:10.0.0.2");
        assertThat(counters.get(Counter.ROWS_SET)).isEqualTo(2);
    }

    @Test
    void shouldReadEverythingWhenTheServerIsAnother() {
        link(ETH0, "eth0");
        set(0, ETH0, 7);
        run();
        redis.restart(true);
        run();
        advance();
        run();
        assertThat(links.resumed()).isZero();
        assertThat(redis.rows(NEIGHBORS)).containsOnlyKeys("eth0:10.0.0.1");
    }

    @Test
    void shouldReadEverythingWhenAnotherConnectionTookTooLong() {
        link(ETH0, "eth0");
        set(0, ETH0, 7);
        run();
        links.reachable(false);
        redis.cut(true);
        run();
        advance(RedisStage.RESUME_NANOS);
        run();
        links.reachable(true);
        run();
        assertThat(counters.get(Counter.REDIS_RESUMES)).isZero();
        run();
        assertThat(stage.fault()).isNull();
        assertThat(stage.isUpToDate()).isTrue();
    }

    @Test
    void shouldFindInAnAuditWhatOthersDidToRedisAndPutItRight() {
        link(ETH0, "eth0");
        set(0, ETH0, 7);
        generation(0);
        generation(0);
        run();
        stage.auditInterval(Duration.ofMillis(100));
        redis.removeRow(NEIGHBORS, "eth0:10.0.0.1");
        advance(RedisStage.EARLY_AUDIT_NANOS);
        run();
        advance();
        run();
        assertThat(counters.get(Counter.REDIS_AUDITS)).isPositive();
        assertThat(counters.get(Counter.REDIS_REPAIRS)).isEqualTo(1);
        assertThat(redis.rows(NEIGHBORS)).containsOnlyKeys("eth0:10.0.0.1");
    }

    @Test
    void shouldWriteNothingForAnAuditThatFindsNothing() {
        link(ETH0, "eth0");
        set(0, ETH0, 7);
        generation(0);
        generation(0);
        run();
        long batches = redis.batches();
        stage.auditInterval(Duration.ofMillis(100));
        advance(RedisStage.EARLY_AUDIT_NANOS);
        run();
        assertThat(counters.get(Counter.REDIS_AUDITS)).isEqualTo(1);
        assertThat(counters.get(Counter.REDIS_RECONNECTS)).isZero();
        assertThat(redis.batches()).isEqualTo(batches);
    }

    @Test
    void shouldReplaceARefusedRowAtOnce() {
        link(ETH0, "eth0");
        run();
        redis.putForeign(NEIGHBORS, "eth0:10.0.0.1");
        set(0, ETH0, 7);
        run();
        assertThat(counters.get(Counter.ROWS_REFUSED)).isEqualTo(1);
        assertThat(redis.rows(NEIGHBORS)).containsKey("eth0:10.0.0.1");
        assertThat(stage.fault()).isNull();
    }

    @Test
    void shouldWriteNothingInTheWindowOfAWarmRestartAndThenOnlyWhatDiffers() {
        redis.putRow(NEIGHBORS, "eth0:10.0.0.1", Map.of("neigh", "00:00:00:00:00:07", "family", "IPv4"));
        redis.putRow(NEIGHBORS, "eth0:10.0.0.2", STALE);
        redis.putRow(NEIGHBORS, "eth0:10.0.0.9", STALE);
        links.hold(RedisLink.Hold.ALL);
        redis.restart(false);
        run();
        advance();
        link(ETH0, "eth0");
        set(0, ETH0, 7);
        set(1, ETH0, 7);
        run();
        delete(1, ETH0);
        set(2, ETH0, 3);
        generation(0);
        generation(ResyncCause.UNCLAIMED.bit());
        run();
        assertThat(redis.batches()).isZero();
        assertThat(stage.isSynced()).isFalse();
        Map<String, CacheState> told = new TreeMap<>();
        stage.reconcile((state, key, value) -> told.put(key, state));
        run();
        assertThat(told).isEqualTo(Map.of("eth0:10.0.0.2", CacheState.DELETE, "eth0:10.0.0.3", CacheState.NEW,
                "eth0:10.0.0.9", CacheState.STALE));
        assertThat(redis.rows(NEIGHBORS)).containsOnlyKeys("eth0:10.0.0.1", "eth0:10.0.0.3");
        assertThat(counters.get(Counter.ROWS_SET)).isEqualTo(1);
        assertThat(stage.isSynced()).isTrue();
    }

    @Test
    void shouldKeepRowsOfUnknownHostsUntilAFastRebootIsOver() {
        redis.putRow(NEIGHBORS, "eth0:10.0.0.9", STALE);
        links.hold(RedisLink.Hold.DELETIONS);
        redis.restart(false);
        run();
        advance();
        link(ETH0, "eth0");
        set(0, ETH0, 7);
        generation(0);
        generation(ResyncCause.UNCLAIMED.bit());
        run();
        assertThat(redis.rows(NEIGHBORS)).containsOnlyKeys("eth0:10.0.0.1", "eth0:10.0.0.9");
        assertThat(stage.isSynced()).isTrue();
        assertThat(stage.maxParkNanos()).isLessThan(RedisStage.QUIET_NANOS);
        stage.releaseDeletions();
        run();
        assertThat(redis.rows(NEIGHBORS)).containsOnlyKeys("eth0:10.0.0.1");
        assertThat(stage.maxParkNanos()).isEqualTo(RedisStage.QUIET_NANOS);
    }
}
