package io.neighsync.engine.stage;

import org.agrona.DirectBuffer;

/** Where a batch is built: RedisStage's writer, or what a test puts in its place. */
interface RowSink {
    /** Whether one more row fits. */
    boolean hasRoom();

    /** Adds a row to set; the fields are RESP bulk strings. */
    void set(DirectBuffer key, int keyOffset, int keyLength, DirectBuffer fields);

    /** Adds a row to delete. */
    void delete(DirectBuffer key, int keyOffset, int keyLength);
}
