package io.neighsync.redis;

import static org.awaitility.Awaitility.await;

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
    private OrchagentConsumer listener;
    private HoldingTransport newest;
    private HoldingTransport held;

    RealRedisUnderTest(TableProtocol protocol) {
        this.protocol = protocol;
        connector = new RedisConnector(server.unixAddress(), TestConfig.defaults(), TestConfig.TABLE, protocol);
    }

    @Override
    public RedisConnection connect() {
        final RedisConnection made = connector.connect().activate();
        newest = new HoldingTransport(made.transport());
        return new RedisConnection(made.address(), newest, Fence.parse(made.fence()).orElseThrow(), made.runId(),
            made.serverVersion());
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
    public List<String> consume() {
        try (OrchagentConsumer consumer = new OrchagentConsumer(server::client, TestConfig.TABLE)) {
            consumer.pop();
            return SimulatedRedisUnderTest.sorted(consumer.operations());
        }
    }

    @Override
    public void listen() {
        listener = new OrchagentConsumer(server::client, TestConfig.TABLE).listen();
    }

    @Override
    public List<String> operationsAfter(int messages) {
        await().until(() -> listener.messages() >= messages);
        listener.close();
        return listener.messages() == messages
            ? SimulatedRedisUnderTest.sorted(listener.operations())
            : List.of("messages: " + listener.messages());
    }

    @Override
    public Map<String, Map<String, String>> rows() {
        final Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        try (RedisConnection connection = connector.connectToRead()) {
            connection.readRows((key, fields) -> rows.put(ByteString.of(key).toString(), fields));
        }
        return rows;
    }

    @Override
    public Map<String, String> dump() {
        final Map<String, String> dump = new TreeMap<>();
        for (final String key : redis.keys("*")) {
            if (!key.equals(Fence.KEY)) {
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
