package io.neighsync.engine.stage;

import com.lmax.disruptor.Sequence;
import io.neighsync.engine.codec.RowCodec;
import io.neighsync.engine.event.Decision;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.table.PendingSet;
import io.neighsync.engine.table.UnclaimedKeys;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;

/** The last stage around a real {@link RedisMirror}, before a Redis that is empty at first and answers at once. */
final class RecordedRows implements Stage, RowSink, AutoCloseable {
    private static final int BATCH = 64;

    private final Map<String, String> rows = new TreeMap<>();
    private final PendingSet pending;
    private final RedisMirror mirror;
    private final Sequence acknowledged;
    private int batch;

    /** Publishes into {@code acknowledged} as RedisStage does. */
    RecordedRows(int capacity, Sequence acknowledged) {
        this.acknowledged = acknowledged;
        pending = new PendingSet(capacity);
        RowCodec codec = new RowCodec();
        mirror = new RedisMirror(RedisTable.NEIGHBORS, pending, codec, codec::fields, BATCH, RowListener.NONE);
        mirror.connect(new UnclaimedKeys(capacity));
    }

    @Override
    public void onEvent(NeighborEvent event, long sequence, boolean endOfBatch) {
        if (event.decision == Decision.DEL_LINK) {
            mirror.removeLink(event.ifindex);
        } else if (event.decision != Decision.NONE) {
            mirror.decide(event, event.value, event.repeated, sequence, 0);
        }
        if (!event.linkChanges.isEmpty()) {
            mirror.follow(event.linkChanges);
        }
        mirror.seen(sequence);
    }

    @Override
    public int onDutyCycle() {
        int written = 0;
        mirror.walk();
        while (mirror.hasWork()) {
            batch = 0;
            int entries = mirror.fill(this);
            for (int i = 0; i < entries; i++) {
                mirror.acknowledge(i);
            }
            mirror.complete();
            written += entries;
        }
        acknowledged.set(mirror.acknowledgedSequence());
        return written;
    }

    @Override
    public boolean hasRoom() {
        return batch < BATCH;
    }

    @Override
    public void set(RedisTable table, DirectBuffer key, int keyOffset, int keyLength, DirectBuffer fields) {
        batch++;
        // $5 neigh $17 <the address> ...
        String[] words = fields.getStringWithoutLengthAscii(0, fields.capacity()).split("\r\n", -1);
        rows.put(key.getStringWithoutLengthAscii(keyOffset, keyLength), words[3]);
    }

    @Override
    public void delete(RedisTable table, DirectBuffer key, int keyOffset, int keyLength) {
        batch++;
        rows.remove(key.getStringWithoutLengthAscii(keyOffset, keyLength));
    }

    @Override
    public void replace(RedisTable table, DirectBuffer key, int keyOffset, int keyLength, DirectBuffer fields) {
        set(table, key, keyOffset, keyLength, fields);
    }

    /** The link-layer addresses by key, such as {@code eth0:10.0.0.1}. */
    Map<String, String> rows() {
        return rows;
    }

    @Override
    public void close() {
        mirror.disconnect();
        mirror.abandon();
        pending.close();
    }
}
