package io.neighsync.redis;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Opens connections: transport, then authentication, name and database by Jedis. Immutable; any thread. Blocking, but
 * an interrupt ends the wait.
 */
public final class JedisConnections {
    private static final Logger LOGGER = LoggerFactory.getLogger(JedisConnections.class);
    private static final String CLIENT_NAME = "neighsyncd";

    private final Duration connectTimeout;
    private final Duration commandTimeout;
    private final String username;
    private final String password;
    private final TlsEngines tls;

    /**
     * Makes the TLS side of a connection.
     */
    @FunctionalInterface
    interface TlsEngines {
        /**
         * An engine for one connection.
         *
         * @throws IOException              when a file cannot be read.
         * @throws GeneralSecurityException when a file does not hold what it should.
         */
        SSLEngine newEngine(String host, int port) throws IOException, GeneralSecurityException;
    }

    JedisConnections(Duration connectTimeout, Duration commandTimeout, String username, String password,
        TlsEngines tls) {
        this.connectTimeout = connectTimeout;
        this.commandTimeout = commandTimeout;
        this.username = username;
        this.password = password;
        this.tls = tls;
    }

    /**
     * Connections as section {@code redis} of the configuration wants them.
     *
     * @param config time-outs, credentials, TLS files; where it has no credentials, the address's apply.
     * @return connected to nothing yet.
     */
    public static JedisConnections of(RedisConfig config) {
        return new JedisConnections(config.connectTimeout(), config.commandTimeout(), config.security().username(),
            config.security().password(), (host, port) -> TlsContext.newEngine(config.security(), host, port));
    }

    /** Without a reply for so long, a connection counts as lost. */
    Duration commandTimeout() {
        return commandTimeout;
    }

    /**
     * Connects, authenticates, selects the database.
     *
     * @throws RedisUnavailableException when that fails; whatever was opened is closed.
     */
    JedisConnection open(RedisAddress address, int database) {
        Closeable opened = null;
        try {
            final RedisTransport transport = transport(address);
            opened = transport;
            final TransportSocket socket = new TransportSocket(transport);
            opened = socket;
            socket.setSoTimeout((int) connectTimeout.toMillis());
            final Jedis jedis = new Jedis(() -> socket, clientConfig(address, database));
            socket.setSoTimeout((int) commandTimeout.toMillis());
            opened = null;
            return new JedisConnection(transport, socket, jedis);
        } catch (IOException | GeneralSecurityException | JedisException | IllegalArgumentException e) {
            throw Failure.of(address, e);
        } finally {
            closeQuietly(opened);
        }
    }

    private JedisClientConfig clientConfig(RedisAddress address, int database) {
        final String user = username.isEmpty() ? address.username() : username;
        final String secret = password.isEmpty() ? address.password() : password;
        return DefaultJedisClientConfig.builder()
            .protocol(RedisProtocol.RESP2)
            .user(user.isEmpty() ? null : user)
            .password(secret.isEmpty() ? null : secret)
            .database(database)
            .clientName(CLIENT_NAME)
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
            .build();
    }

    private RedisTransport transport(RedisAddress address) throws IOException, GeneralSecurityException {
        if (address.kind() == RedisAddress.Kind.UNIX) {
            final SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            return new ChannelTransport(connected(channel, UnixDomainSocketAddress.of(address.host())));
        }
        final SocketChannel channel = openTcp(address);
        try {
            return address.kind() == RedisAddress.Kind.TCP
                ? new ChannelTransport(channel)
                : new TlsTransport(channel, tls.newEngine(address.host(), address.port()));
        } catch (IOException | GeneralSecurityException e) {
            channel.close();
            throw e;
        }
    }

    private SocketChannel openTcp(RedisAddress address) throws IOException {
        IOException failure = new ConnectException("no address");
        for (final InetAddress candidate : InetAddress.getAllByName(address.host())) {
            try {
                final SocketChannel channel = SocketChannel.open();
                connected(channel, new InetSocketAddress(candidate, address.port()));
                return channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    private SocketChannel connected(SocketChannel channel, SocketAddress target) throws IOException {
        boolean connected = false;
        try {
            channel.configureBlocking(false);
            connected = channel.connect(target) || finishConnect(channel);
            return channel;
        } finally {
            if (!connected) {
                channel.close();
            }
        }
    }

    private boolean finishConnect(SocketChannel channel) throws IOException {
        final long deadline = System.nanoTime() + connectTimeout.toNanos();
        try (Selector selector = Selector.open()) {
            channel.register(selector, SelectionKey.OP_CONNECT);
            while (!channel.finishConnect()) {
                final long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (millis <= 0 || Thread.currentThread().isInterrupted()) {
                    throw new SocketTimeoutException("no connection within " + connectTimeout.toMillis() + " ms");
                }
                selector.select(millis);
            }
        }
        return true;
    }

    private static void closeQuietly(Closeable closeable) {
        if (closeable != null) {
            try {
                closeable.close();
            } catch (IOException e) {
                LOGGER.debug("close", e);
            }
        }
    }
}
