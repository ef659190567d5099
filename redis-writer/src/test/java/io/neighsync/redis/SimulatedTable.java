package io.neighsync.redis;

import io.neighsync.redis.OrchagentConsumer.Operation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One table of a simulated Redis, as producers, consumers, readers and strangers use it. Any one thread.
 */
final class SimulatedTable {
    final ByteString channel;
    /** Messages published on its channel so far. */
    long messages;
    private final SimulatedDatabase database;
    private final TableProtocol protocol;
    private final byte[] rowPrefix;
    private final byte[] pendingPrefix;
    private final ByteString keySet;
    private final ByteString deleteSet;

    SimulatedTable(SimulatedDatabase database, TableDescriptor table, TableProtocol protocol) {
        this.database = database;
        this.protocol = protocol;
        rowPrefix = bytes(table.rowPrefix());
        pendingPrefix = bytes(table.pendingPrefix());
        keySet = ByteString.of(table.keySet());
        deleteSet = ByteString.of(table.deleteSet());
        channel = ByteString.of(table.channel());
    }

    void readRows(RowConsumer consumer) {
        final Set<ByteString> pending =
            protocol == TableProtocol.PRODUCER_STATE ? database.members(keySet) : null;
        if (pending != null) {
            for (final ByteString key : pending) {
                report(key, ByteString.of(pendingPrefix, key), consumer);
            }
        }
        database.forEachName(rowPrefix, name -> {
            final ByteString key = name.from(rowPrefix.length);
            if (pending == null || !pending.contains(key)) {
                report(key, name, consumer);
            }
        });
    }

    void readRows(List<byte[]> keys, RowConsumer consumer) {
        for (final byte[] bytes : keys) {
            final ByteString key = ByteString.of(bytes);
            final boolean pending = protocol == TableProtocol.PRODUCER_STATE && database.hasMember(keySet, key);
            report(key, ByteString.of(pending ? pendingPrefix : rowPrefix, key), consumer);
        }
    }

    /** What it holds, with fields none for another type; nothing when there is no such key. */
    private void report(ByteString key, ByteString name, RowConsumer consumer) {
        if (database.contains(name)) {
            final HashFields fields = database.fields(name);
            consumer.onRow(key.toBytes(), fields == null ? Map.of() : fields.toMap());
        }
    }

    void clearPending(Consumer<byte[]> cleared) {
        if (protocol == TableProtocol.PRODUCER_STATE) {
            clearMembers(keySet, cleared);
            clearMembers(deleteSet, cleared);
            database.forEachName(pendingPrefix, database::remove);
        }
    }

    private void clearMembers(ByteString set, Consumer<byte[]> cleared) {
        for (ByteString key = database.popMember(set); key != null; key = database.popMember(set)) {
            database.removeMember(deleteSet, key);
            database.remove(ByteString.of(pendingPrefix, key));
            cleared.accept(key.toBytes());
        }
    }

    void putRow(String key, Map<String, String> fields) {
        removeRow(key);
        database.putFields(row(key), HashFields.of(fields));
    }

    void removeRow(String key) {
        final ByteString member = ByteString.of(key);
        database.removeMember(keySet, member);
        database.removeMember(deleteSet, member);
        database.remove(ByteString.of(pendingPrefix, member));
        database.remove(row(key));
    }

    void putForeign(String key) {
        final byte[] prefix = protocol == TableProtocol.PRODUCER_STATE ? pendingPrefix : rowPrefix;
        database.putString(ByteString.of(prefix, ByteString.of(key)), bytes("foreign"));
    }

    /** Pops once; the operations go to nobody when they are null. */
    int consume(int max, Consumer<Operation> operations) {
        int popped = 0;
        for (ByteString key = pop(max, popped); key != null; key = pop(max, popped)) {
            popped++;
            final ByteString row = ByteString.of(rowPrefix, key);
            final boolean deleted = database.removeMember(deleteSet, key);
            if (deleted) {
                database.remove(row);
            }
            final ByteString pending = ByteString.of(pendingPrefix, key);
            final HashFields fields = database.fields(pending);
            if (fields != null) {
                database.putFields(row, fields);
                database.remove(pending);
            }
            if (operations != null) {
                Operation.of(key.toString(), deleted, fields == null ? Map.of() : fields.toMap())
                    .forEach(operations);
            }
        }
        return popped;
    }

    private ByteString pop(int max, int popped) {
        return popped < max ? database.popMember(keySet) : null;
    }

    private ByteString row(String key) {
        return ByteString.of(rowPrefix, ByteString.of(key));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
