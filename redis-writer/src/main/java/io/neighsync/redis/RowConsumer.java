package io.neighsync.redis;

import java.util.Map;

/**
 * Takes the rows of a table as they are read. Called by the thread that reads.
 */
@FunctionalInterface
public interface RowConsumer {
    /**
     * One row. A key may be reported more than once, then with the same fields.
     *
     * @param key    row key without the table's prefix, for example {@code Ethernet0:10.0.0.1}.
     * @param fields in Redis' order; empty when the key holds something else than a hash.
     */
    void onRow(byte[] key, Map<String, String> fields);
}
