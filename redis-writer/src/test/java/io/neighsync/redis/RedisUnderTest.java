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

    /** See {@link SimulatedRedis#putRow}. */
    void putRow(String key, Map<String, String> fields);

    /** See {@link SimulatedRedis#removeRow}. */
    void removeRow(String key);

    /** See {@link SimulatedRedis#putForeign}. */
    void putForeign(String key);

    /** SET of any key. */
    void putString(String key, String value);

    /** Pops once; what the keys asked for, sorted by key. */
    List<String> consume();

    /** Starts a consumer that pops once for each message. */
    void listen();

    /** Waits for messages to that consumer; what it popped until then, sorted by key. */
    List<String> operationsAfter(int messages);

    /** What {@link RowReader} reads. */
    Map<String, Map<String, String>> rows();

    /** Every key but the fence, with a printable form of what it holds. */
    Map<String, String> dump();

    @Override
    void close();
}
