package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.netlink.Rtnetlink;
import io.neighsync.netlink.TestNetns;
import io.neighsync.redis.RedisServerProcess;
import io.neighsync.redis.TableProtocol;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

/** What is measured is done: the rows are in a real Redis. */
@Timeout(120)
class RedisWorkSystemTest {
    private static final int ROWS = 2_000;
    /** Enough for several looks while they are written. */
    private static final int NEIGHBORS = 20_000;

    private final BenchRedis redis = new BenchRedis();
    private final Jedis client = RedisServerProcess.client(redis.address());
    private final Map<String, Double> rates = new LinkedHashMap<>();

    @AfterEach
    void close() {
        client.close();
        redis.close();
    }

    @ParameterizedTest
    @EnumSource
    void shouldWriteTheRowsItCounts(TableProtocol protocol) {
        WriterWork work = new WriterWork(redis, protocol, new RowSet(Rtnetlink.AF_INET6), ROWS, 64);
        work.warmUp(Placement.PLAIN);
        work.measure(Placement.PLAIN, rates::put);
        assertThat(rates).hasSize(1).containsKey("writer " + WriterWork.name(protocol) + ", IPv6, max_batch 64");
        assertThat(rates.values()).allMatch(rate -> rate > 0);
        assertThat(redis.rows(protocol)).isEqualTo(ROWS);
        String prefix = protocol == TableProtocol.PRODUCER_STATE ? "_NEIGH_TABLE:" : "NEIGH_TABLE:";
        assertThat(client.hgetAll(prefix + "Ethernet12:2001:db8::1:4"))
            .isEqualTo(Map.of("neigh", "02:00:00:00:00:04", "family", "IPv6"));
    }

    @ParameterizedTest
    @EnumSource
    void shouldMeasureADaemonThatRunsAndOneThatStarts(TableProtocol protocol) {
        try (TestNetns netns = BenchNetns.enter()) {
            DaemonWork work = new DaemonWork(redis, protocol, NEIGHBORS, BuiltDaemon.command());
            work.measure(Placement.PLAIN, rates::put);
            String name = "daemon " + WriterWork.name(protocol) + ", ";
            assertThat(rates.keySet()).containsExactly(
                name + "its first 20000 events", name + "the next 20000", name + "dump of 20000 at start");
            assertThat(rates.values()).allMatch(rate -> rate > 0);
            assertThat(work.overruns()).isZero();
            assertThat(netns.ip("neigh show nud permanent")).isEmpty();
        }
    }

    @Test
    void shouldTellItsVersionAndForgetEverything() {
        client.set("key", "value");
        redis.empty();
        assertThat(client.dbSize()).isZero();
        assertThat(redis.version()).matches("\\d+\\.\\d+\\.\\d+");
    }
}
