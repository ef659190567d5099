package io.neighsync.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;

/**
 * What batches do to a real Redis, and to a consumer that pops as orchagent does.
 */
@Timeout(60)
class FencedWriterSystemTest {
    private static final String MAC = "00:11:22:33:44:55";
    private static final String OTHER_MAC = "aa:bb:cc:dd:ee:ff";
    private static final String KEY = "Ethernet0:10.0.0.1";

    private RedisServerProcess server;
    private Jedis redis;
    private WriterFixture fixture;

    @BeforeEach
    void start() {
        server = RedisServerProcess.start();
        redis = server.client();
        fixture = new WriterFixture(server.unixAddress(), TableProtocol.PRODUCER_STATE).connect();
    }

    @AfterEach
    void stop() {
        fixture.close();
        redis.close();
        server.close();
    }

    @Test
    void shouldSetDeleteAndSetAgainWhenDirect() {
        useDirect();
        assertThat(fixture.set(KEY, MAC).flush()).containsExactly("acknowledged 0", "complete");
        assertThat(List.copyOf(redis.hgetAll("NEIGH_TABLE:" + KEY).entrySet())).hasToString(
            "[neigh=" + MAC + ", family=IPv4]");
        assertThat(fixture.delete(KEY).flush()).containsExactly("acknowledged 0", "complete");
        assertThat(redis.keys("*NEIGH_TABLE*")).isEmpty();
        fixture.set(KEY, OTHER_MAC).set("Vlan10:fc00::1", MAC).flush();
        assertThat(redis.hgetAll("NEIGH_TABLE:" + KEY)).isEqualTo(Map.of("neigh", OTHER_MAC, "family", "IPv4"));
        assertThat(redis.hgetAll("NEIGH_TABLE:Vlan10:fc00::1")).isEqualTo(Map.of("neigh", MAC, "family", "IPv6"));
        assertThat(redis.keys("*")).containsExactlyInAnyOrder(
            "NEIGHSYNCD_FENCE", "NEIGHSYNCD_MARKER", "NEIGH_TABLE:" + KEY, "NEIGH_TABLE:Vlan10:fc00::1");
    }

    @Test
    void shouldLeaveOnlyProducerStateKeysWhenThereIsNoConsumer() {
        fixture.set(KEY, MAC).delete("Ethernet4:10.0.0.2").flush();
        assertThat(redis.keys("*")).containsExactlyInAnyOrder("NEIGHSYNCD_FENCE", "NEIGHSYNCD_MARKER",
            "_NEIGH_TABLE:" + KEY, "NEIGH_TABLE_KEY_SET", "NEIGH_TABLE_DEL_SET");
        assertThat(List.copyOf(redis.hgetAll("_NEIGH_TABLE:" + KEY).entrySet())).hasToString(
            "[neigh=" + MAC + ", family=IPv4]");
        assertThat(redis.smembers("NEIGH_TABLE_KEY_SET")).containsExactlyInAnyOrder(KEY, "Ethernet4:10.0.0.2");
        assertThat(redis.smembers("NEIGH_TABLE_DEL_SET")).containsExactly("Ethernet4:10.0.0.2");
        assertThat(redis.ttl("NEIGHSYNCD_FENCE")).isEqualTo(-1);
    }

    @Test
    void shouldHandEveryChangeToTheConsumerInOrderWhenItListens() {
        try (OrchagentConsumer consumer = new OrchagentConsumer(server::client, TestConfig.TABLE).listen()) {
            fixture.set(KEY, MAC).flush();
            awaitOperations(consumer, 1);
            fixture.delete(KEY).flush();
            awaitOperations(consumer, 2);
            assertThat(redis.exists("NEIGH_TABLE:" + KEY)).isFalse();
            fixture.set(KEY, OTHER_MAC).flush();
            awaitOperations(consumer, 3);
            assertThat(consumer.operations()).hasToString("[SET " + KEY + " {neigh=" + MAC + ", family=IPv4}, DEL "
                + KEY + ", SET " + KEY + " {neigh=" + OTHER_MAC + ", family=IPv4}]");
            assertThat(consumer.errors()).isEmpty();
            assertThat(redis.hgetAll("NEIGH_TABLE:" + KEY)).isEqualTo(Map.of("neigh", OTHER_MAC, "family", "IPv4"));
            assertThat(redis.keys("*")).containsExactlyInAnyOrder("NEIGHSYNCD_FENCE", "NEIGHSYNCD_MARKER",
                "NEIGH_TABLE:" + KEY);
        }
    }

    @Test
    void shouldMergeIntoOneDeleteAndOneSetWhenTheConsumerIsLate() {
        fixture.set(KEY, MAC).flush();
        fixture.delete(KEY).flush();
        fixture.set(KEY, OTHER_MAC).flush();
        try (OrchagentConsumer consumer = new OrchagentConsumer(server::client, TestConfig.TABLE)) {
            assertThat(consumer.pop()).isEqualTo(1);
            assertThat(consumer.operations()).hasToString(
                "[DEL " + KEY + ", SET " + KEY + " {neigh=" + OTHER_MAC + ", family=IPv4}]");
            assertThat(redis.keys("*")).containsExactlyInAnyOrder("NEIGHSYNCD_FENCE", "NEIGHSYNCD_MARKER",
                "NEIGH_TABLE:" + KEY);
        }
    }

    @Test
    void shouldStrandNoKeyWhenAThousandTravelInOneBatch() {
        fixture.close();
        fixture = new WriterFixture(server.unixAddress(), TableProtocol.PRODUCER_STATE,
            new TestConfig().maxBatch(1_000).build()).connect();
        try (OrchagentConsumer consumer = new OrchagentConsumer(server::client, TestConfig.TABLE).listen()) {
            for (int i = 0; i < 1_000; i++) {
                assertThat(fixture.writer.hasRoom()).isTrue();
                fixture.set("Ethernet0:10.0." + i / 250 + "." + i % 250, MAC);
            }
            assertThat(fixture.writer.hasRoom()).isFalse();
            assertThat(fixture.flush()).hasSize(1_001);
            awaitOperations(consumer, 1_000);
            await().until(() -> consumer.messages() == 8);
            assertThat(redis.exists("NEIGH_TABLE_KEY_SET")).isFalse();
            assertThat(consumer.errors()).isEmpty();
        }
    }

    @Test
    void shouldRefuseOneRowAndApplyTheOthersWhenItsKeyHoldsAnotherType() {
        redis.set("_NEIGH_TABLE:Ethernet1:10.0.0.2", "in the way");
        assertThat(fixture.set(KEY, MAC).set("Ethernet1:10.0.0.2", MAC).set("Ethernet2:10.0.0.3", MAC).flush())
            .containsExactly("acknowledged 0",
                "refused 1 WRONGTYPE Operation against a key holding the wrong kind of value",
                "acknowledged 2", "complete");
        assertThat(redis.exists("_NEIGH_TABLE:" + KEY, "_NEIGH_TABLE:Ethernet2:10.0.0.3")).isEqualTo(2);
        assertThat(fixture.set(KEY, MAC).flush()).containsExactly("acknowledged 0", "complete");
    }

    @Test
    void shouldRefuseWhatNoConsumerWillSeeWhenASetHoldsAnotherType() {
        redis.set("NEIGH_TABLE_DEL_SET", "in the way");
        assertThat(fixture.set(KEY, MAC).delete("Ethernet4:10.0.0.2").flush()).containsExactly("acknowledged 0",
            "refused 1 WRONGTYPE Operation against a key holding the wrong kind of value", "complete");
        redis.del("NEIGH_TABLE_DEL_SET", "NEIGH_TABLE_KEY_SET");
        redis.set("NEIGH_TABLE_KEY_SET", "in the way");
        assertThat(fixture.set(KEY, MAC).delete("Ethernet4:10.0.0.2").flush()).containsExactly(
            "refused 0 WRONGTYPE Operation against a key holding the wrong kind of value",
            "refused 1 WRONGTYPE Operation against a key holding the wrong kind of value", "complete");
    }

    @Test
    void shouldRefuseTheBatchAndLiveOnWhenMemoryIsUsedUp() {
        redis.configSet("maxmemory", "1");
        final List<String> events = fixture.set(KEY, MAC).delete("Ethernet4:10.0.0.2").flush();
        assertThat(events).hasSize(1);
        assertThat(events.getFirst()).startsWith("batch refused OOM ");
        assertThat(redis.keys("*NEIGH_TABLE*")).isEmpty();
        redis.configSet("maxmemory", "0");
        assertThat(fixture.set(KEY, MAC).flush()).containsExactly("acknowledged 0", "complete");
    }

    @Test
    void shouldChangeNothingWhenTheFenceBelongsToAnotherOwner() {
        final WriterFixture other = new WriterFixture(server.unixAddress(), TableProtocol.PRODUCER_STATE).connect();
        final String holder = redis.get("NEIGHSYNCD_FENCE");
        assertThat(holder).startsWith("2:");
        assertThat(fixture.set(KEY, MAC).flush())
            .containsExactly("lost the fence NEIGHSYNCD_FENCE was taken: it is " + holder);
        assertThat(redis.keys("*NEIGH_TABLE*")).isEmpty();
        assertThat(fixture.writer.isConnected()).isFalse();
        assertThat(other.set(KEY, MAC).flush()).containsExactly("acknowledged 0", "complete");
        other.close();
    }

    @Test
    void shouldChangeNothingWhenTheFenceIsGoneOrTouched() {
        final List<Runnable> touches = List.of(
            () -> redis.del("NEIGHSYNCD_FENCE"),
            redis::flushAll,
            () -> redis.set("NEIGHSYNCD_FENCE", redis.get("NEIGHSYNCD_FENCE")),
            () -> redis.pexpire("NEIGHSYNCD_FENCE", 1));
        for (final Runnable touch : touches) {
            touch.run();
            await().until(() -> redis.ttl("NEIGHSYNCD_FENCE") < 0);
            final List<String> events = fixture.set(KEY, MAC).flush();
            assertThat(events).hasSize(1);
            assertThat(events.getFirst()).startsWith("lost the fence NEIGHSYNCD_FENCE was taken: it is ");
            assertThat(redis.keys("*NEIGH_TABLE*")).isEmpty();
            fixture.connect();
        }
    }

    @Test
    void shouldReportRowsBeforeTheLossWhenTheFenceIsTakenBehindABatch() {
        assertThat(fixture.set(KEY, MAC).flush()).endsWith("complete");
        redis.set("NEIGHSYNCD_FENCE", "9:ff:1");
        assertThat(fixture.set(KEY, OTHER_MAC).flush())
            .containsExactly("lost the fence NEIGHSYNCD_FENCE was taken: it is 9:ff:1");
        assertThat(redis.hget("_NEIGH_TABLE:" + KEY, "neigh")).isEqualTo(MAC);
    }

    @Test
    void shouldTakeAHigherEpochThanItEverHadWhenRedisRestartedEmpty() {
        final String before = redis.get("NEIGHSYNCD_FENCE");
        redis.set("NEIGHSYNCD_FENCE", "41:abc:7");
        fixture.flush();
        fixture.set(KEY, MAC).flush();
        fixture.connect();
        assertThat(redis.get("NEIGHSYNCD_FENCE")).startsWith("42:");
        server.kill9();
        fixture.pollUntil(() -> !fixture.writer.isConnected());
        assertThat(fixture.events).last().asString().startsWith("lost ");
        server.restart();
        fixture.connect();
        redis.close();
        redis = server.client();
        assertThat(redis.get("NEIGHSYNCD_FENCE")).startsWith("43:").endsWith(":1");
        assertThat(before).startsWith("1:").endsWith(":1");
        assertThat(fixture.set(KEY, MAC).flush()).containsExactly("acknowledged 0", "complete");
    }

    @Test
    void shouldKeepItsEpochAndRaiseTheSequenceWhenItReconnects() {
        final String owner = redis.get("NEIGHSYNCD_FENCE").split(":", -1)[1];
        fixture.close();
        fixture.connect();
        assertThat(redis.get("NEIGHSYNCD_FENCE")).isEqualTo("1:" + owner + ":2");
    }

    @Test
    void shouldReplaceAFenceItCannotReadWhenItConnects() {
        fixture.close();
        redis.set("NEIGHSYNCD_FENCE", "rubbish");
        fixture.connect();
        assertThat(redis.get("NEIGHSYNCD_FENCE")).matches("2:[0-9a-f]{16}:1");
        fixture.close();
        redis.del("NEIGHSYNCD_FENCE");
        redis.sadd("NEIGHSYNCD_FENCE", "not even a string");
        fixture.connect();
        assertThat(redis.get("NEIGHSYNCD_FENCE")).matches("3:[0-9a-f]{16}:1");
    }

    @Test
    void shouldLoseTheConnectionWhenRedisStandsStill() {
        fixture.close();
        fixture = new WriterFixture(server.unixAddress(), TableProtocol.PRODUCER_STATE,
            new TestConfig().commandTimeout(Duration.ofMillis(100)).build()).connect();
        server.pause();
        try {
            assertThat(fixture.set(KEY, MAC).flush())
                .containsExactly("lost no reply within 100 ms (redis.command_timeout)");
        } finally {
            server.resume();
        }
    }

    @Test
    void shouldFinishAPartialWriteWhenRedisReadsAgain() {
        fixture.close();
        fixture = new WriterFixture(server.unixAddress(), TableProtocol.DIRECT,
            new TestConfig().maxBatch(4_096).build()).connect();
        server.pause();
        final String value = "v".repeat(400);
        while (fixture.writer.hasRoom()) {
            fixture.set("Ethernet0:" + fixture.writer.rows(), "neigh", value, "family", value);
        }
        final int rows = fixture.writer.rows();
        fixture.writer.send(System.nanoTime(), 0, 0);
        assertThat(fixture.writer.wantsWrite()).isTrue();
        assertThat(fixture.writer.isReady()).isFalse();
        assertThat(fixture.writer.hasRoom()).isFalse();
        fixture.writer.poll(System.nanoTime(), fixture);
        assertThat(fixture.writer.wantsWrite()).isTrue();
        server.resume();
        fixture.pollUntil(fixture.writer::isReady);
        assertThat(fixture.writer.wantsWrite()).isFalse();
        assertThat(fixture.events).hasSize(rows + 1).endsWith("complete");
        assertThat(redis.keys("NEIGH_TABLE:*")).hasSize(rows);
    }

    @Test
    void shouldSeeTheEndWhenRedisDiesWhileIdle() {
        final AtomicBoolean killed = new AtomicBoolean();
        fixture.pollUntil(() -> {
            if (!killed.getAndSet(true)) {
                server.kill9();
            }
            return !fixture.writer.isConnected();
        });
        assertThat(fixture.events).containsExactly("lost Redis closed the connection");
        assertThat(fixture.writer.fd()).isEqualTo(-1);
    }

    @Test
    void shouldLoseTheConnectionWhenRedisBecomesAReplica() {
        redis.replicaof("127.0.0.1", 1);
        final List<String> events = fixture.set(KEY, MAC).flush();
        assertThat(events).hasSize(2);
        assertThat(events.getFirst()).startsWith("batch refused READONLY ");
        assertThat(events.getLast()).isEqualTo("lost Redis became a read-only replica");
    }

    @Test
    void shouldSendNothingWhenTheBatchIsEmpty() {
        fixture.writer.send(System.nanoTime(), 0, 0);
        assertThat(fixture.writer.isReady()).isTrue();
        assertThat(fixture.writer.wantsWrite()).isFalse();
        assertThat(fixture.writer.poll(System.nanoTime(), fixture)).isZero();
    }

    @Test
    void shouldRepairAtOnceWhatWouldKillTheConsumersScript() {
        redis.set("_NEIGH_TABLE:" + KEY, "in the way");
        fixture.set("Ethernet4:10.0.0.2", MAC).set(KEY, MAC).flush();
        assertThat(redis.smembers("NEIGH_TABLE_KEY_SET")).containsExactlyInAnyOrder(KEY, "Ethernet4:10.0.0.2");
        assertThat(fixture.replace(KEY, MAC).flush()).containsExactly("acknowledged 0", "complete");
        try (OrchagentConsumer consumer = new OrchagentConsumer(server::client, TestConfig.TABLE)) {
            assertThat(consumer.pop()).isEqualTo(2);
            assertThat(consumer.errors()).isEmpty();
            assertThat(consumer.operations()).hasSize(2).allMatch(OrchagentConsumer.Operation::set);
        }
    }

    @Test
    void shouldNoticeAFlushWhileIdleWithinTheProbeInterval() {
        reconnect(TableProtocol.PRODUCER_STATE, new TestConfig().probeInterval(Duration.ofMillis(100)));
        final long start = System.nanoTime();
        redis.flushAll();
        fixture.pollUntil(() -> !fixture.writer.isConnected());
        assertThat(Duration.ofNanos(System.nanoTime() - start))
            .isBetween(Duration.ofMillis(50), Duration.ofSeconds(1));
        assertThat(fixture.events).containsExactly("lost the fence NEIGHSYNCD_FENCE was taken: it is missing");
    }

    @Test
    void shouldNoticeAServerThatStandsStillWhileIdle() {
        reconnect(TableProtocol.PRODUCER_STATE, new TestConfig().probeInterval(Duration.ofMillis(100))
            .commandTimeout(Duration.ofMillis(100)));
        server.pause();
        try {
            fixture.pollUntil(() -> !fixture.writer.isConnected());
            assertThat(fixture.events).containsExactly("lost no reply within 100 ms (redis.command_timeout)");
        } finally {
            server.resume();
        }
    }

    @Test
    void shouldProbeOncePerIntervalAndOnlyWhileNothingIsSentOrBuilt() {
        final long second = 1_000_000_000L;
        final long start = System.nanoTime();
        redis.configResetStat();
        fixture.writer.poll(start, fixture);
        fixture.writer.poll(start + second - 1, fixture);
        assertThat(fixture.writer.isReady()).isTrue();
        fixture.set(KEY, MAC);
        fixture.writer.poll(start + second, fixture);
        assertThat(fixture.writer.isReady()).isTrue();
        assertThat(fixture.flush()).containsExactly("acknowledged 0", "complete");
        final long idle = System.nanoTime();
        fixture.writer.poll(idle + second / 2, fixture);
        assertThat(fixture.writer.isReady()).isTrue();
        assertThat(fixture.writer.poll(idle + second, fixture)).isPositive();
        assertThat(fixture.writer.isReady()).isFalse();
        assertThat(fixture.writer.hasRoom()).isFalse();
        fixture.pollUntil(fixture.writer::isReady);
        assertThat(fixture.events).containsExactly("acknowledged 0", "complete");
        assertThat(redis.info("commandstats")).contains("cmdstat_exec:calls=2,", "cmdstat_multi:calls=2,",
            "cmdstat_watch:calls=2,", "cmdstat_set:calls=1,");
        assertThat(redis.get("NEIGHSYNCD_MARKER")).endsWith(":1:0:0");
    }

    @Test
    void shouldTellTheChannelOfEachAppliedBatchWhenDirect() throws InterruptedException {
        reconnect(TableProtocol.DIRECT, new TestConfig().directChannel("neighbors"));
        final List<String> messages = new CopyOnWriteArrayList<>();
        final JedisPubSub subscription = new JedisPubSub() {
            @Override
            public void onMessage(String channel, String message) {
                messages.add(channel + " " + message);
            }
        };
        final Thread thread = Thread.ofPlatform().daemon().start(() -> {
            try (Jedis subscriber = server.client()) {
                subscriber.subscribe(subscription, "neighbors");
            }
        });
        await().until(subscription::isSubscribed);
        assertThat(fixture.set(KEY, MAC).delete("Ethernet4:10.0.0.2").flush())
            .containsExactly("acknowledged 0", "acknowledged 1", "complete");
        redis.configSet("maxmemory", "1");
        fixture.set(KEY, OTHER_MAC).flush();
        redis.configSet("maxmemory", "0");
        fixture.delete(TestConfig.ROUTE, "Vrf1:10.0.0.1").flush();
        await().until(() -> messages.size() == 2);
        subscription.unsubscribe();
        thread.join();
        assertThat(messages).containsExactly("neighbors 2", "neighbors 1");
    }

    @Test
    void shouldLeaveLowWatermarkAndLastDecisionInTheMarker() {
        fixture.lowWatermark = Long.MAX_VALUE;
        fixture.lastDecision = 42;
        fixture.set(KEY, MAC).flush();
        final String owner = redis.get("NEIGHSYNCD_FENCE").split(":", -1)[1];
        assertThat(redis.get("NEIGHSYNCD_MARKER")).isEqualTo(owner + ":1:9223372036854775807:42");
        try (RedisConnection connection = fixture.connector.connect()) {
            assertThat(connection.marker()).contains(new Marker(owner, 1, Long.MAX_VALUE, 42));
        }
        try (RedisConnection reading = fixture.connector.connectToRead()) {
            assertThat(reading.marker()).isEmpty();
        }
        assertThatIllegalArgumentException().isThrownBy(() -> fixture.writer.send(0, -1, 0))
            .withMessage("lowWatermark is -1, lastDecision 0; allowed: 0 or more");
    }

    private void reconnect(TableProtocol protocol, TestConfig config) {
        fixture.close();
        fixture = new WriterFixture(server.unixAddress(), protocol, config.build()).connect();
    }

    private void useDirect() {
        fixture.close();
        fixture = new WriterFixture(server.unixAddress(), TableProtocol.DIRECT).connect();
    }

    private static void awaitOperations(OrchagentConsumer consumer, int operations) {
        await().untilAsserted(() -> {
            assertThat(consumer.errors()).isEmpty();
            assertThat(consumer.operations()).hasSizeGreaterThanOrEqualTo(operations);
        });
    }
}
