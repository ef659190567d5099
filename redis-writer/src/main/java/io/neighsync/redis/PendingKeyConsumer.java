package io.neighsync.redis;

/**
 * Takes the keys that no longer wait for their consumer. Called by the thread that clears.
 */
@FunctionalInterface
public interface PendingKeyConsumer {
    /**
     * One key that stood in the key set or the delete set of its table.
     *
     * @param table index of the table.
     * @param key   row key without the table's prefix.
     */
    void onCleared(int table, byte[] key);
}
