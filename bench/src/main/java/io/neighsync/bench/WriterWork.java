package io.neighsync.bench;

import io.neighsync.engine.codec.RowCodec;
import io.neighsync.engine.daemon.DaemonConfig;
import io.neighsync.engine.daemon.Settings;
import io.neighsync.engine.stage.RedisTable;
import io.neighsync.netlink.ffm.CpuSet;
import io.neighsync.netlink.ffm.PollSet;
import io.neighsync.redis.BatchListener;
import io.neighsync.redis.FencedWriter;
import io.neighsync.redis.RedisConfig;
import io.neighsync.redis.RedisConnector;
import io.neighsync.redis.TableDescriptor;
import io.neighsync.redis.TableProtocol;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ObjDoubleConsumer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Fresh rows through the daemon's writer, from {@code RowCodec} to the last acknowledgment, without its pipeline. It
 * blocks while Redis works, as the daemon does where cores are few.
 */
final class WriterWork implements Work, BatchListener {
    private static final List<TableDescriptor> TABLES = RedisTable.descriptors(0, ":");
    private static final int NEIGHBORS = RedisTable.NEIGHBORS.index();
    private static final long MAX_WAIT_NANOS = 1_000_000_000L;

    private final BenchRedis redis;
    private final TableProtocol protocol;
    private final RowSet rows;
    private final int count;
    private final RedisConfig config;
    private final RowCodec codec = new RowCodec();
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[RowCodec.MAX_KEY_BYTES]);
    private int acknowledged;
    private String failure;

    /**
     * Work of one kind.
     *
     * @param redis    to write to
     * @param protocol how
     * @param rows     what
     * @param count    how many of them
     * @param maxBatch {@code redis.max_batch}
     */
    WriterWork(BenchRedis redis, TableProtocol protocol, RowSet rows, int count, int maxBatch) {
        this.redis = redis;
        this.protocol = protocol;
        this.rows = rows;
        this.count = count;
        this.config = config(Map.of("redis.max_batch", String.valueOf(maxBatch)));
    }

    /** The daemon's configuration, with changes. */
    private static RedisConfig config(Map<String, String> changes) {
        return DaemonConfig.of(Settings.load(Optional.empty(), Map.of(), changes)).redis();
    }

    /** {@code redis.max_batch} of a daemon that is not told otherwise. */
    static int defaultMaxBatch() {
        return config(Map.of()).maxBatch();
    }

    /** A protocol as {@code redis.protocol} names it. */
    static String name(TableProtocol protocol) {
        return protocol.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private String name() {
        return "writer " + name(protocol) + ", " + rows.familyName() + ", max_batch " + config.maxBatch();
    }

    @Override
    public void measure(Placement placement, ObjDoubleConsumer<String> rates) {
        rates.accept(name(), rate(placement));
    }

    private double rate(Placement placement) {
        redis.empty();
        BitSet allowed = CpuSet.allowed();
        FencedWriter writer = new FencedWriter(TABLES, protocol, config);
        writer.adopt(new RedisConnector(redis.address(), config, TABLES, protocol).connect().activate());
        CpuSet.pin(placement.writer(allowed));
        try {
            return count * 1e9 / nanosToWrite(writer);
        } finally {
            CpuSet.pin(allowed);
            writer.disconnect("done", this);
        }
    }

    private long nanosToWrite(FencedWriter writer) {
        acknowledged = 0;
        failure = null;
        long begin = System.nanoTime();
        try (PollSet pollSet = new PollSet(1)) {
            pollSet.add(writer.fd());
            write(writer, pollSet);
        }
        long nanos = System.nanoTime() - begin;
        long held = redis.rows(protocol);
        if (failure != null || held != count) {
            throw new IllegalStateException(name() + ": " + held + " rows of " + count + ", " + failure);
        }
        return nanos;
    }

    private void write(FencedWriter writer, PollSet pollSet) {
        int row = 0;
        while (acknowledged < count && failure == null) {
            int work = writer.poll(System.nanoTime(), this);
            if (writer.isReady() && row < count) {
                row = fill(writer, row);
                writer.send(System.nanoTime(), row, 0);
                work++;
            }
            if (work == 0) {
                pollSet.interest(0, writer.wantsWrite() ? PollSet.POLLIN | PollSet.POLLOUT : PollSet.POLLIN);
                pollSet.await(MAX_WAIT_NANOS);
            }
        }
    }

    private int fill(FencedWriter writer, int from) {
        int row = from;
        while (row < count && writer.hasRoom()) {
            int length = codec.putKey(
                key, 0, rows.link(row), rows.family(), rows.addressHigh(), rows.addressLow(row));
            UnsafeBuffer fields = codec.fields(rows.family(), rows.value(row));
            writer.set(NEIGHBORS, key, 0, length, fields, 0, fields.capacity());
            row++;
        }
        return row;
    }

    @Override
    public void onRowAcknowledged(int index) {
        acknowledged++;
    }

    @Override
    public void onRowRefused(int index, String error) {
        failure = error;
    }

    @Override
    public void onBatchComplete() {
    }

    @Override
    public void onBatchRefused(String error) {
        failure = error;
    }

    @Override
    public void onConnectionLost(String reason) {
        failure = reason;
    }
}
