package io.neighsync.redis;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Jedis;

/**
 * A connection in blocking use, for cold commands. Used by one thread at a time.
 *
 * @param transport the byte stream.
 * @param socket    the same as a blocking socket, which {@code jedis} reads and writes.
 * @param jedis     authenticated, its database selected; not to be closed itself.
 */
record JedisConnection(RedisTransport transport, TransportSocket socket, Jedis jedis) implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(JedisConnection.class);

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            LOGGER.debug("close", e);
        }
    }
}
