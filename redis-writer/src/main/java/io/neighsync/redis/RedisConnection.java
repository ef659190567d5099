package io.neighsync.redis;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A connection that holds the fence. First in blocking use by the thread that made it ({@link #readRows},
 * {@link #clearPending}, {@link #jedis}); after {@link #activate} it belongs to a {@link FencedWriter} and that one's
 * thread. Tables go by their index in the list that the {@link RedisConnector} was given.
 */
public final class RedisConnection implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(RedisConnection.class);

    private final Handshake handshake;
    private final RedisTransport transport;
    private final TransportSocket socket;
    private final Jedis jedis;
    private final FencedTransaction transaction;
    private final List<RowReader> rows;
    private final List<PendingRows> pending;
    private final int fd;
    private boolean activated;

    RedisConnection(Handshake handshake, RedisTransport transport, TransportSocket socket, Jedis jedis,
        List<TableDescriptor> tables, TableProtocol protocol) {
        this.handshake = handshake;
        this.transport = transport;
        this.socket = socket;
        this.jedis = jedis;
        transaction = new FencedTransaction(jedis.getConnection(), handshake.address(), handshake.fence());
        rows = tables.stream().map(table -> new RowReader(jedis, table, protocol)).toList();
        pending = protocol == TableProtocol.DIRECT
            ? List.of()
            : tables.stream().map(table -> new PendingRows(jedis, table, transaction)).toList();
        fd = ChannelDescriptor.of(transport.channel());
    }

    /** Activated already: the other end of the transport has watched the fence and begun the first MULTI. */
    RedisConnection(Handshake handshake, RedisTransport transport) {
        this.handshake = handshake;
        this.transport = transport;
        socket = null;
        jedis = null;
        transaction = null;
        rows = List.of();
        pending = List.of();
        fd = -1;
        activated = true;
    }

    /**
     * Where it leads.
     *
     * @return the address.
     */
    public RedisAddress address() {
        return handshake.address();
    }

    /**
     * Identity of the server process: another one means another, perhaps empty, Redis.
     *
     * @return {@code run_id} of {@code INFO server}.
     */
    public String runId() {
        return handshake.runId();
    }

    /**
     * Version of the server.
     *
     * @return for example {@code 7.0.15}.
     */
    public String serverVersion() {
        return handshake.serverVersion();
    }

    /**
     * The fence that guards this connection's batches.
     *
     * @return {@code epoch:owner:sequence}.
     */
    public String fence() {
        return handshake.fence().toString();
    }

    /**
     * The epoch of that fence.
     *
     * @return 1 or more; 0 on a connection that only reads.
     */
    public long epoch() {
        return handshake.fence().epoch();
    }

    /**
     * What the last batch said of its writer, read after the fence was installed: nothing that an abandoned connection
     * left in the network can change it any more.
     *
     * @return nothing without a marker, when it is none, and on a connection that only reads.
     */
    public Optional<Marker> marker() {
        return handshake.marker();
    }

    /**
     * Whether Redis holds what our batches left there: it is the same server process, and the last batch it applied was
     * ours. Then nobody else wrote since, and nothing was flushed.
     *
     * @param lastRunId of the connection before, see {@link #runId}.
     * @return false when in doubt.
     */
    public boolean isContinuationOf(String lastRunId) {
        final Optional<Marker> marker = handshake.marker();
        return marker.isPresent() && marker.get().owner().equals(handshake.fence().owner())
            && handshake.runId().equals(lastRunId);
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
     * Reads the rows of a table as its consumer will have them, in chunks: memory does not grow with the table. In
     * producer-state mode a row that still waits for its consumer has its pending fields, and none at all when it
     * waits to be deleted. {@code SCAN} may return a key twice, then with the same fields.
     *
     * @param table    index of the table.
     * @param consumer takes the rows, in no order.
     * @throws RedisUnavailableException when Redis fails on the way.
     */
    public void readRows(int table, RowConsumer consumer) {
        checkBlocking();
        try {
            rows.get(table).read(consumer);
        } catch (JedisException e) {
            throw Failure.of(handshake.address(), e);
        }
    }

    /**
     * Reads some rows of a table as its consumer will have them, a thousand in a round trip.
     *
     * @param table    index of the table.
     * @param keys     row keys without the table's prefix.
     * @param consumer takes the rows that there are, in the order of their keys; a key without one is not reported.
     * @throws RedisUnavailableException when Redis fails on the way.
     */
    public void readRows(int table, List<byte[]> keys, RowConsumer consumer) {
        checkBlocking();
        try {
            rows.get(table).read(keys, consumer);
        } catch (JedisException e) {
            throw Failure.of(handshake.address(), e);
        }
    }

    /**
     * Takes back what waits for the consumers of all tables: key sets, delete sets and pending rows, under the fence.
     * What a consumer took over already stays, so that is what the cleared keys hold from now on. However far it gets,
     * no consumer sees a delete that was not asked for. Does nothing in direct mode.
     *
     * @param cleared gets each key that waited, once.
     * @throws RedisUnavailableException when the fence is lost, or Redis fails on the way; some may be cleared then.
     */
    public void clearPending(PendingKeyConsumer cleared) {
        checkBlocking();
        try {
            for (int i = 0; i < pending.size(); i++) {
                final int table = i;
                pending.get(i).clear(key -> cleared.onCleared(table, key));
            }
        } catch (JedisException e) {
            throw Failure.of(handshake.address(), e);
        }
    }

    /**
     * Ends the blocking use: watches the fence and begins the MULTI of the first batch.
     *
     * @return this, for {@link FencedWriter#adopt}.
     * @throws RedisUnavailableException when the fence is no longer ours, or Redis fails; close this then.
     */
    public RedisConnection activate() {
        checkBlocking();
        try {
            transaction.begin();
            socket.release();
            activated = true;
            return this;
        } catch (IOException | JedisException e) {
            throw Failure.of(handshake.address(), e);
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

    Handshake handshake() {
        return handshake;
    }

    private void checkBlocking() {
        if (activated) {
            throw new IllegalStateException("activated: the connection belongs to its writer");
        }
    }
}
