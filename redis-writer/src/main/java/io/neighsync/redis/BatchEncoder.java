package io.neighsync.redis;

import io.neighsync.redis.BatchCommands.Purpose;
import java.nio.ByteBuffer;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Builds one batch: the commands of its rows, then what the protocol and the marker add, then {@code EXEC}, and the
 * fence and {@code MULTI} of the next batch. The MULTI of this one was answered before.
 *
 * <pre>
 *  HSET _NEIGH_TABLE:k f v f v                             for each row, in order: set
 *  DEL _NEIGH_TABLE:k                                      deleted
 *  DEL _NEIGH_TABLE:k, HSET _NEIGH_TABLE:k f v f v         replaced
 *  SADD NEIGH_TABLE_KEY_SET k k ...                        producer-state, for each table with rows: all keys
 *  SADD NEIGH_TABLE_DEL_SET k ...                            if rows are deleted
 *  PUBLISH NEIGH_TABLE_CHANNEL@db G                          one for each 128 keys
 *  PUBLISH channel rows                                    direct, if a channel is configured
 *  SET NEIGHSYNCD_MARKER owner:epoch:watermark:last
 *  EXEC
 *  WATCH fence
 *  GET fence
 *  MULTI
 * </pre>
 */
final class BatchEncoder {
    /** Longest row key in bytes. */
    static final int MAX_KEY_LENGTH = 256;
    /** Longest fields of a row, encoded, in bytes. */
    static final int MAX_FIELDS_LENGTH = 1_024;

    private static final int TYPICAL_ROW_LENGTH = 256;
    private static final int COMMAND_OVERHEAD = 64;
    private static final int WORD_OVERHEAD = 8;
    private static final int CRLF = 2;

    private final boolean producerState;
    private final int maxRows;
    private final int keysPerPublish;
    private final UnsafeBuffer end = end();
    private final UnsafeBuffer setMarker = RespEncoder.words("SET", Marker.KEY);
    private final UnsafeBuffer saddName = RespEncoder.words("SADD");
    private final UnsafeBuffer hsetName = RespEncoder.words("HSET");
    private final UnsafeBuffer deleteName = RespEncoder.words("DEL");
    private final UnsafeBuffer markerPrefix = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer directPublish;
    private final TableWords[] tables;
    private final int reserved;
    private final int maxRowLength;

    private final ByteBuffer bytes;
    private final UnsafeBuffer buffer;
    private final RespEncoder encoder = new RespEncoder();
    private final BatchCommands commands;
    private final int[] rowTables;
    private final int[] keyOffsets;
    private final int[] keyLengths;
    private final boolean[] deletes;
    private int rows;
    private int setsLength;

    BatchEncoder(List<TableDescriptor> descriptors, TableProtocol protocol, RedisConfig config) {
        maxRows = config.maxBatch();
        keysPerPublish = config.publishPerKeys();
        producerState = protocol == TableProtocol.PRODUCER_STATE;
        directPublish = producerState || config.directChannel().isEmpty()
            ? null
            : RespEncoder.words("PUBLISH", config.directChannel());
        tables = descriptors.stream().map(table -> new TableWords(table, protocol)).toArray(TableWords[]::new);
        maxRowLength = maxRowLength();
        reserved = reserved();
        bytes = ByteBuffer.allocateDirect(reserved + maxRowLength + maxRows * TYPICAL_ROW_LENGTH);
        buffer = new UnsafeBuffer(bytes);
        commands = new BatchCommands(2 * maxRows + maxRows / keysPerPublish + 3 * tables.length + 2);
        rowTables = new int[maxRows];
        keyOffsets = new int[maxRows];
        keyLengths = new int[maxRows];
        deletes = new boolean[maxRows];
        clear();
    }

    /** Writes markers of this fence from now on. */
    void fence(Fence fence) {
        markerPrefix.wrap(Marker.prefix(fence));
    }

    /** Forgets the rows. */
    void clear() {
        rows = 0;
        setsLength = 0;
        commands.clear();
        encoder.wrap(buffer, 0);
        for (final TableWords table : tables) {
            table.clear();
        }
    }

    boolean hasRoom() {
        return rows < maxRows && encoder.position() + setsLength + reserved + maxRowLength <= buffer.capacity();
    }

    int rows() {
        return rows;
    }

    /** The commands between MULTI and EXEC, all of them after {@link #finish}. */
    BatchCommands commands() {
        return commands;
    }

    int tables() {
        return tables.length;
    }

    int table(int row) {
        return rowTables[row];
    }

    boolean isDelete(int row) {
        return deletes[row];
    }

    void set(int table, DirectBuffer key, int keyOffset, int keyLength, DirectBuffer fields, int offset, int length) {
        checkRow(keyLength);
        checkFields(table, length);
        hset(tables[table], key, keyOffset, keyLength, fields, offset, length);
        addRow(table, encoder.position() - length - CRLF - keyLength, keyLength, false);
    }

    void delete(int table, DirectBuffer key, int keyOffset, int keyLength) {
        checkRow(keyLength);
        del(tables[table], key, keyOffset, keyLength);
        addRow(table, encoder.position() - CRLF - keyLength, keyLength, true);
    }

    void replace(int table, DirectBuffer key, int keyOffset, int keyLength,
        DirectBuffer fields, int offset, int length) {
        checkRow(keyLength);
        checkFields(table, length);
        commands.add(Purpose.ROW, rows);
        del(tables[table], key, keyOffset, keyLength);
        hset(tables[table], key, keyOffset, keyLength, fields, offset, length);
        addRow(table, encoder.position() - length - CRLF - keyLength, keyLength, false);
    }

    /**
     * Ends the batch with a marker.
     *
     * @param lowWatermark for the marker, 0 or more.
     * @param lastDecision for the marker, 0 or more.
     * @return its bytes, valid until {@link #clear}.
     */
    ByteBuffer finish(long lowWatermark, long lastDecision) {
        if (producerState) {
            addTables();
        }
        if (rows > 0) {
            addDirectPublish();
        }
        addMarker(lowWatermark, lastDecision);
        return finishProbe();
    }

    /**
     * Ends a batch that has neither rows nor marker.
     *
     * @return its bytes, valid until {@link #clear}.
     */
    ByteBuffer finishProbe() {
        encoder.raw(end, 0, end.capacity());
        return bytes.limit(encoder.position()).position(0);
    }

    private void hset(TableWords table, DirectBuffer key, int keyOffset, int keyLength,
        DirectBuffer fields, int offset, int length) {
        encoder.array(table.hsetWords)
            .raw(hsetName, 0, hsetName.capacity())
            .bulk(table.prefix, key, keyOffset, keyLength)
            .raw(fields, offset, length);
    }

    private void del(TableWords table, DirectBuffer key, int keyOffset, int keyLength) {
        encoder.array(2)
            .raw(deleteName, 0, deleteName.capacity())
            .bulk(table.prefix, key, keyOffset, keyLength);
    }

    /** The key stays where it is in the row's command, until the sets are written. */
    private void addRow(int table, int keyOffset, int keyLength, boolean delete) {
        commands.add(Purpose.ROW, rows);
        final TableWords words = tables[table];
        words.keys++;
        words.deletes += delete ? 1 : 0;
        if (producerState) {
            setsLength += (delete ? 2 : 1) * (keyLength + WORD_OVERHEAD);
        }
        rowTables[rows] = table;
        keyOffsets[rows] = keyOffset;
        keyLengths[rows] = keyLength;
        deletes[rows] = delete;
        rows++;
    }

    private void addTables() {
        for (int table = 0; table < tables.length; table++) {
            final TableWords words = tables[table];
            if (words.keys > 0) {
                addSet(words.keySet, words.keys, table, Purpose.TABLE);
            }
            if (words.deletes > 0) {
                addSet(words.deleteSet, words.deletes, table, Purpose.DELETES);
            }
            for (int announced = 0; announced < words.keys; announced += keysPerPublish) {
                encoder.raw(words.publish, 0, words.publish.capacity());
                commands.add(Purpose.TABLE, table);
            }
        }
    }

    private void addSet(UnsafeBuffer name, int members, int table, Purpose purpose) {
        encoder.array(2 + members)
            .raw(saddName, 0, saddName.capacity())
            .raw(name, 0, name.capacity());
        for (int row = 0; row < rows; row++) {
            if (rowTables[row] == table && (purpose == Purpose.TABLE || deletes[row])) {
                encoder.bulk(buffer, keyOffsets[row], keyLengths[row]);
            }
        }
        commands.add(purpose, table);
    }

    private void addDirectPublish() {
        if (directPublish != null) {
            encoder.array(3)
                .raw(directPublish, 0, directPublish.capacity())
                .bulk(rows);
            commands.add(Purpose.BATCH, 0);
        }
    }

    private void addMarker(long lowWatermark, long lastDecision) {
        encoder.array(3)
            .raw(setMarker, 0, setMarker.capacity())
            .numbers(markerPrefix, lowWatermark, lastDecision);
        commands.add(Purpose.BATCH, 0);
    }

    private int maxRowLength() {
        int longestPrefix = 0;
        for (final TableWords table : tables) {
            longestPrefix = Math.max(longestPrefix, table.prefix.capacity());
        }
        return 2 * (COMMAND_OVERHEAD + longestPrefix + MAX_KEY_LENGTH) + MAX_FIELDS_LENGTH
            + 2 * (MAX_KEY_LENGTH + WORD_OVERHEAD);
    }

    private int reserved() {
        int length = end.capacity() + COMMAND_OVERHEAD + setMarker.capacity() + Marker.MAX_LENGTH;
        int longestPublish = 0;
        for (final TableWords table : tables) {
            length += 2 * COMMAND_OVERHEAD + table.keySet.capacity() + table.deleteSet.capacity()
                + table.publish.capacity();
            longestPublish = Math.max(longestPublish, table.publish.capacity());
        }
        length += directPublish == null ? 0 : COMMAND_OVERHEAD + directPublish.capacity();
        return length + maxRows / keysPerPublish * longestPublish;
    }

    private void checkRow(int keyLength) {
        checkLength("key", keyLength, MAX_KEY_LENGTH);
        if (!hasRoom()) {
            throw new IllegalStateException("the batch is full; ask hasRoom() first");
        }
    }

    private void checkFields(int table, int length) {
        checkLength("fields", length, MAX_FIELDS_LENGTH);
        if (tables[table].hsetWords == 0) {
            throw new IllegalArgumentException("rows of table " + table + " have no fields; allowed: delete");
        }
    }

    private static void checkLength(String what, int length, int max) {
        if (length < 1 || length > max) {
            throw new IllegalArgumentException(what + " of " + length + " bytes; allowed: 1.." + max);
        }
    }

    private static UnsafeBuffer end() {
        final UnsafeBuffer[] parts = {RespEncoder.command("EXEC"), RespEncoder.command("WATCH", Fence.KEY),
            RespEncoder.command("GET", Fence.KEY), RespEncoder.command("MULTI")};
        final RespEncoder joined = new RespEncoder().wrap(new ExpandableArrayBuffer(), 0);
        for (final UnsafeBuffer part : parts) {
            joined.raw(part, 0, part.capacity());
        }
        return joined.written();
    }
}
