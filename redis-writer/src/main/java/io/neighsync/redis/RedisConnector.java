package io.neighsync.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Opens connections to the database of some tables: transport, handshake by Jedis, fence. Blocking, for one
 * housekeeping thread. It is one owner of the fence: all its connections carry the same nonce, drawn when it is made.
 */
public final class RedisConnector {
    private static final Logger LOGGER = LoggerFactory.getLogger(RedisConnector.class);
    private static final Path RANDOM = Path.of("/dev/urandom");
    private static final int FENCE_ATTEMPTS = 16;
    private static final int FENCE_REPLIES = 2;

    private final RedisAddress address;
    private final RedisConfig config;
    private final JedisConnections connections;
    private final List<TableDescriptor> tables;
    private final TableProtocol protocol;
    private final String owner;
    private LongSupplier knownEpoch = () -> 0;
    private long lastEpoch;

    /**
     * A connector, connected to nothing yet.
     *
     * @param address  where Redis listens; its user and password apply where the configuration has none.
     * @param config   time-outs, credentials, TLS files.
     * @param tables   one or more, all in the database that is selected; called by their index in this list.
     * @param protocol how rows are read.
     * @throws IllegalArgumentException without tables, or when they are in several databases.
     */
    public RedisConnector(RedisAddress address, RedisConfig config, List<TableDescriptor> tables,
        TableProtocol protocol) {
        this.address = address;
        this.config = config;
        this.connections = JedisConnections.of(config);
        this.tables = TableDescriptor.inOneDatabase(tables);
        this.protocol = protocol;
        owner = ownerOf(nonce());
    }

    /** From the kernel, random(4): SecureRandom loads every provider first, which is 20 ms of a start. */
    private static long nonce() {
        try (InputStream random = Files.newInputStream(RANDOM)) {
            return ByteBuffer.wrap(random.readNBytes(Long.BYTES)).getLong();
        } catch (IOException e) {
            LOGGER.debug("{} cannot be read", RANDOM, e);
            return new SecureRandom().nextLong();
        }
    }

    /**
     * Where it connects to.
     *
     * @return the address.
     */
    public RedisAddress address() {
        return address;
    }

    /**
     * The nonce by which its fences and markers are known.
     *
     * @return 16 hexadecimal digits.
     */
    public String owner() {
        return owner;
    }

    /**
     * How a nonce is written in fences and markers.
     *
     * @param nonce any.
     * @return 16 hexadecimal digits.
     */
    public static String ownerOf(long nonce) {
        return HexFormat.of().toHexDigits(nonce);
    }

    /**
     * Lets fences have a greater epoch than one that is known from elsewhere: a Redis that lost its data knows of none.
     * Before the first connection.
     *
     * @param epoch tells it, 0 or more, before each fence; may wait until it is known.
     */
    public void knownEpoch(LongSupplier epoch) {
        knownEpoch = epoch;
    }

    /**
     * Connects, authenticates, and takes the fence from whoever had it.
     *
     * @return a connection in blocking mode.
     * @throws RedisUnavailableException when that fails; whatever was opened is closed.
     */
    public RedisConnection connect() {
        return connect(this::installFence);
    }

    /**
     * Connects and authenticates only to read: takes no fence, so it disturbs no writer, and cannot be activated.
     *
     * @return a connection in blocking mode.
     * @throws RedisUnavailableException when that fails; whatever was opened is closed.
     */
    public RedisConnection connectToRead() {
        return connect(jedis -> Fence.none());
    }

    private RedisConnection connect(Function<Jedis, Fence> fencing) {
        final JedisConnection opened = connections.open(address, tables.getFirst().database());
        boolean handedOver = false;
        try {
            // each step of the handshake may take as long as connecting, not as long as a command
            opened.socket().setSoTimeout((int) config.connectTimeout().toMillis());
            final String info = opened.jedis().info("server");
            final Fence fence = fencing.apply(opened.jedis());
            final Handshake handshake = new Handshake(address, fence, currentMarker(opened.jedis(), fence),
                infoValue(info, "run_id"), infoValue(info, "redis_version"));
            opened.socket().setSoTimeout((int) config.commandTimeout().toMillis());
            handedOver = true;
            return new RedisConnection(handshake, opened.transport(), opened.socket(), opened.jedis(), tables,
                protocol);
        } catch (JedisException e) {
            throw Failure.of(address, e);
        } finally {
            if (!handedOver) {
                opened.close();
            }
        }
    }

    private Fence installFence(Jedis jedis) {
        lastEpoch = Math.max(lastEpoch, knownEpoch.getAsLong());
        for (int attempt = 0; attempt < FENCE_ATTEMPTS; attempt++) {
            jedis.watch(Fence.KEY);
            final Fence fence = currentFence(jedis).next(owner, lastEpoch);
            if (replaceFence(jedis.getConnection(), fence)) {
                lastEpoch = fence.epoch();
                return fence;
            }
        }
        throw new RedisUnavailableException("Redis at " + address + " cannot be used: others keep changing "
            + Fence.KEY + "; see that only one neighsyncd writes there", null);
    }

    /** Not by Jedis' Transaction, whose EXECABORT hides what SET complains of. SET waits until MULTI was answered. */
    private static boolean replaceFence(Connection connection, Fence fence) {
        connection.sendCommand(Command.MULTI);
        connection.getStatusCodeReply();
        connection.sendCommand(Command.SET, Fence.KEY, fence.toString());
        connection.sendCommand(Command.EXEC);
        final List<Object> replies = connection.getMany(FENCE_REPLIES);
        replies.forEach(FencedTransaction::accepted);
        return replies.getLast() != null;
    }

    private static Fence currentFence(Jedis jedis) {
        final String value = string(jedis, Fence.KEY);
        if (value == null) {
            return Fence.none();
        }
        final Optional<Fence> parsed = Fence.parse(value);
        if (parsed.isEmpty()) {
            LOGGER.warn("{} holds '{}', which is not epoch:owner:sequence; it is replaced", Fence.KEY, value);
        }
        return parsed.orElse(Fence.none());
    }

    /** Behind the fence, no batch of another connection can change it any more. */
    private static Optional<Marker> currentMarker(Jedis jedis, Fence fence) {
        final String value = fence.equals(Fence.none()) ? null : string(jedis, Marker.KEY);
        return value == null ? Optional.empty() : Marker.parse(value);
    }

    private static String string(Jedis jedis, String key) {
        try {
            return jedis.get(key);
        } catch (JedisDataException e) {
            if (e.getMessage() == null || !e.getMessage().startsWith("WRONGTYPE")) {
                throw e;
            }
            return "not a string";
        }
    }

    private static String infoValue(String info, String name) {
        final List<String> lines = info.lines().filter(line -> line.startsWith(name + ":")).toList();
        return lines.isEmpty() ? "" : lines.getFirst().substring(name.length() + 1);
    }
}
