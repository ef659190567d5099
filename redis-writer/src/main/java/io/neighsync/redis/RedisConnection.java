package io.neighsync.redis;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A connection that holds the fence. First in blocking use by the thread that made it ({@link #readRows},
 * {@link #jedis}); after {@link #activate} it belongs to a {@link FencedWriter} and that one's thread.
 */
public final class RedisConnection implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(RedisConnection.class);

    private final RedisAddress address;
    private final RedisTransport transport;
    private final TransportSocket socket;
    private final Jedis jedis;
    private final RowReader rows;
    private final Fence fence;
    private final String runId;
    private final String serverVersion;
    private final int fd;
    private boolean activated;

    RedisConnection(RedisAddress address, RedisTransport transport, TransportSocket socket, Jedis jedis,
        RowReader rows, Fence fence, String runId, String serverVersion) {
        this.address = address;
        this.transport = transport;
        this.socket = socket;
        this.jedis = jedis;
        this.rows = rows;
        this.fence = fence;
        this.runId = runId;
        this.serverVersion = serverVersion;
        fd = ChannelDescriptor.of(transport.channel());
    }

    /** Activated already: the other end of the transport watches the fence for it. Has no descriptor. */
    RedisConnection(RedisAddress address, RedisTransport transport, Fence fence, String runId, String serverVersion) {
        this.address = address;
        this.transport = transport;
        this.fence = fence;
        this.runId = runId;
        this.serverVersion = serverVersion;
        socket = null;
        jedis = null;
        rows = null;
        fd = -1;
        activated = true;
    }

    /**
     * Where it leads.
     *
     * @return the address.
     */
    public RedisAddress address() {
        return address;
    }

    /**
     * Identity of the server process: another one means another, perhaps empty, Redis.
     *
     * @return {@code run_id} of {@code INFO server}.
     */
    public String runId() {
        return runId;
    }

    /**
     * Version of the server.
     *
     * @return for example {@code 7.0.15}.
     */
    public String serverVersion() {
        return serverVersion;
    }

    /**
     * The fence that guards this connection's batches.
     *
     * @return {@code epoch:owner:sequence}.
     */
    public String fence() {
        return fence.toString();
    }

    /**
     * Descriptor of the socket.
     *
     * @return for {@code ppoll(2)}; -1 when the JVM does not let us look, which was logged.
     */
    public int fd() {
        return fd;
    }

    /**
     * The connection for other cold commands.
     *
     * @return valid until {@link #activate}; not to be closed.
     * @throws IllegalStateException after {@link #activate}.
     */
    public Jedis jedis() {
        checkBlocking();
        return jedis;
    }

    /**
     * Reads the rows of the table as its consumer will have them, in chunks: memory does not grow with the table. In
     * producer-state mode a row that still waits for its consumer has its pending fields, and none at all when it
     * waits to be deleted. {@code SCAN} may return a key twice, then with the same fields.
     *
     * @param consumer takes the rows, in no order.
     * @throws RedisUnavailableException when Redis fails on the way.
     */
    public void readRows(RowConsumer consumer) {
        checkBlocking();
        try {
            rows.read(consumer);
        } catch (JedisException e) {
            throw Failure.of(address, e);
        }
    }

    /**
     * Ends the blocking use: watches the fence for the first batch.
     *
     * @return this, for {@link FencedWriter#adopt}.
     * @throws RedisUnavailableException when the fence is no longer ours, or Redis fails; close this then.
     */
    public RedisConnection activate() {
        checkBlocking();
        try {
            jedis.watch(Fence.KEY);
            final String holder = jedis.get(Fence.KEY);
            if (!fence.toString().equals(holder)) {
                throw new RedisUnavailableException("Redis at " + address + " cannot be used: " + Fence.KEY + " is "
                    + holder + " instead of " + fence + "; see that only one neighsyncd writes there", null);
            }
            socket.release();
            activated = true;
            return this;
        } catch (IOException | JedisException e) {
            throw Failure.of(address, e);
        }
    }

    /**
     * Closes the socket; any thread once nobody else uses it.
     */
    @Override
    public void close() {
        try {
            if (activated) {
                transport.close();
            } else {
                socket.close();
            }
        } catch (IOException e) {
            LOGGER.debug("close", e);
        }
    }

    boolean isActivated() {
        return activated;
    }

    RedisTransport transport() {
        return transport;
    }

    byte[] fenceBytes() {
        return fence.bytes();
    }

    private void checkBlocking() {
        if (activated) {
            throw new IllegalStateException("activated: the connection belongs to its writer");
        }
    }
}
