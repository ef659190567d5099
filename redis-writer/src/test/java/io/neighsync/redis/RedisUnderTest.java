package io.neighsync.redis;

import java.util.List;
import java.util.Map;

/**
 * A Redis of either kind, real or simulated, and what may happen to it. Any one thread.
 */
interface RedisUnderTest extends AutoCloseable {
    /** Most keys of one pop. */
    int POP = OrchagentConsumer.BATCH;

    /** A connection that has the fence, activated. */
    RedisConnection connect();

    /** Lets it get on with its work, where it does not do so by itself. */
    void serve();

    /** Lets what the newest connection sends from now on lie in the network. */
    void hold();

    /** Delivers what was held, has it carried out; the connection may be closed. */
    void release();

    /** Breaks the newest connection after {@link #hold}; for the arguments see {@link SimulatedRedis#cut}. */
    void cut(boolean afterExecuting, int replyBytes);

    /** Whether it is out of memory for the next batch, and for that one only. */
    void refuse(boolean outOfMemory);

    /** See {@link SimulatedRedis#restart}. */
    void restart(boolean empty);

    /** See {@link SimulatedRedis#takeFence}. */
    void takeFence();

    /** FLUSHALL. */
    void clear();

    /** See {@link SimulatedRedis#denyMulti}. */
    void denyMulti(boolean denied);

    /** See {@link SimulatedRedis#putRow}; the table is the first one. */
    void putRow(String key, Map<String, String> fields);

    /** See {@link SimulatedRedis#removeRow}; the table is the first one. */
    void removeRow(String key);

    /** See {@link SimulatedRedis#putForeign}; the table is the first one. */
    void putForeign(String key);

    /** SET of any key. */
    void putString(String key, String value);

    /** HSET of any key. */
    void putHash(String key, Map<String, String> fields);

    /** Pops once from a table; what orchagent was told, sorted by key. */
    List<String> consume(int table);

    /** Pops once from the first table. */
    default List<String> consume() {
        return consume(TestConfig.NEIGH);
    }

    /** Starts a consumer of each table that pops once for each message. */
    void listen();

    /** Waits for messages to a table's consumer; what orchagent was told until then, sorted by key. */
    List<String> operationsAfter(int table, int messages);

    /** What {@link RowReader} reads of a table. */
    Map<String, Map<String, String>> rows(int table);

    /** What {@link RowReader} reads of the first table. */
    default Map<String, Map<String, String>> rows() {
        return rows(TestConfig.NEIGH);
    }

    /** What {@link RowReader} reads of these keys. */
    Map<String, Map<String, String>> rows(int table, List<String> keys);

    /** See {@link RedisConnection#clearPending}: table and key of what waited, sorted. */
    List<String> clearPending();

    /** The marker as text, or null. */
    String marker();

    /** Every key but the fence and the marker, with a printable form of what it holds. */
    Map<String, String> dump();

    @Override
    void close();
}
