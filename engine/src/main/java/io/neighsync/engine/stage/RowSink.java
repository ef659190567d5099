package io.neighsync.engine.stage;

import org.agrona.DirectBuffer;

/** Where a batch is built: RedisStage's writer, or what a test puts in its place. */
interface RowSink {
    /** Whether one more row fits. */
    boolean hasRoom();

    /** Adds a row to set; the fields are RESP bulk strings. */
    void set(RedisTable table, DirectBuffer key, int keyOffset, int keyLength, DirectBuffer fields);

    /** Adds a row to set in place of whatever its key holds. */
    void replace(RedisTable table, DirectBuffer key, int keyOffset, int keyLength, DirectBuffer fields);

    /** Adds a row to delete. */
    void delete(RedisTable table, DirectBuffer key, int keyOffset, int keyLength);
}
