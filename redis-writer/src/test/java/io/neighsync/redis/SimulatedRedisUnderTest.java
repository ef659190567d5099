package io.neighsync.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The simulated one.
 */
final class SimulatedRedisUnderTest implements RedisUnderTest {
    private static final String OUT_OF_MEMORY = "OOM command not allowed when used memory > 'maxmemory'.";

    final SimulatedRedis redis;
    private final long[] heard = new long[TestConfig.TABLES.size()];

    SimulatedRedisUnderTest(TableProtocol protocol) {
        redis = new SimulatedRedis(TestConfig.TABLES, protocol);
    }

    @Override
    public RedisConnection connect() {
        return redis.connect();
    }

    @Override
    public void serve() {
        redis.serve();
    }

    /** What is not served lies in the network. */
    @Override
    public void hold() {
    }

    @Override
    public void release() {
        redis.serve();
    }

    @Override
    public void cut(boolean afterExecuting, int replyBytes) {
        redis.cut(afterExecuting, replyBytes);
    }

    @Override
    public void refuse(boolean outOfMemory) {
        redis.refuseNext(outOfMemory ? OUT_OF_MEMORY : null);
    }

    @Override
    public void restart(boolean empty) {
        redis.restart(empty);
    }

    @Override
    public void takeFence() {
        redis.takeFence();
    }

    @Override
    public void clear() {
        redis.clear();
    }

    @Override
    public void putRow(String key, Map<String, String> fields) {
        redis.putRow(TestConfig.NEIGH, key, fields);
    }

    @Override
    public void removeRow(String key) {
        redis.removeRow(TestConfig.NEIGH, key);
    }

    @Override
    public void putForeign(String key) {
        redis.putForeign(TestConfig.NEIGH, key);
    }

    @Override
    public void putString(String key, String value) {
        redis.putString(key, value);
    }

    @Override
    public void putHash(String key, Map<String, String> fields) {
        redis.putHash(key, fields);
    }

    @Override
    public void denyMulti(boolean denied) {
        redis.denyMulti(denied);
    }

    @Override
    public List<String> consume(int table) {
        final List<OrchagentConsumer.Operation> operations = new ArrayList<>();
        redis.consume(table, POP, operations::add);
        return sorted(operations);
    }

    @Override
    public void listen() {
        for (int table = 0; table < heard.length; table++) {
            heard[table] = redis.messages(table);
        }
    }

    @Override
    public List<String> operationsAfter(int table, int messages) {
        final List<OrchagentConsumer.Operation> operations = new ArrayList<>();
        final long until = heard[table] + messages;
        while (heard[table] < until) {
            redis.consume(table, POP, operations::add);
            heard[table]++;
        }
        return until == redis.messages(table)
            ? sorted(operations)
            : List.of("messages: " + redis.messages(table));
    }

    @Override
    public Map<String, Map<String, String>> rows(int table) {
        return redis.rows(table);
    }

    @Override
    public Map<String, Map<String, String>> rows(int table, List<String> keys) {
        final Map<String, Map<String, String>> rows = new LinkedHashMap<>();
        redis.readRows(table, keys.stream().map(key -> key.getBytes(StandardCharsets.UTF_8)).toList(),
            (key, fields) -> rows.put(ByteString.of(key).toString(), fields));
        return rows;
    }

    @Override
    public List<String> clearPending() {
        final List<String> cleared = new ArrayList<>();
        redis.clearPending((table, key) -> cleared.add(table + " " + ByteString.of(key)));
        return cleared.stream().sorted().toList();
    }

    @Override
    public String marker() {
        return redis.marker().map(Marker::toString).orElse(null);
    }

    @Override
    public Map<String, String> dump() {
        return redis.dump();
    }

    @Override
    public void close() {
    }

    static List<String> sorted(List<OrchagentConsumer.Operation> operations) {
        return operations.stream()
            .sorted(Comparator.comparing(OrchagentConsumer.Operation::key))
            .map(OrchagentConsumer.Operation::toString)
            .toList();
    }
}
