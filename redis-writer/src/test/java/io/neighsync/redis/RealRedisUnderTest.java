package io.neighsync.redis;

import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;

/**
 * A redis-server process.
 */
final class RealRedisUnderTest implements RedisUnderTest {
    private static final String OTHER_OWNER = "ff";

    private final RedisServerProcess server = RedisServerProcess.start();
    private final RedisConnector connector;
    private final TableProtocol protocol;
    private Jedis redis = server.client();
    private final List<OrchagentConsumer> listeners = new ArrayList<>();
    private HoldingTransport newest;
    private HoldingTransport held;

    RealRedisUnderTest(TableProtocol protocol) {
        this.protocol = protocol;
        connector = new RedisConnector(server.unixAddress(), TestConfig.defaults(), TestConfig.TABLES, protocol);
    }

    @Override
    public RedisConnection connect() {
        final RedisConnection made = connector.connect().activate();
        newest = new HoldingTransport(made.transport());
        return new RedisConnection(made.handshake(), newest);
    }

    @Override
    public void serve() {
    }

    @Override
    public void hold() {
        held = newest;
        held.hold();
    }

    @Override
    public void release() {
        held.release();
    }

    @Override
    public void cut(boolean afterExecuting, int replyBytes) {
        newest.cut(afterExecuting, replyBytes);
    }

    @Override
    public void refuse(boolean outOfMemory) {
        redis.configSet("maxmemory", outOfMemory ? "1" : "0");
    }

    @Override
    public void restart(boolean empty) {
        if (empty) {
            redis.flushAll();
        }
        redis.save();
        redis.close();
        server.kill9();
        server.restart();
        redis = server.client();
    }

    @Override
    public void takeFence() {
        final String holder = redis.get(Fence.KEY);
        final Fence fence = holder == null ? Fence.none() : Fence.parse(holder).orElseThrow();
        redis.set(Fence.KEY, fence.next(OTHER_OWNER, 0).toString());
    }

    @Override
    public void clear() {
        redis.flushAll();
    }

    @Override
    public void putRow(String key, Map<String, String> fields) {
        removeRow(key);
        fields.forEach((name, value) -> redis.hset("NEIGH_TABLE:" + key, name, value));
    }

    @Override
    public void removeRow(String key) {
        redis.srem("NEIGH_TABLE_KEY_SET", key);
        redis.srem("NEIGH_TABLE_DEL_SET", key);
        redis.del("NEIGH_TABLE:" + key, "_NEIGH_TABLE:" + key);
    }

    @Override
    public void putForeign(String key) {
        redis.set(TestConfig.TABLE.prefix(protocol) + key, "foreign");
    }

    @Override
    public void putString(String key, String value) {
        redis.set(key, value);
    }

    @Override
    public void putHash(String key, Map<String, String> fields) {
        fields.forEach((name, value) -> redis.hset(key, name, value));
    }

    @Override
    public void denyMulti(boolean denied) {
        redis.aclSetUser("default", denied ? "-multi" : "+multi");
    }

    @Override
    public List<String> consume(int table) {
        try (OrchagentConsumer consumer = consumer(table)) {
            consumer.pop();
            return SimulatedRedisUnderTest.sorted(consumer.operations());
        }
    }

    @Override
    public void listen() {
        for (int table = 0; table < TestConfig.TABLES.size(); table++) {
            listeners.add(consumer(table).listen());
        }
    }

    @Override
    public List<String> operationsAfter(int table, int messages) {
        final OrchagentConsumer listener = listeners.get(table);
        await().until(() -> listener.messages() >= messages);
        listener.close();
        return listener.messages() == messages
            ? SimulatedRedisUnderTest.sorted(listener.operations())
            : List.of("messages: " + listener.messages());
    }

    private OrchagentConsumer consumer(int table) {
        return new OrchagentConsumer(server::client, TestConfig.TABLES.get(table));
    }

    @Override
    public Map<String, Map<String, String>> rows(int table) {
        final Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        try (RedisConnection connection = connector.connectToRead()) {
            connection.readRows(table, (key, fields) -> rows.put(ByteString.of(key).toString(), fields));
        }
        return rows;
    }

    @Override
    public Map<String, Map<String, String>> rows(int table, List<String> keys) {
        final Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        try (RedisConnection connection = connector.connectToRead()) {
            connection.readRows(table, keys.stream().map(key -> key.getBytes(StandardCharsets.UTF_8)).toList(),
                (key, fields) -> rows.put(ByteString.of(key).toString(), fields));
        }
        return rows;
    }

    @Override
    public List<String> clearPending() {
        final List<String> cleared = new ArrayList<>();
        try (RedisConnection connection = connector.connect()) {
            connection.clearPending((table, key) -> cleared.add(table + " " + ByteString.of(key)));
        }
        return cleared.stream().sorted().toList();
    }

    @Override
    public String marker() {
        return redis.get(Marker.KEY);
    }

    @Override
    public Map<String, String> dump() {
        final Map<String, String> dump = new TreeMap<>();
        for (final String key : redis.keys("*")) {
            if (!key.equals(Fence.KEY) && !key.equals(Marker.KEY)) {
                final String type = redis.type(key);
                dump.put(key, type + " " + switch (type) {
                    case "hash" -> fields(key);
                    case "set" -> new TreeSet<>(redis.smembers(key));
                    default -> redis.get(key);
                });
            }
        }
        return dump;
    }

    /** In Redis' order, which hgetAll() forgets. */
    private Map<String, String> fields(String key) {
        final List<?> words = (List<?>) redis.sendCommand(Command.HGETALL, key);
        final Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < words.size(); i += 2) {
            fields.put(ByteString.of((byte[]) words.get(i)).toString(),
                ByteString.of((byte[]) words.get(i + 1)).toString());
        }
        return fields;
    }

    @Override
    public void close() {
        redis.close();
        server.close();
    }
}
