package io.neighsync.engine.daemon;

import io.neighsync.engine.codec.RowCodec;
import io.neighsync.engine.stage.RedisTable;
import io.neighsync.engine.table.UnclaimedKeys;
import io.neighsync.redis.FencedWriter;
import io.neighsync.redis.RedisConnection;
import io.neighsync.redis.RedisUnavailableException;
import io.neighsync.redis.RowConsumer;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the rows Redis holds into flat memory. */
final class HeldRows {
    private static final Logger LOGGER = LoggerFactory.getLogger(HeldRows.class);

    private HeldRows() {
    }

    /**
     * Reads every effective row of a table. Blocking.
     *
     * @throws RedisUnavailableException when Redis fails meanwhile, or holds more rows than fit
     */
    static void read(RedisConnection connection, RedisTable table, UnclaimedKeys into) {
        connection.readRows(table.index(), consumer(connection, table, into));
    }

    /**
     * Reads the effective rows of these keys. Blocking.
     *
     * @throws RedisUnavailableException when Redis fails meanwhile
     */
    static void read(RedisConnection connection, RedisTable table, List<byte[]> keys, UnclaimedKeys into) {
        connection.readRows(table.index(), keys, consumer(connection, table, into));
    }

    private static RowConsumer consumer(RedisConnection connection, RedisTable table, UnclaimedKeys into) {
        UnsafeBuffer view = new UnsafeBuffer();
        return (key, fields) -> {
            if (key.length == 0 || key.length > FencedWriter.MAX_KEY_LENGTH) {
                LOGGER.warn("{} at {} has a key of {} bytes that is no neighbor's; it is left alone",
                        table.label(), connection.address(), key.length);
                return;
            }
            view.wrap(key);
            long value = table == RedisTable.FAILED
                    ? RowCodec.failedValueOf(fields) : RowCodec.valueOf(key, fields);
            if (!into.add(view, 0, key.length, value, false)) {
                throw new RedisUnavailableException(table.label() + " at " + connection.address()
                        + " holds more rows than table.capacity: raise it, or empty the table", null);
            }
        };
    }
}
