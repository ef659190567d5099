package io.neighsync.engine.stage;

import io.neighsync.engine.codec.RowCodec;
import io.neighsync.engine.table.PendingSet;

/**
 * What RedisStage keeps its rows in.
 *
 * @param neighbors rows of NEIGH_TABLE
 * @param failed    rows of NEIGH_FAILED_TABLE, by the same ids
 * @param codec     turns them into keys and fields
 * @param maxBatch  rows of a batch
 */
public record MirrorMemory(PendingSet neighbors, PendingSet failed, RowCodec codec, int maxBatch) {
}
