package io.neighsync.engine.daemon;

import io.neighsync.engine.codec.RowCodec;
import io.neighsync.engine.table.UnclaimedKeys;
import io.neighsync.redis.FencedWriter;
import io.neighsync.redis.RedisConnection;
import io.neighsync.redis.RedisUnavailableException;
import org.agrona.concurrent.UnsafeBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the rows Redis holds into flat memory. */
final class HeldRows {
    private static final Logger LOGGER = LoggerFactory.getLogger(HeldRows.class);

    private HeldRows() {
    }

    /**
     * Reads every effective row of the table. Blocking.
     *
     * @throws RedisUnavailableException when Redis fails meanwhile, or holds more rows than fit
     */
    static void read(RedisConnection connection, UnclaimedKeys into) {
        UnsafeBuffer view = new UnsafeBuffer();
        connection.readRows((key, fields) -> {
            if (key.length == 0 || key.length > FencedWriter.MAX_KEY_LENGTH) {
                LOGGER.warn("{} at {} has a key of {} bytes that is no neighbor's; it is left alone",
                        RowCodec.TABLE, connection.address(), key.length);
                return;
            }
            view.wrap(key);
            if (!into.add(view, 0, key.length, RowCodec.valueOf(key, fields), false)) {
                throw new RedisUnavailableException(RowCodec.TABLE + " at " + connection.address()
                        + " holds more rows than table.capacity: raise it, or empty the table", null);
            }
        });
    }
}
