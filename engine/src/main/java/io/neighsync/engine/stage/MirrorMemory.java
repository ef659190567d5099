package io.neighsync.engine.stage;

import io.neighsync.engine.codec.RowCodec;
import io.neighsync.engine.table.PendingSet;

/**
 * What RedisStage keeps rows in and writes them with.
 *
 * @param maxBatch rows of a batch at most
 */
public record MirrorMemory(PendingSet rows, RowCodec codec, int maxBatch) {
}
