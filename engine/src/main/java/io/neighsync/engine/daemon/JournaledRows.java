package io.neighsync.engine.daemon;

import io.neighsync.engine.codec.RowCodec;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.replay.JournalImage;
import io.neighsync.engine.stage.HeldTables;
import io.neighsync.engine.stage.RedisLink;
import io.neighsync.engine.table.DecidedRows;
import io.neighsync.engine.table.UnclaimedKeys;
import io.neighsync.redis.Marker;
import io.neighsync.redis.RedisConnector;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What Redis holds, as the journal knows it: where the marker says that the last batch Redis applied was of a run that
 * this journal recorded up to that batch and beyond, every row whose last decision is older than the marker's low
 * watermark. One thread at a time.
 */
public final class JournaledRows {
    private final JournalImage image;
    private final RowCodec codec = new RowCodec();
    private final UnsafeBuffer key = new UnsafeBuffer(new byte[RowCodec.MAX_KEY_BYTES]);

    /** What this image knows. */
    public JournaledRows(JournalImage image) {
        this.image = image;
    }

    /** The highest epoch of the fence that the journal knows of; 0 for none. */
    public long epoch() {
        return image.epoch();
    }

    /** Why Redis has to be read instead; nothing when the journal knows what it holds. */
    public Optional<String> mismatch(Optional<Marker> left) {
        if (image.records() == 0) {
            return Optional.of("there is none yet");
        }
        if (!image.isComplete()) {
            return Optional.of("it is incomplete");
        }
        if (left.isEmpty()) {
            return Optional.of("Redis has no marker");
        }
        Marker marker = left.get();
        Optional<Long> recorded = recordedBy(marker.owner());
        if (recorded.isEmpty()) {
            return Optional.of("Redis was written to last by a run that it does not have");
        }
        if (recorded.get() < marker.lastDecision()) {
            return Optional.of("it ends before what Redis was told last");
        }
        if (marker.lowWatermark() == 0) {
            return Optional.of("not all rows had been written to Redis");
        }
        if (marker.lowWatermark() < image.deletedFrom()) {
            return Optional.of("Redis is as it was before its last snapshot");
        }
        return image.links().publishedAt() >= marker.lowWatermark()
                ? Optional.of("links changed their names since Redis was written to last") : Optional.empty();
    }

    private Optional<Long> recordedBy(String owner) {
        return image.runs().entrySet().stream().filter(run -> RedisConnector.ownerOf(run.getKey()).equals(owner))
                .map(Map.Entry::getValue).findFirst();
    }

    /**
     * What Redis holds. Only without a {@link #mismatch}.
     *
     * @param lowWatermark of the marker in Redis
     * @param unknown      keys that are to be read from Redis; those that the journal does not know are added
     * @return all other rows; the taker closes it
     */
    public HeldTables held(long lowWatermark, RedisLink.Uncertain unknown) {
        DecidedRows rows = image.rows();
        Set<ByteBuffer> left = new HashSet<>();
        unknown.neighbors().forEach(bytes -> left.add(ByteBuffer.wrap(bytes)));
        unknown.failed().forEach(bytes -> left.add(ByteBuffer.wrap(bytes)));
        HeldTables held = HeldTables.reserve(Math.max(1, rows.highWater() + left.size()));
        for (int row = 0; row < rows.highWater(); row++) {
            LinkName name = rows.family(row) == 0 ? null : image.links().published(rows.ifindex(row));
            if (name != null) {
                int length = codec.putKey(
                        key, 0, name, rows.family(row), rows.addressHigh(row), rows.addressLow(row));
                boolean isLeft = !left.isEmpty() && left.contains(ByteBuffer.wrap(key.byteArray(), 0, length));
                if (rows.decidedAt(row) >= lowWatermark) {
                    addUnknown(unknown, length);
                } else if (!isLeft) {
                    put(held.neighbors(), length, rows.value(row));
                    put(held.failed(), length, rows.isFailed(row) ? RowCodec.FAILED : RowValue.ABSENT);
                }
            }
        }
        return held;
    }

    private void addUnknown(RedisLink.Uncertain unknown, int length) {
        byte[] copy = new byte[length];
        key.getBytes(0, copy);
        unknown.neighbors().add(copy);
        unknown.failed().add(copy);
    }

    private void put(UnclaimedKeys table, int length, long value) {
        if (RowValue.isPresent(value)) {
            table.add(key, 0, length, value, false);
        }
    }
}
