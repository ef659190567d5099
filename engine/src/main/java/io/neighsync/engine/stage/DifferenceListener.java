package io.neighsync.engine.stage;

/** Is told of every row that differs when a warm restart is reconciled. Called by RedisStage's thread, once. */
@FunctionalInterface
public interface DifferenceListener {
    /** How a row differs, as SONiC's restart assistant calls it. */
    enum CacheState {
        /** The kernel has it, and Redis does not, or otherwise. */
        NEW,
        /** Redis has it, and the kernel has not shown it. */
        STALE,
        /** Redis has it, and the kernel has had it but has not any more. */
        DELETE
    }

    /**
     * One row.
     *
     * @param key   the row's key
     * @param value the value it is to have, or for STALE and DELETE the one that goes, as
     *              {@link io.neighsync.engine.event.RowValue} packs it
     */
    void onDifference(CacheState state, String key, long value);
}
