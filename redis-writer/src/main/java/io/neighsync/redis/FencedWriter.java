package io.neighsync.redis;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * Writes rows of several tables in fenced batches, one in flight at a time, and never blocks. One thread calls it;
 * nothing is allocated but for errors (TLS excepted).
 *
 * <p>A duty cycle: {@link #poll}; when {@link #isReady}, {@link #set}, {@link #replace} and {@link #delete} while
 * {@link #hasRoom}, then {@link #send}. When idle, wait for {@link #fd} to be readable, and writable if
 * {@link #wantsWrite}; poll at least once in {@code redis.probe_interval} for the probes.
 *
 * <p>A batch is applied as a whole, and only while the fence has the value that this connection gave it: EXEC of a
 * batch, and WATCH, GET of the fence and MULTI for the next one travel in one write. The next one goes out only if the
 * GET was right and MULTI was answered, so its rows can do nothing but wait for its EXEC, which fails if the fence was
 * touched since.
 *
 * <p>While nothing is to be sent, a batch without rows goes out in each {@code redis.probe_interval}: it finds a fence
 * that is gone or taken, and a peer that is. The listener hears of a probe only if it fails, through
 * {@link BatchListener#onConnectionLost}.
 */
public final class FencedWriter {
    /** Longest row key, in bytes. */
    public static final int MAX_KEY_LENGTH = BatchEncoder.MAX_KEY_LENGTH;
    /** Longest fields of a row as {@link #set} takes them, in bytes. */
    public static final int MAX_FIELDS_LENGTH = BatchEncoder.MAX_FIELDS_LENGTH;

    private static final int REPLY_BUFFER_LENGTH = 64 * 1024;
    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(0);

    private final BatchEncoder batch;
    private final BatchReplies replies;
    private final RespDecoder decoder = new RespDecoder(REPLY_BUFFER_LENGTH);
    private final long timeoutNanos;
    private final long probeNanos;
    private RedisConnection connection;
    private RedisTransport transport;
    private ByteBuffer unsent = NOTHING;
    private IOException writeFailure;
    private boolean inFlight;
    private boolean probing;
    private boolean executed;
    private boolean idle;
    private long idleSince;
    private long deadline;

    /**
     * A writer without a connection.
     *
     * @param tables   whose rows are written, one or more, all in one database; called by their index in this list.
     * @param protocol how.
     * @param config   size of a batch, keys per message, channel, time-out, interval of probes.
     * @throws IllegalArgumentException without tables, or when they are in several databases.
     */
    public FencedWriter(List<TableDescriptor> tables, TableProtocol protocol, RedisConfig config) {
        batch = new BatchEncoder(TableDescriptor.inOneDatabase(tables), protocol, config);
        replies = new BatchReplies(batch, config.maxBatch());
        timeoutNanos = config.commandTimeout().toNanos();
        probeNanos = config.probeInterval().toNanos();
    }

    /**
     * Takes over a connection, in place of none.
     *
     * @param activated by {@link RedisConnection#activate}; this writer closes it.
     * @throws IllegalStateException when it is not activated, or there is one already.
     */
    public void adopt(RedisConnection activated) {
        if (connection != null || !activated.isActivated()) {
            throw new IllegalStateException("adopt one activated connection at a time");
        }
        connection = activated;
        transport = activated.transport();
        replies.fence(activated.handshake().fence().bytes());
        batch.fence(activated.handshake().fence());
        decoder.reset();
        idle = false;
        endBatch();
    }

    /**
     * Whether there is a connection.
     *
     * @return true from {@link #adopt} until {@link BatchListener#onConnectionLost}.
     */
    public boolean isConnected() {
        return connection != null;
    }

    /**
     * Whether a batch may be built and sent.
     *
     * @return true if connected with no batch and no probe in flight.
     */
    public boolean isReady() {
        return connection != null && !inFlight;
    }

    /**
     * Whether a reply is awaited.
     *
     * @return true with a batch or a probe in flight.
     */
    public boolean isInFlight() {
        return inFlight;
    }

    /**
     * Whether one more row, however long, fits into the batch being built.
     *
     * @return false also while a batch or a probe is in flight.
     */
    public boolean hasRoom() {
        return !inFlight && batch.hasRoom();
    }

    /**
     * Rows in the batch being built, or in flight. A batch being built is dropped by {@link #disconnect} and
     * {@link #adopt}.
     *
     * @return 0..max_batch.
     */
    public int rows() {
        return batch.rows();
    }

    /**
     * Adds a row that is to hold these fields, besides others that it may hold. A key of a table may appear once in a
     * batch.
     *
     * @param table        index of the table.
     * @param key          holds the row key, without the table's prefix.
     * @param keyOffset    of its first byte.
     * @param keyLength    1..{@link #MAX_KEY_LENGTH} bytes.
     * @param fields       holds names and values in turn, each a RESP bulk string: see {@link RespEncoder}.
     * @param fieldsOffset of the first byte.
     * @param fieldsLength 1..{@link #MAX_FIELDS_LENGTH} bytes.
     * @throws IllegalStateException    without room.
     * @throws IllegalArgumentException when a length is out of range, or the table's rows have no fields.
     */
    public void set(int table, DirectBuffer key, int keyOffset, int keyLength,
        DirectBuffer fields, int fieldsOffset, int fieldsLength) {
        checkBuilding();
        batch.set(table, key, keyOffset, keyLength, fields, fieldsOffset, fieldsLength);
    }

    /**
     * Adds a row that is to hold these fields and nothing else, whatever its key holds now, also another type: what is
     * there is deleted in the same EXEC. A key of a table may appear once in a batch.
     *
     * <p>In producer-state mode that is what waits for the consumer, who never sees the delete. What the consumer took
     * over already it keeps, and adds these fields; to be rid of that, {@link #delete} the row in one batch and set it
     * in a later one, and the consumer sees both.
     *
     * @param table        index of the table.
     * @param key          holds the row key, without the table's prefix.
     * @param keyOffset    of its first byte.
     * @param keyLength    1..{@link #MAX_KEY_LENGTH} bytes.
     * @param fields       holds names and values in turn, each a RESP bulk string: see {@link RespEncoder}.
     * @param fieldsOffset of the first byte.
     * @param fieldsLength 1..{@link #MAX_FIELDS_LENGTH} bytes.
     * @throws IllegalStateException    without room.
     * @throws IllegalArgumentException when a length is out of range, or the table's rows have no fields.
     */
    public void replace(int table, DirectBuffer key, int keyOffset, int keyLength,
        DirectBuffer fields, int fieldsOffset, int fieldsLength) {
        checkBuilding();
        batch.replace(table, key, keyOffset, keyLength, fields, fieldsOffset, fieldsLength);
    }

    /**
     * Adds a row that is to be deleted. A key of a table may appear once in a batch.
     *
     * @param table     index of the table.
     * @param key       holds the row key, without the table's prefix.
     * @param keyOffset of its first byte.
     * @param keyLength 1..{@link #MAX_KEY_LENGTH} bytes.
     * @throws IllegalStateException    without room.
     * @throws IllegalArgumentException when the length is out of range.
     */
    public void delete(int table, DirectBuffer key, int keyOffset, int keyLength) {
        checkBuilding();
        batch.delete(table, key, keyOffset, keyLength);
    }

    /**
     * Sends the batch, if it has rows, with a {@link Marker}; {@link #poll} does the writing it cannot do at once.
     *
     * @param nowNanos     {@code System.nanoTime()}; the time-out counts from it.
     * @param lowWatermark for the marker: the oldest decision that will not be in Redis when this batch is, 0 or more.
     * @param lastDecision for the marker: the latest decision that has been made, 0 for none.
     * @throws IllegalStateException    unless {@link #isReady}.
     * @throws IllegalArgumentException when one of them is negative.
     */
    public void send(long nowNanos, long lowWatermark, long lastDecision) {
        checkBuilding();
        checkMarker(lowWatermark, lastDecision);
        if (batch.rows() > 0) {
            startBatch(batch.finish(lowWatermark, lastDecision), nowNanos);
        }
    }

    /**
     * Sends a marker alone, as a probe: the listener hears of it only if it fails.
     *
     * @param nowNanos     {@code System.nanoTime()}; the time-out counts from it.
     * @param lowWatermark as in {@link #send}.
     * @param lastDecision as in {@link #send}.
     * @throws IllegalStateException    unless {@link #isReady}, or when the batch being built has rows.
     * @throws IllegalArgumentException when one of them is negative.
     */
    public void sendMarker(long nowNanos, long lowWatermark, long lastDecision) {
        checkBuilding();
        checkMarker(lowWatermark, lastDecision);
        if (batch.rows() > 0) {
            throw new IllegalStateException("the batch has rows; send it");
        }
        probing = true;
        startBatch(batch.finish(lowWatermark, lastDecision), nowNanos);
    }

    private void checkMarker(long lowWatermark, long lastDecision) {
        if (connection == null) {
            throw new IllegalStateException("not connected");
        }
        if (lowWatermark < 0 || lastDecision < 0) {
            throw new IllegalArgumentException(
                "lowWatermark is " + lowWatermark + ", lastDecision " + lastDecision + "; allowed: 0 or more");
        }
    }

    /**
     * Whether Redis has the marker of the batch, or of the {@link #sendMarker}, that was answered last.
     *
     * @return false when it refused it, as for want of memory.
     */
    public boolean isMarkerApplied() {
        return replies.isMarkerApplied();
    }

    /**
     * Goes on writing, reads replies, sees to the time-out and the probes.
     *
     * @param nowNanos {@code System.nanoTime()}.
     * @param listener learns what became of the batch.
     * @return 0 if nothing happened.
     */
    public int poll(long nowNanos, BatchListener listener) {
        if (connection == null) {
            return 0;
        }
        int work = 0;
        try {
            checkWriteFailure();
            work += continueWriting();
            work += readReplies(listener);
        } catch (IOException e) {
            disconnect("I/O error: " + e.getMessage(), listener);
            return 1;
        }
        if (inFlight && nowNanos - deadline >= 0) {
            disconnect("no reply within " + timeoutNanos / 1_000_000 + " ms (redis.command_timeout)", listener);
            work++;
        }
        return work + probe(nowNanos);
    }

    /**
     * Descriptor of the connection's socket.
     *
     * @return for {@code ppoll(2)}; -1 without a connection.
     */
    public int fd() {
        return connection == null ? -1 : connection.fd();
    }

    /**
     * Whether {@link #poll} has bytes to write as soon as the socket takes them.
     *
     * @return true while a write is partial.
     */
    public boolean wantsWrite() {
        return connection != null && (unsent.hasRemaining() || transport.hasUnsentBytes());
    }

    /**
     * Closes the connection, if there is one, and says so to the listener.
     *
     * @param why      one sentence.
     * @param listener gets the end of a batch that Redis answered, then {@link BatchListener#onConnectionLost}.
     */
    public void disconnect(String why, BatchListener listener) {
        if (connection == null) {
            return;
        }
        connection.close();
        connection = null;
        transport = null;
        final boolean answered = executed;
        final String refused = replies.batchError();
        endBatch();
        if (answered) {
            reportEnd(refused, listener);
        }
        listener.onConnectionLost(why);
    }

    private void checkBuilding() {
        if (inFlight) {
            throw new IllegalStateException("a batch is in flight; ask isReady() first");
        }
    }

    private void startBatch(ByteBuffer bytes, long nowNanos) {
        unsent = bytes;
        replies.expect();
        inFlight = true;
        deadline = nowNanos + timeoutNanos;
        idle = false;
        startWriting();
    }

    private int probe(long nowNanos) {
        if (!isReady() || batch.rows() > 0) {
            return 0;
        }
        if (!idle) {
            idle = true;
            idleSince = nowNanos;
        }
        if (nowNanos - idleSince < probeNanos) {
            return 0;
        }
        probing = true;
        startBatch(batch.finishProbe(), nowNanos);
        return 1;
    }

    /** Nobody listens to {@link #send}: the next poll reports a failure. */
    private void startWriting() {
        try {
            continueWriting();
        } catch (IOException e) {
            writeFailure = e;
        }
    }

    private void checkWriteFailure() throws IOException {
        if (writeFailure != null) {
            throw writeFailure;
        }
    }

    private int continueWriting() throws IOException {
        int work = 0;
        while (unsent.hasRemaining() || transport.hasUnsentBytes()) {
            if (transport.write(unsent) == 0) {
                break;
            }
            work++;
        }
        return work;
    }

    private int readReplies(BatchListener listener) throws IOException {
        int work = 0;
        boolean more = true;
        while (more) {
            final int received = transport.read(decoder.receiveBuffer());
            decoder.received();
            if (received < 0) {
                disconnect("Redis closed the connection", listener);
                return work + 1;
            }
            work += received > 0 ? 1 : 0;
            more = received > 0 && onReplies(listener) && inFlight;
        }
        return work;
    }

    /** Returns false when the connection is gone. */
    private boolean onReplies(BatchListener listener) {
        RespDecoder.Token token = decoder.next();
        while (token != RespDecoder.Token.NEED_MORE) {
            switch (replies.accept(token, decoder)) {
                case MORE -> { }
                case EXECUTED -> onExecuted(listener);
                case DONE -> onDone(listener);
                case LOST -> disconnect(replies.failure(), listener);
            }
            if (connection == null) {
                return false;
            }
            token = decoder.next();
        }
        return true;
    }

    private void onExecuted(BatchListener listener) {
        executed = !probing;
        if (replies.batchError() == null) {
            replies.reportRows(listener);
        }
    }

    private void onDone(BatchListener listener) {
        if (probing) {
            endBatch();
            return;
        }
        final String refused = replies.batchError();
        endBatch();
        reportEnd(refused, listener);
        if (refused != null && refused.startsWith("READONLY")) {
            disconnect("Redis became a read-only replica", listener);
        }
    }

    private static void reportEnd(String refused, BatchListener listener) {
        if (refused == null) {
            listener.onBatchComplete();
        } else {
            listener.onBatchRefused(refused);
        }
    }

    private void endBatch() {
        batch.clear();
        unsent = NOTHING;
        writeFailure = null;
        inFlight = false;
        probing = false;
        executed = false;
    }
}
