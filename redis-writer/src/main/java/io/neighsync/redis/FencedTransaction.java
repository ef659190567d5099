package io.neighsync.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;

/**
 * Begins transactions that are refused when the fence is not ours, on a connection in blocking use. No command goes out
 * before MULTI was answered, so none can run unfenced. Used by one thread.
 */
final class FencedTransaction {
    private static final int BEGIN_REPLIES = 3;

    private final Connection connection;
    private final RedisAddress address;
    private final Fence fence;

    FencedTransaction(Connection connection, RedisAddress address, Fence fence) {
        this.connection = connection;
        this.address = address;
        this.fence = fence;
    }

    /**
     * Watches the fence, compares it, and begins a transaction.
     *
     * @throws RedisUnavailableException when the fence is not ours; close the connection then.
     */
    void begin() {
        connection.sendCommand(Command.WATCH, Fence.KEY);
        connection.sendCommand(Command.GET, Fence.KEY);
        connection.sendCommand(Command.MULTI);
        final List<Object> replies = connection.getMany(BEGIN_REPLIES);
        replies.forEach(FencedTransaction::accepted);
        final String holder =
            replies.get(1) instanceof byte[] held ? new String(held, StandardCharsets.UTF_8) : null;
        if (!fence.toString().equals(holder)) {
            throw lost("is " + holder);
        }
    }

    /**
     * Ends the transaction.
     *
     * @param commands that were sent since.
     * @throws RedisUnavailableException when the fence was touched since; nothing was done then.
     */
    void exec(int commands) {
        connection.sendCommand(Command.EXEC);
        final List<Object> replies = connection.getMany(commands + 1);
        replies.forEach(FencedTransaction::accepted);
        if (!(replies.getLast() instanceof List<?> results)) {
            throw lost("was touched");
        }
        results.forEach(FencedTransaction::accepted);
    }

    /** A reply that is no error. */
    static Object accepted(Object reply) {
        if (reply instanceof RuntimeException refused) {
            throw refused;
        }
        return reply;
    }

    private RedisUnavailableException lost(String how) {
        return new RedisUnavailableException("Redis at " + address + " cannot be used: " + Fence.KEY + " " + how
            + " instead of " + fence + "; see that only one neighsyncd writes there", null);
    }
}
