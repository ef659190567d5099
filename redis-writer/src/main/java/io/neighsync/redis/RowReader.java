package io.neighsync.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * Reads the rows of one table as its consumer will have them.
 *
 * <p>We are the only producer and hold the fence before we read, so the set of pending keys only shrinks, and a row's
 * effective value does not change: the consumer merely moves it. A key that may be pending is read in one MULTI. Which
 * ones may be is known from the key set, read first; when that is too large to hold, it is assumed of every key.
 */
final class RowReader {
    private static final int CHUNK = 1_000;
    private static final int MAX_HELD_KEYS = 10_000;
    private static final int REPLIES_PER_PENDING_KEY = 5;
    private static final byte[] START = ScanParams.SCAN_POINTER_START_BINARY;

    private final Jedis jedis;
    private final Connection connection;
    private final TableProtocol protocol;
    private final byte[] keySet;
    private final byte[] rowPrefix;
    private final byte[] pendingPrefix;
    private final ScanParams rowScan;
    private final ScanParams keySetScan = new ScanParams().count(CHUNK);

    RowReader(Jedis jedis, TableDescriptor table, TableProtocol protocol) {
        this.jedis = jedis;
        this.protocol = protocol;
        connection = jedis.getConnection();
        keySet = bytes(table.keySet());
        rowPrefix = bytes(table.rowPrefix());
        pendingPrefix = bytes(table.pendingPrefix());
        rowScan = new ScanParams().match(bytes(escapeGlob(table.rowPrefix()) + "*")).count(CHUNK);
    }

    void read(RowConsumer consumer) {
        final long pending = protocol == TableProtocol.PRODUCER_STATE ? jedis.scard(keySet) : 0;
        if (pending == 0) {
            scanRows(keys -> readSettled(keys, consumer));
        } else if (pending <= MAX_HELD_KEYS) {
            readAroundHeldKeys(consumer);
        } else {
            scanKeySet(keys -> readPending(keys, consumer));
            scanRows(keys -> readPending(keys, consumer));
        }
    }

    /** Named rows only. */
    void read(List<byte[]> keys, RowConsumer consumer) {
        for (int from = 0; from < keys.size(); from += CHUNK) {
            final List<byte[]> chunk = keys.subList(from, Math.min(keys.size(), from + CHUNK));
            if (protocol == TableProtocol.PRODUCER_STATE) {
                readPending(chunk, consumer);
            } else {
                readSettled(chunk, consumer);
            }
        }
    }

    static String escapeGlob(String text) {
        return text.replaceAll("[\\\\*?\\[\\]]", "\\\\$0");
    }

    private void readAroundHeldKeys(RowConsumer consumer) {
        final Set<ByteBuffer> held = new HashSet<>();
        final List<byte[]> pending = new ArrayList<>(jedis.smembers(keySet));
        pending.forEach(key -> held.add(ByteBuffer.wrap(key)));
        for (int from = 0; from < pending.size(); from += CHUNK) {
            readPending(pending.subList(from, Math.min(pending.size(), from + CHUNK)), consumer);
        }
        scanRows(keys -> {
            keys.removeIf(key -> held.contains(ByteBuffer.wrap(key)));
            readSettled(keys, consumer);
        });
    }

    private void scanKeySet(Consumer<List<byte[]>> chunk) {
        byte[] cursor = START;
        do {
            final ScanResult<byte[]> result = jedis.sscan(keySet, cursor, keySetScan);
            chunk.accept(result.getResult());
            cursor = result.getCursorAsBytes();
        } while (!Arrays.equals(cursor, START));
    }

    private void scanRows(Consumer<List<byte[]>> chunk) {
        byte[] cursor = START;
        do {
            final ScanResult<byte[]> result = jedis.scan(cursor, rowScan);
            final List<byte[]> keys = new ArrayList<>(result.getResult());
            keys.replaceAll(key -> Arrays.copyOfRange(key, rowPrefix.length, key.length));
            chunk.accept(keys);
            cursor = result.getCursorAsBytes();
        } while (!Arrays.equals(cursor, START));
    }

    /** Rows that cannot be pending. */
    private void readSettled(List<byte[]> keys, RowConsumer consumer) {
        for (final byte[] key : keys) {
            connection.sendCommand(Command.HGETALL, prefixed(rowPrefix, key));
        }
        final List<Object> replies = connection.getMany(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            report(keys.get(i), replies.get(i), consumer);
        }
    }

    /** Rows that may be pending: still pending -> the pending fields, none meaning absent; else the row's own. */
    private void readPending(List<byte[]> keys, RowConsumer consumer) {
        for (final byte[] key : keys) {
            connection.sendCommand(Command.MULTI);
            connection.sendCommand(Command.SISMEMBER, keySet, key);
            connection.sendCommand(Command.HGETALL, prefixed(pendingPrefix, key));
            connection.sendCommand(Command.HGETALL, prefixed(rowPrefix, key));
            connection.sendCommand(Command.EXEC);
        }
        final List<Object> replies = connection.getMany(keys.size() * REPLIES_PER_PENDING_KEY);
        for (int i = 0; i < keys.size(); i++) {
            final int multi = i * REPLIES_PER_PENDING_KEY;
            FencedTransaction.accepted(replies.get(multi));
            final List<?> row =
                (List<?>) FencedTransaction.accepted(replies.get(multi + REPLIES_PER_PENDING_KEY - 1));
            final boolean pending = FencedTransaction.accepted(row.getFirst()).equals(1L);
            report(keys.get(i), row.get(pending ? 1 : 2), consumer);
        }
    }

    /** An empty reply is a key that is gone; an error one that holds another type. */
    private static void report(byte[] key, Object reply, RowConsumer consumer) {
        if (!(reply instanceof List<?> words)) {
            consumer.onRow(key, Map.of());
        } else if (!words.isEmpty()) {
            final Map<String, String> fields = new LinkedHashMap<>();
            for (int i = 0; i < words.size(); i += 2) {
                fields.put(text(words.get(i)), text(words.get(i + 1)));
            }
            consumer.onRow(key, fields);
        }
    }

    static byte[] prefixed(byte[] prefix, byte[] key) {
        final byte[] name = Arrays.copyOf(prefix, prefix.length + key.length);
        System.arraycopy(key, 0, name, prefix.length, key.length);
        return name;
    }

    private static String text(Object word) {
        return new String((byte[]) word, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
