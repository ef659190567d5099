package io.neighsync.redis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The simulated one.
 */
final class SimulatedRedisUnderTest implements RedisUnderTest {
    private static final String OUT_OF_MEMORY = "OOM command not allowed when used memory > 'maxmemory'.";

    final SimulatedRedis redis;
    private final List<OrchagentConsumer.Operation> operations = new ArrayList<>();
    private long heard;

    SimulatedRedisUnderTest(TableProtocol protocol) {
        redis = new SimulatedRedis(TestConfig.TABLE, protocol);
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
        redis.putRow(key, fields);
    }

    @Override
    public void removeRow(String key) {
        redis.removeRow(key);
    }

    @Override
    public void putForeign(String key) {
        redis.putForeign(key);
    }

    @Override
    public void putString(String key, String value) {
        redis.putString(key, value);
    }

    @Override
    public List<String> consume() {
        operations.clear();
        redis.consume(POP, operations::add);
        return sorted(operations);
    }

    @Override
    public void listen() {
        operations.clear();
        heard = redis.messages();
    }

    @Override
    public List<String> operationsAfter(int messages) {
        final long until = heard + messages;
        while (heard < until) {
            redis.consume(POP, operations::add);
            heard++;
        }
        return heard == redis.messages() ? sorted(operations) : List.of("messages: " + redis.messages());
    }

    @Override
    public Map<String, Map<String, String>> rows() {
        return redis.rows();
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
