package io.neighsync.redis;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.embedded.RedisServer;
import redis.embedded.core.ExecutableProvider;

/**
 * A private redis-server (6.2, shipped with embedded-redis) on a unix socket in a temporary directory of its own, which
 * keeps nothing on disk. Needs x86-64 or arm64. For a first run and for hosts without Redis. Any one thread.
 */
public final class EmbeddedRedisServer implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(EmbeddedRedisServer.class);

    private final Path directory;
    private final RedisServer server;
    private final RedisAddress address;

    private EmbeddedRedisServer(Path directory, RedisServer server, RedisAddress address) {
        this.directory = directory;
        this.server = server;
        this.address = address;
    }

    /**
     * Starts one and waits until it accepts connections.
     *
     * @return the server.
     * @throws RedisUnavailableException when it cannot run here.
     */
    public static EmbeddedRedisServer start() {
        Path directory = null;
        try {
            directory = Files.createTempDirectory("neighsyncd-redis");
            final Path socket = directory.resolve("redis.sock");
            final File executable = ExecutableProvider.newJarResourceProvider(directory.toFile()).get();
            final RedisServer server = new RedisServer(0, List.of(executable.getPath(),
                "--port", "0", "--unixsocket", socket.toString(), "--unixsocketperm", "700",
                "--save", "", "--appendonly", "no", "--dir", directory.toString()), true, line -> { }, line -> { });
            server.start();
            return new EmbeddedRedisServer(directory, server, RedisAddress.unix(socket.toString()));
        } catch (IOException | RuntimeException e) {
            removeQuietly(directory);
            throw new RedisUnavailableException("the embedded redis-server cannot run here: " + e.getMessage()
                + "; install redis-server and give its address", e);
        }
    }

    /**
     * Where it listens.
     *
     * @return a unix socket.
     */
    public RedisAddress address() {
        return address;
    }

    /**
     * Stops it and removes its directory.
     */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (IOException e) {
            LOGGER.warn("The embedded redis-server at {} did not stop", address, e);
        }
        removeQuietly(directory);
    }

    private static void removeQuietly(Path directory) {
        if (directory == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            LOGGER.warn("{} could not be removed", directory, e);
        }
    }
}
