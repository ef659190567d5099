package io.neighsync.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;

/**
 * Takes back what waits for consumers, while they pop, while the fence goes, and in any amount.
 */
@Timeout(120)
class PendingRowsSystemTest {
    private static final String KEY_SET = "NEIGH_TABLE_KEY_SET";
    private static final String DEL_SET = "NEIGH_TABLE_DEL_SET";
    private static final PendingKeyConsumer NOBODY = (table, key) -> { };

    private RedisServerProcess server;
    private Jedis redis;

    @BeforeEach
    void start() {
        server = RedisServerProcess.start();
        redis = server.client();
    }

    @AfterEach
    void stop() {
        redis.close();
        server.close();
    }

    @Test
    void shouldShowTheConsumerNoDeleteThatNobodyAskedForWhileItPops() throws InterruptedException {
        for (int round = 0; round < 5; round++) {
            redis.flushAll();
            addPending(20_000);
            final Set<String> cleared = new HashSet<>();
            try (OrchagentConsumer consumer = new OrchagentConsumer(server::client, TestConfig.TABLE)) {
                final Thread popping = Thread.ofPlatform().start(() -> {
                    int popped = 1;
                    while (popped > 0) {
                        popped = consumer.pop();
                    }
                });
                clear(TestConfig.TABLE, (table, key) -> cleared.add(ByteString.of(key).toString()));
                popping.join();
                assertThat(consumer.errors()).isEmpty();
                consumer.operations().forEach(operation -> cleared.add(operation.key()));
            }
            assertThat(cleared).hasSize(20_000);
            assertThat(redis.keys("_*")).isEmpty();
            assertThat(redis.exists(KEY_SET, DEL_SET)).isZero();
        }
    }

    @Test
    void shouldLeaveNoHalfPendingKeyWhenTheFenceGoesOnTheWay() {
        addPending(5_000);
        final int[] cleared = new int[1];
        assertThatThrownBy(() -> clear(TestConfig.TABLE, (table, key) -> {
            if (cleared[0]++ == 1_500) {
                redis.set(Fence.KEY, "9:ff:1");
            }
        })).isInstanceOf(RedisUnavailableException.class).hasMessageContaining(Fence.KEY + " is 9:ff:1 instead of 1:");
        assertThat(cleared).containsExactly(2_000);
        assertThat(redis.scard(KEY_SET)).isEqualTo(3_000);
        assertThat(redis.sinter(KEY_SET, DEL_SET)).isEqualTo(redis.smembers(DEL_SET));
        for (final String key : redis.smembers(KEY_SET)) {
            assertThat(redis.exists("_NEIGH_TABLE:" + key) || redis.sismember(DEL_SET, key)).as(key).isTrue();
        }
        assertThat(redis.keys("_NEIGH_TABLE:*")).hasSize((int) (3_000 - redis.scard(DEL_SET)));
    }

    @Test
    void shouldClearNothingWhenTheFenceIsAnotherOwners() {
        addPending(3);
        try (RedisConnection connection = connect(TestConfig.TABLE)) {
            redis.del(Fence.KEY);
            assertThatThrownBy(() -> connection.clearPending(NOBODY)).isInstanceOf(RedisUnavailableException.class)
                .hasMessageContaining(Fence.KEY + " is null instead of 1:");
        }
        assertThat(redis.scard(KEY_SET)).isEqualTo(3);
    }

    @Test
    void shouldClearNothingWhenMultiIsDenied() {
        addPending(3);
        try (RedisConnection connection = connect(TestConfig.TABLE)) {
            redis.aclSetUser("default", "-multi");
            assertThatThrownBy(() -> connection.clearPending(NOBODY)).isInstanceOf(RedisUnavailableException.class)
                .hasMessageEndingWith("; allow it with ACL SETUSER");
            redis.aclSetUser("default", "+multi");
        }
        assertThat(redis.scard(KEY_SET)).isEqualTo(3);
        assertThat(redis.exists("_NEIGH_TABLE:k1")).isTrue();
    }

    @Test
    void shouldWorkInChunksOfAThousandKeys() {
        addPending(2_500);
        redis.configResetStat();
        clear(TestConfig.TABLE, NOBODY);
        assertThat(redis.info("commandstats")).contains("cmdstat_exec:calls=4,", "cmdstat_srem:calls=6,",
            "cmdstat_del:calls=3,");
    }

    @Test
    void shouldTakeTheNameOfTheTableLiterally() {
        final TableDescriptor table = new TableDescriptor("A*[b]?\\", 0, ":", 1);
        redis.hset("_A*[b]?\\:1", Map.of("f", "mine"));
        final List<String> others = List.of("_Axb?\\:1", "_A*b?\\:1", "A*[b]?\\:1", "__A*[b]?\\:1", "_A*[b]?\\x:1");
        others.forEach(key -> redis.hset(key, Map.of("f", "other")));
        clear(table, NOBODY);
        assertThat(redis.keys("*")).containsExactlyInAnyOrderElementsOf(with(others, Fence.KEY));
    }

    @Test
    void shouldSayWhatIsInTheWayWhenTheKeySetIsNone() {
        redis.set(KEY_SET, "x");
        assertThatThrownBy(() -> clear(TestConfig.TABLE, NOBODY)).isInstanceOf(RedisUnavailableException.class)
            .hasMessageEndingWith("; delete the key of that name that is in the way");
    }

    @Test
    void shouldClearManyRowsQuickly() {
        addPending(100_000);
        final long start = System.nanoTime();
        clear(TestConfig.TABLE, NOBODY);
        final long millis = (System.nanoTime() - start) / 1_000_000;
        System.out.println("figure: clearPending of 100 k rows over a unix socket: " + millis + " ms");
        assertThat(redis.keys("*")).containsExactly(Fence.KEY);
        assertThat(millis).isLessThan(5_000);
    }

    /** Every third is a delete. */
    private void addPending(int keys) {
        try (Pipeline pipeline = redis.pipelined()) {
            for (int i = 0; i < keys; i++) {
                pipeline.sadd(KEY_SET, "k" + i);
                if (i % 3 == 0) {
                    pipeline.sadd(DEL_SET, "k" + i);
                } else {
                    pipeline.hset("_NEIGH_TABLE:k" + i, Map.of("neigh", "new", "family", "IPv4"));
                }
            }
        }
    }

    private void clear(TableDescriptor table, PendingKeyConsumer cleared) {
        try (RedisConnection connection = connect(table)) {
            connection.clearPending(cleared);
        }
    }

    private RedisConnection connect(TableDescriptor table) {
        return new RedisConnector(server.unixAddress(), TestConfig.defaults(), List.of(table),
            TableProtocol.PRODUCER_STATE).connect();
    }

    private static List<String> with(List<String> some, String more) {
        final List<String> all = new ArrayList<>(some);
        all.add(more);
        return all;
    }
}
