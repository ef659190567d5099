package io.neighsync.engine.stage;

import io.neighsync.engine.table.UnclaimedKeys;
import io.neighsync.redis.RedisConnection;

/**
 * A connection whose fence is ours, and the rows that Redis held when it was made.
 *
 * @param connection ready for the writer
 * @param held       what Redis holds; the taker closes it
 */
public record RedisLink(RedisConnection connection, UnclaimedKeys held) {
    /** Where RedisStage gets its connections; neither call blocks. */
    public interface Source {
        /** Asks for a connection. */
        void request();

        /** The connection asked for, or null while there is none. */
        RedisLink take();
    }
}
