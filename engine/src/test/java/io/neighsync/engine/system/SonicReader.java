package io.neighsync.engine.system;

import io.neighsync.redis.RedisServerProcess;
import java.util.Map;
import redis.clients.jedis.Jedis;

/** Looks at APPL_DB through a connection of its own: for a Redis that was killed meanwhile. */
final class SonicReader implements AutoCloseable {
    private final Jedis jedis;

    SonicReader(RedisServerProcess redis) {
        jedis = redis.client();
        jedis.select(SonicHost.NEIGHBORS.database());
    }

    /** The rows that wait for orchagent, {@code <ifname>:<ip>} to {@code <lladdr> <family>}. */
    Map<String, String> pendingRows() {
        return RedisRows.pending(jedis);
    }

    @Override
    public void close() {
        jedis.close();
    }
}
