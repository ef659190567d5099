package io.neighsync.engine.cli;

import io.neighsync.engine.daemon.ConfigurationException;
import io.neighsync.redis.EmbeddedRedisServer;
import io.neighsync.redis.RedisAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where to write: what the configuration names, else the usual socket, else an embedded server when that was asked for.
 */
final class RedisTarget implements AutoCloseable {
    private static final String EMBEDDED = "embedded";
    private static final Path USUAL_SOCKET = Path.of("/var/run/redis/redis.sock");

    private final RedisAddress address;
    private final EmbeddedRedisServer embedded;

    private RedisTarget(RedisAddress address, EmbeddedRedisServer embedded) {
        this.address = address;
        this.embedded = embedded;
    }

    /**
     * Decides, and starts the embedded server if it is that.
     *
     * @throws ConfigurationException when no address is given and the usual socket is not there
     */
    static RedisTarget of(String configured) {
        if (configured.equals(EMBEDDED)) {
            EmbeddedRedisServer server = EmbeddedRedisServer.start();
            return new RedisTarget(server.address(), server);
        }
        if (!configured.isEmpty()) {
            return new RedisTarget(RedisAddress.parse(configured), null);
        }
        if (Files.exists(USUAL_SOCKET)) {
            return new RedisTarget(RedisAddress.parse("unix:" + USUAL_SOCKET), null);
        }
        throw new ConfigurationException("redis.address is not set and " + USUAL_SOCKET
                + " is not there: name a Redis with --redis ADDRESS, or try --redis embedded");
    }

    RedisAddress address() {
        return address;
    }

    boolean isEmbedded() {
        return embedded != null;
    }

    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
    }
}
