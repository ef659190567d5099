/**
 * The flat tables of the pipeline: rows in reserved memory, no object per neighbor. Each table has one owner thread.
 *
 * <pre>
 *   {@link io.neighsync.engine.table.NeighborTable}   the kernel's neighbors, what was decided (CoalesceStage)
 *   {@link io.neighsync.engine.table.LinkTable}       the kernel's links (ClassifyStage)
 *   {@link io.neighsync.engine.table.PendingSet}      what Redis is to hold and what it holds, by row (RedisStage)
 *   {@link io.neighsync.engine.table.UnclaimedKeys}   keys that Redis holds and no row claims (RedisStage)
 * </pre>
 */
package io.neighsync.engine.table;
