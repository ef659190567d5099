package io.neighsync.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;

/**
 * Reads tables in every state a producer, a consumer and strangers can leave them in.
 */
@Timeout(120)
class RowReaderSystemTest {
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
    void shouldReadTheRowsAsTheConsumerWillHaveThem() {
        row("NEIGH_TABLE:settled:1", "old");
        row("NEIGH_TABLE:replaced:1", "old");
        row("NEIGH_TABLE:deleted:1", "old");
        pending("replaced:1", "new");
        pending("added:1", "new");
        pending("deleted:1", null);
        redis.sadd("NEIGH_TABLE_DEL_SET", "deleted:1");
        row("_NEIGH_TABLE:forgotten:1", "not in the key set");
        row("OTHER_TABLE:a", "other");
        assertThat(read(TableProtocol.PRODUCER_STATE)).isEqualTo(Map.of(
            "settled:1", Map.of("neigh", "old", "family", "IPv4"),
            "replaced:1", Map.of("neigh", "new", "family", "IPv4"),
            "added:1", Map.of("neigh", "new", "family", "IPv4")));
        assertThat(read(TableProtocol.DIRECT)).containsOnlyKeys("settled:1", "replaced:1", "deleted:1")
            .containsEntry("replaced:1", Map.of("neigh", "old", "family", "IPv4"));
    }

    @Test
    void shouldReadTheSameWhenTheKeySetIsTooLargeToHold() {
        final Map<String, Map<String, String>> expected = new HashMap<>();
        try (Pipeline pipeline = redis.pipelined()) {
            for (int i = 0; i < 15_000; i++) {
                pipeline.hset("NEIGH_TABLE:k" + i, Map.of("neigh", "old"));
                expected.put("k" + i, Map.of("neigh", "old"));
                if (i % 5 < 4) {
                    pipeline.sadd("NEIGH_TABLE_KEY_SET", "k" + i);
                    expected.remove("k" + i);
                }
                if (i % 5 < 2) {
                    pipeline.hset("_NEIGH_TABLE:k" + i, Map.of("neigh", "new"));
                    expected.put("k" + i, Map.of("neigh", "new"));
                }
            }
        }
        assertThat(redis.scard("NEIGH_TABLE_KEY_SET")).isEqualTo(12_000);
        assertThat(read(TableProtocol.PRODUCER_STATE)).isEqualTo(expected);
    }

    @Test
    void shouldReadARightTableWhileItsConsumerWorks() throws InterruptedException {
        final Set<String> expected = new HashSet<>();
        try (Pipeline pipeline = redis.pipelined()) {
            for (int i = 0; i < 9_000; i++) {
                pipeline.hset("NEIGH_TABLE:k" + i, Map.of("neigh", "old"));
                pipeline.sadd("NEIGH_TABLE_KEY_SET", "k" + i);
                if (i % 3 == 0) {
                    pipeline.sadd("NEIGH_TABLE_DEL_SET", "k" + i);
                } else {
                    pipeline.hset("_NEIGH_TABLE:k" + i, Map.of("neigh", "new"));
                    expected.add("k" + i);
                }
            }
        }
        try (OrchagentConsumer consumer = new OrchagentConsumer(server::client, TestConfig.TABLE)) {
            final Thread popping = Thread.ofPlatform().start(() -> {
                int popped = 1;
                while (popped > 0) {
                    popped = consumer.pop();
                }
            });
            while (popping.isAlive()) {
                final Map<String, Map<String, String>> rows = read(TableProtocol.PRODUCER_STATE);
                assertThat(rows.keySet()).isEqualTo(expected);
                assertThat(rows.values()).containsOnly(Map.of("neigh", "new"));
            }
            popping.join();
        }
    }

    @Test
    void shouldReadNamedRowsInChunksAndInTheirOrder() {
        final List<byte[]> keys = new ArrayList<>();
        final List<String> expected = new ArrayList<>();
        try (Pipeline pipeline = redis.pipelined()) {
            for (int i = 0; i < 2_500; i++) {
                keys.add(("k" + i).getBytes(StandardCharsets.UTF_8));
                if (i % 5 > 0) {
                    pipeline.hset("NEIGH_TABLE:k" + i, Map.of("neigh", "old"));
                    expected.add("k" + i + " {neigh=" + (i % 5 == 2 ? "new" : "old") + "}");
                }
                if (i % 5 == 2) {
                    pipeline.sadd("NEIGH_TABLE_KEY_SET", "k" + i);
                    pipeline.hset("_NEIGH_TABLE:k" + i, Map.of("neigh", "new"));
                }
            }
        }
        redis.set("NEIGH_TABLE:k0", "another type");
        expected.addFirst("k0 {}");
        final List<String> rows = new ArrayList<>();
        try (RedisConnection connection = new RedisConnector(server.unixAddress(), TestConfig.defaults(),
            TestConfig.TABLES, TableProtocol.PRODUCER_STATE).connect()) {
            connection.readRows(TestConfig.NEIGH, keys,
                (key, fields) -> rows.add(new String(key, StandardCharsets.UTF_8) + " " + fields));
        }
        assertThat(rows).isEqualTo(expected);
    }

    @Test
    void shouldSayWhatIsInTheWayWhenMultiIsDeniedOrTheKeySetIsNoneOfNamedRows() {
        try (RedisConnection connection = new RedisConnector(server.unixAddress(), TestConfig.defaults(),
            TestConfig.TABLES, TableProtocol.PRODUCER_STATE).connectToRead()) {
            final List<byte[]> keys = List.of(new byte[] {'k'});
            redis.aclSetUser("default", "-multi");
            assertThatThrownBy(() -> connection.readRows(TestConfig.NEIGH, keys, (key, fields) -> { }))
                .hasMessageEndingWith("; allow it with ACL SETUSER");
            redis.aclSetUser("default", "+multi");
            redis.set("NEIGH_TABLE_KEY_SET", "x");
            assertThatThrownBy(() -> connection.readRows(TestConfig.NEIGH, keys, (key, fields) -> { }))
                .hasMessageEndingWith("; delete the key of that name that is in the way");
        }
    }

    @Test
    void shouldReportKeysOfAnotherTypeWithoutFields() {
        redis.set("NEIGH_TABLE:string", "x");
        redis.sadd("NEIGH_TABLE:set", "x");
        redis.lpush("_NEIGH_TABLE:list", "x");
        redis.sadd("NEIGH_TABLE_KEY_SET", "list");
        row("NEIGH_TABLE:", "empty key");
        row("NEIGH_TABLE:hash", "fine");
        assertThat(read(TableProtocol.PRODUCER_STATE)).isEqualTo(Map.of("string", Map.of(), "set", Map.of(),
            "list", Map.of(), "", Map.of("neigh", "empty key", "family", "IPv4"),
            "hash", Map.of("neigh", "fine", "family", "IPv4")));
    }

    @Test
    void shouldTakeTheTableNameLiterallyWhenItHasGlobCharacters() {
        redis.hset("A*[b]?\\:1", Map.of("f", "mine"));
        redis.hset("Axb?\\:1", Map.of("f", "other"));
        redis.hset("A*b?\\:1", Map.of("f", "other"));
        final TableDescriptor table = new TableDescriptor("A*[b]?\\", 0, ":", 1);
        assertThat(read(table, TableProtocol.DIRECT)).isEqualTo(Map.of("1", Map.of("f", "mine")));
    }

    @Test
    void shouldSayWhatIsInTheWayWhenTheKeySetIsNone() {
        redis.set("NEIGH_TABLE_KEY_SET", "x");
        assertThatThrownBy(() -> read(TableProtocol.PRODUCER_STATE)).isInstanceOf(RedisUnavailableException.class)
            .hasMessageEndingWith("; delete the key of that name that is in the way");
    }

    @Test
    void shouldReadManyRowsQuickly() {
        try (Pipeline pipeline = redis.pipelined()) {
            for (int i = 0; i < 100_000; i++) {
                pipeline.hset("NEIGH_TABLE:Ethernet" + i % 64 + ":10.1." + i / 250 + "." + i % 250,
                    Map.of("neigh", "00:11:22:33:44:55", "family", "IPv4"));
            }
        }
        final RedisConnector connector = new RedisConnector(server.unixAddress(), TestConfig.defaults(),
            TestConfig.TABLES, TableProtocol.PRODUCER_STATE);
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            final Set<String> keys = new HashSet<>();
            try (RedisConnection connection = connector.connect()) {
                final long start = System.nanoTime();
                connection.readRows(TestConfig.NEIGH,
                    (key, fields) -> keys.add(new String(key, StandardCharsets.UTF_8)));
                best = Math.min(best, System.nanoTime() - start);
            }
            assertThat(keys).hasSize(100_000);
        }
        System.out.println("figure: readRows of 100 k rows over a unix socket, best of 5: " + best / 1_000_000 + " ms");
        assertThat(best).isLessThan(2_000_000_000L);
    }

    private void row(String key, String mac) {
        redis.hset(key, "neigh", mac);
        redis.hset(key, "family", "IPv4");
    }

    private void pending(String key, String mac) {
        redis.sadd("NEIGH_TABLE_KEY_SET", key);
        if (mac != null) {
            row("_NEIGH_TABLE:" + key, mac);
        }
    }

    private Map<String, Map<String, String>> read(TableProtocol protocol) {
        return read(TestConfig.TABLE, protocol);
    }

    private Map<String, Map<String, String>> read(TableDescriptor table, TableProtocol protocol) {
        final Map<String, Map<String, String>> rows = new TreeMap<>();
        try (RedisConnection connection =
            new RedisConnector(server.unixAddress(), TestConfig.defaults(), List.of(table), protocol).connect()) {
            connection.readRows(TestConfig.NEIGH, (key, fields) -> {
                final Map<String, String> before = rows.put(new String(key, StandardCharsets.UTF_8), fields);
                assertThat(before).isIn(null, fields);
            });
        }
        return rows;
    }
}
