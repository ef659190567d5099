package io.neighsync.engine.cli;

import io.neighsync.engine.codec.RowCodec;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.replay.DecisionReplay;
import io.neighsync.engine.stage.RedisTable;
import io.neighsync.netlink.ffm.PollSet;
import io.neighsync.redis.BatchListener;
import io.neighsync.redis.FencedWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes rows to Redis in the order in which they are told, in batches that have each key once: what is told of a key
 * twice is written twice. Blocks until Redis has answered. One thread.
 */
final class RedisRows implements DecisionReplay.Sink, BatchListener, AutoCloseable {
    private static final long MAX_WAIT_NANOS = 100_000_000L;
    /** Where the socket's descriptor is not known. */
    private static final long BLIND_WAIT_NANOS = 1_000_000L;

    private final FencedWriter writer;
    private final PollSet pollSet = new PollSet(1);
    private final RowCodec codec = new RowCodec();
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[RowCodec.MAX_KEY_BYTES]);
    /** Table and key of each row in the batch. */
    private final Set<String> keys = new HashSet<>();
    private final List<Kind> batch = new ArrayList<>();
    private long rowsSet;
    private long rowsDeleted;
    private String lost;

    private enum Kind {
        SET, DELETED, ROUTE
    }

    /** Writes through a writer that has a connection, and disconnects it at the end. */
    RedisRows(FencedWriter writer) {
        this.writer = writer;
        pollSet.add(writer.fd());
    }

    @Override
    public void set(LinkName link, int family, long high, long low, long value) {
        int length = begin(RedisTable.NEIGHBORS, link, family, high, low, Kind.SET);
        put(RedisTable.NEIGHBORS, length, codec.fields(family, value));
    }

    @Override
    public void setFailed(LinkName link, int family, long high, long low) {
        int length = begin(RedisTable.FAILED, link, family, high, low, Kind.SET);
        put(RedisTable.FAILED, length, codec.failedFields());
    }

    private void put(RedisTable table, int length, DirectBuffer fields) {
        writer.set(table.index(), key, 0, length, fields, 0, fields.capacity());
    }

    @Override
    public void delete(LinkName link, int family, long high, long low) {
        delete(RedisTable.NEIGHBORS, link, family, high, low, Kind.DELETED);
    }

    @Override
    public void deleteFailed(LinkName link, int family, long high, long low) {
        delete(RedisTable.FAILED, link, family, high, low, Kind.DELETED);
    }

    @Override
    public void deleteRoute(LinkName vrf, int family, long high, long low) {
        delete(RedisTable.ROUTES, vrf, family, high, low, Kind.ROUTE);
    }

    private void delete(RedisTable table, LinkName link, int family, long high, long low, Kind kind) {
        writer.delete(table.index(), key, 0, begin(table, link, family, high, low, kind));
    }

    /** Makes room for a row and writes its key; the key's length. */
    private int begin(RedisTable table, LinkName link, int family, long high, long low, Kind kind) {
        await();
        if (!writer.hasRoom()) {
            flush();
        }
        int length = codec.putKey(key, 0, link, family, high, low);
        String text = table.index() + new String(key.byteArray(), 0, length, StandardCharsets.ISO_8859_1);
        if (!keys.add(text)) {
            flush();
            keys.add(text);
        }
        batch.add(kind);
        return length;
    }

    /** Sends what is told so far and waits until Redis has it. */
    void flush() {
        if (!batch.isEmpty()) {
            writer.send(System.nanoTime(), 0, 0);
            await();
            batch.clear();
            keys.clear();
        }
    }

    /** Waits until a batch may be built. */
    private void await() {
        while (!writer.isReady()) {
            poll(MAX_WAIT_NANOS);
        }
    }

    /** Waits until a time, and sees to the connection meanwhile. */
    void waitUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            poll(Math.min(left, MAX_WAIT_NANOS));
        }
    }

    private void poll(long maxNanos) {
        if (writer.poll(System.nanoTime(), this) == 0) {
            pollSet.interest(0, writer.wantsWrite() ? PollSet.POLLIN | PollSet.POLLOUT : PollSet.POLLIN);
            pollSet.await(writer.fd() < 0 ? Math.min(maxNanos, BLIND_WAIT_NANOS) : maxNanos);
        }
        if (lost != null) {
            throw new UnavailableException("the replay was broken off: " + lost
                    + "; see that nobody else writes to that Redis, and start it anew");
        }
    }

    /** Rows that Redis was told to hold, and does. */
    long rowsSet() {
        return rowsSet;
    }

    /** Rows that Redis was told not to hold, and does not. */
    long rowsDeleted() {
        return rowsDeleted;
    }

    @Override
    public void onRowAcknowledged(int index) {
        switch (batch.get(index)) {
            case SET -> rowsSet++;
            case DELETED -> rowsDeleted++;
            case ROUTE -> { }
        }
    }

    @Override
    public void onRowRefused(int index, String error) {
        throw new RefusedException("Redis refused a row: " + error + "; delete the key that is in its way");
    }

    @Override
    public void onBatchComplete() {
    }

    @Override
    public void onBatchRefused(String error) {
        throw new RefusedException("Redis refused the rows: " + error);
    }

    @Override
    public void onConnectionLost(String reason) {
        lost = reason;
    }

    @Override
    public void close() {
        writer.disconnect("done", this);
        pollSet.close();
    }
}
