package io.neighsync.engine.stage;

import io.neighsync.engine.table.UnclaimedKeys;

/**
 * What was read from Redis, a table each. Filled by the thread that reads, then handed over.
 *
 * @param neighbors rows of NEIGH_TABLE
 * @param failed    rows of NEIGH_FAILED_TABLE
 */
public record HeldTables(UnclaimedKeys neighbors, UnclaimedKeys failed) implements AutoCloseable {
    /** Empty, with room for this many rows in each. */
    public static HeldTables reserve(int capacity) {
        return new HeldTables(new UnclaimedKeys(capacity), new UnclaimedKeys(capacity));
    }

    @Override
    public void close() {
        neighbors.close();
        failed.close();
    }
}
