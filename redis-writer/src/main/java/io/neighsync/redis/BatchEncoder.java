package io.neighsync.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Builds one batch: a command for each row inside a MULTI, then what the table's protocol adds, then {@code EXEC} and
 * the fence of the next batch.
 *
 * <pre>
 *  MULTI
 *  HSET _NEIGH_TABLE:k f v f v  |  DEL _NEIGH_TABLE:k      one for each row, in order
 *  SADD NEIGH_TABLE_KEY_SET k k ...                        producer-state only, all keys
 *  SADD NEIGH_TABLE_DEL_SET k ...                          producer-state only, if rows are deleted
 *  PUBLISH NEIGH_TABLE_CHANNEL@db G                        producer-state only, one for each 128 keys
 *  EXEC
 *  WATCH fence
 *  GET fence
 * </pre>
 */
final class BatchEncoder {
    /** Longest row key in bytes. */
    static final int MAX_KEY_LENGTH = 256;
    /** Longest fields of a row, encoded, in bytes. */
    static final int MAX_FIELDS_LENGTH = 1_024;

    private static final int TYPICAL_ROW_LENGTH = 256;
    private static final int COMMAND_OVERHEAD = 64;
    private static final int MAX_WORD_LENGTH = MAX_KEY_LENGTH + 8;

    private final boolean producerState;
    private final int maxRows;
    private final int keysPerPublish;
    private final UnsafeBuffer multi = command("MULTI");
    private final UnsafeBuffer keySetName;
    private final UnsafeBuffer deleteSetName;
    private final UnsafeBuffer publish;
    private final UnsafeBuffer exec = command("EXEC");
    private final UnsafeBuffer watchFence = command("WATCH", Fence.KEY);
    private final UnsafeBuffer getFence = command("GET", Fence.KEY);
    private final UnsafeBuffer saddName = word("SADD");
    private final UnsafeBuffer hsetName = word("HSET");
    private final UnsafeBuffer deleteName = word("DEL");
    private final UnsafeBuffer prefix;
    private final int hsetWords;
    private final int reserved;
    private final int maxRowLength;

    private final ByteBuffer bytes;
    private final UnsafeBuffer buffer;
    private final UnsafeBuffer keyBuffer;
    private final UnsafeBuffer deletedKeyBuffer;
    private final RespEncoder encoder = new RespEncoder();
    private final RespEncoder keys = new RespEncoder();
    private final RespEncoder deletedKeys = new RespEncoder();
    private final boolean[] deletes;
    private int rows;
    private int deletedRows;
    private int commands;

    BatchEncoder(TableDescriptor table, TableProtocol protocol, int maxRows, int keysPerPublish) {
        this.maxRows = maxRows;
        this.keysPerPublish = keysPerPublish;
        producerState = protocol == TableProtocol.PRODUCER_STATE;
        keySetName = word(table.keySet());
        deleteSetName = word(table.deleteSet());
        publish = command("PUBLISH", table.channel(), "G");
        prefix = new UnsafeBuffer(table.prefix(protocol).getBytes(StandardCharsets.UTF_8));
        hsetWords = 2 + 2 * table.fieldsPerRow();
        maxRowLength = COMMAND_OVERHEAD + prefix.capacity() + MAX_KEY_LENGTH + MAX_FIELDS_LENGTH + 2 * MAX_WORD_LENGTH;
        reserved = exec.capacity() + watchFence.capacity() + getFence.capacity()
            + 2 * COMMAND_OVERHEAD + keySetName.capacity() + deleteSetName.capacity()
            + (maxRows / keysPerPublish + 1) * publish.capacity();
        bytes = ByteBuffer.allocateDirect(reserved + maxRowLength + maxRows * TYPICAL_ROW_LENGTH);
        buffer = new UnsafeBuffer(bytes);
        keyBuffer = new UnsafeBuffer(ByteBuffer.allocateDirect(bytes.capacity()));
        deletedKeyBuffer = new UnsafeBuffer(ByteBuffer.allocateDirect(bytes.capacity()));
        deletes = new boolean[maxRows];
        clear();
    }

    /** Forgets the rows. */
    void clear() {
        rows = 0;
        deletedRows = 0;
        encoder.wrap(buffer, 0).raw(multi, 0, multi.capacity());
        keys.wrap(keyBuffer, 0);
        deletedKeys.wrap(deletedKeyBuffer, 0);
    }

    boolean hasRoom() {
        return rows < maxRows
            && encoder.position() + keys.position() + deletedKeys.position() + reserved + maxRowLength
                <= buffer.capacity();
    }

    int rows() {
        return rows;
    }

    /** Commands between MULTI and EXEC, known after {@link #finish}. */
    int commands() {
        return commands;
    }

    boolean isDelete(int row) {
        return deletes[row];
    }

    boolean hasDeletes() {
        return deletedRows > 0;
    }

    void set(DirectBuffer key, int keyOffset, int keyLength, DirectBuffer fields, int offset, int length) {
        checkLength("fields", length, MAX_FIELDS_LENGTH);
        addKey(key, keyOffset, keyLength, false);
        encoder.array(hsetWords)
            .raw(hsetName, 0, hsetName.capacity())
            .bulk(prefix, key, keyOffset, keyLength)
            .raw(fields, offset, length);
    }

    void delete(DirectBuffer key, int keyOffset, int keyLength) {
        addKey(key, keyOffset, keyLength, true);
        encoder.array(2)
            .raw(deleteName, 0, deleteName.capacity())
            .bulk(prefix, key, keyOffset, keyLength);
    }

    /**
     * Ends the batch.
     *
     * @return its bytes, valid until {@link #clear}.
     */
    ByteBuffer finish() {
        commands = rows;
        if (producerState) {
            addToSet(keySetName, rows, keyBuffer, keys.position());
            if (deletedRows > 0) {
                addToSet(deleteSetName, deletedRows, deletedKeyBuffer, deletedKeys.position());
            }
            for (int announced = 0; announced < rows; announced += keysPerPublish) {
                encoder.raw(publish, 0, publish.capacity());
                commands++;
            }
        }
        encoder.raw(exec, 0, exec.capacity())
            .raw(watchFence, 0, watchFence.capacity())
            .raw(getFence, 0, getFence.capacity());
        return bytes.limit(encoder.position()).position(0);
    }

    private void addKey(DirectBuffer key, int offset, int length, boolean delete) {
        checkLength("key", length, MAX_KEY_LENGTH);
        if (!hasRoom()) {
            throw new IllegalStateException("the batch is full; ask hasRoom() first");
        }
        if (producerState) {
            keys.bulk(key, offset, length);
        }
        if (producerState && delete) {
            deletedKeys.bulk(key, offset, length);
            deletedRows++;
        }
        deletes[rows] = delete;
        rows++;
    }

    private void addToSet(UnsafeBuffer name, int members, UnsafeBuffer words, int length) {
        encoder.array(2 + members)
            .raw(saddName, 0, saddName.capacity())
            .raw(name, 0, name.capacity())
            .raw(words, 0, length);
        commands++;
    }

    private static void checkLength(String what, int length, int max) {
        if (length < 1 || length > max) {
            throw new IllegalArgumentException(what + " of " + length + " bytes; allowed: 1.." + max);
        }
    }

    private static UnsafeBuffer command(String... words) {
        final RespEncoder encoder = new RespEncoder().wrap(new ExpandableArrayBuffer(), 0).array(words.length);
        for (final String word : words) {
            encoder.bulk(word);
        }
        return encoder.written();
    }

    private static UnsafeBuffer word(String text) {
        return new RespEncoder().wrap(new ExpandableArrayBuffer(), 0).bulk(text).written();
    }
}
