package io.neighsync.engine.stage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;

/** A Redis that answers at once and remembers what it was told. */
final class RecordedOperations implements RowSink {
    private static final int BATCH = 64;

    private final Map<String, String> texts = new HashMap<>();
    private List<Operation> operations = new ArrayList<>();
    private int begun;

    @Override
    public boolean hasRoom() {
        return operations.size() - begun < BATCH;
    }

    /** There is room for a whole batch again. */
    void beginBatch() {
        begun = operations.size();
    }

    @Override
    public void set(RedisTable table, DirectBuffer key, int keyOffset, int keyLength, DirectBuffer fields) {
        operations.add(Operation.set(table.label(), text(key, keyOffset, keyLength), fields(fields)));
    }

    @Override
    public void replace(RedisTable table, DirectBuffer key, int keyOffset, int keyLength, DirectBuffer fields) {
        delete(table, key, keyOffset, keyLength);
        set(table, key, keyOffset, keyLength, fields);
    }

    @Override
    public void delete(RedisTable table, DirectBuffer key, int keyOffset, int keyLength) {
        operations.add(Operation.delete(table.label(), text(key, keyOffset, keyLength)));
    }

    /** What it was told since the last call. */
    List<Operation> take() {
        List<Operation> taken = operations;
        operations = new ArrayList<>();
        return taken;
    }

    private static String text(DirectBuffer buffer, int offset, int length) {
        return buffer.getStringWithoutLengthAscii(offset, length);
    }

    /** From {@code $5 neigh $17 ...} the words without their lengths. */
    private String fields(DirectBuffer resp) {
        return texts.computeIfAbsent(text(resp, 0, resp.capacity()), bulk ->
                bulk.replaceAll("\\$\\d+\r\n", "").replace("\r\n", " ").strip());
    }
}
