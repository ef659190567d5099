package io.neighsync.redis;

import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The constant words of one table's commands, RESP already, and how many rows of a batch are its own. Used by one
 * thread; allocates nothing but when it is made.
 */
final class TableWords {
    /** In front of a row's key. */
    final UnsafeBuffer prefix;
    final UnsafeBuffer keySet;
    final UnsafeBuffer deleteSet;
    final UnsafeBuffer publish;
    /** Words of the command that sets a row; 0 when its rows are only deleted. */
    final int hsetWords;
    /** Rows of the batch. */
    int keys;
    /** Rows of the batch that are deleted. */
    int deletes;

    TableWords(TableDescriptor table, TableProtocol protocol) {
        prefix = new UnsafeBuffer(table.prefix(protocol).getBytes(StandardCharsets.UTF_8));
        keySet = RespEncoder.words(table.keySet());
        deleteSet = RespEncoder.words(table.deleteSet());
        publish = RespEncoder.command("PUBLISH", table.channel(), "G");
        hsetWords = table.fieldsPerRow() == 0 ? 0 : 2 + 2 * table.fieldsPerRow();
    }

    void clear() {
        keys = 0;
        deletes = 0;
    }
}
