package io.neighsync.engine.stage;

import io.neighsync.engine.event.LinkName;

/** Is told of every row that Redis has acknowledged. Called by RedisStage's thread: must neither block nor allocate. */
@FunctionalInterface
public interface RowListener {
    /** Listens to nothing. */
    RowListener NONE = (link, family, addressHigh, addressLow, value) -> { };

    /**
     * A row is in Redis, or out of it.
     *
     * @param link  the link's name at that time
     * @param value the value as {@link io.neighsync.engine.event.RowValue} packs it; absent for a delete
     */
    void onRow(LinkName link, int family, long addressHigh, long addressLow, long value);
}
