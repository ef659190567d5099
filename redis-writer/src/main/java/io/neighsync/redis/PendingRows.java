package io.neighsync.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * What waits for the consumer of one table: members of its sets, and the hashes {@code _TABLE:*}. Used by one thread,
 * on a connection in blocking use that holds the fence.
 *
 * <p>A key that stands in the key set without its hash is a delete to the consumer. So a key leaves both sets in the
 * EXEC that deletes its hash: however far the clearing gets, and whatever the consumer pops meanwhile, a key is either
 * wholly pending or not at all.
 */
final class PendingRows {
    private static final int CHUNK = 1_000;
    private static final int REMOVE_COMMANDS = 3;
    private static final byte[] START = ScanParams.SCAN_POINTER_START_BINARY;

    private final Jedis jedis;
    private final Connection connection;
    private final FencedTransaction transaction;
    private final byte[] keySet;
    private final byte[] deleteSet;
    private final byte[] prefix;
    private final ScanParams scan;

    PendingRows(Jedis jedis, TableDescriptor table, FencedTransaction transaction) {
        this.jedis = jedis;
        this.transaction = transaction;
        connection = jedis.getConnection();
        keySet = bytes(table.keySet());
        deleteSet = bytes(table.deleteSet());
        prefix = bytes(table.pendingPrefix());
        scan = new ScanParams().match(bytes(RowReader.escapeGlob(table.pendingPrefix()) + "*")).count(CHUNK);
    }

    /**
     * Removes it all.
     *
     * @param cleared gets each key that stood in a set, once.
     * @throws RedisUnavailableException when the fence is lost on the way; what was cleared until then is.
     */
    void clear(Consumer<byte[]> cleared) {
        clearMembers(keySet, cleared);
        clearMembers(deleteSet, cleared);
        clearStranded();
    }

    /** Ends, since only the holder of the fence adds members. */
    private void clearMembers(byte[] set, Consumer<byte[]> cleared) {
        List<byte[]> keys = jedis.srandmember(set, CHUNK);
        while (!keys.isEmpty()) {
            remove(keys);
            keys.forEach(cleared);
            keys = jedis.srandmember(set, CHUNK);
        }
    }

    /** Hashes whose key is in no set. */
    private void clearStranded() {
        byte[] cursor = START;
        do {
            final ScanResult<byte[]> result = jedis.scan(cursor, scan);
            final List<byte[]> keys = new ArrayList<>(result.getResult());
            keys.replaceAll(name -> Arrays.copyOfRange(name, prefix.length, name.length));
            for (int from = 0; from < keys.size(); from += CHUNK) {
                remove(keys.subList(from, Math.min(keys.size(), from + CHUNK)));
            }
            cursor = result.getCursorAsBytes();
        } while (!Arrays.equals(cursor, START));
    }

    /** In one EXEC under the fence. */
    private void remove(List<byte[]> keys) {
        transaction.begin();
        connection.sendCommand(Command.SREM, words(keySet, keys));
        connection.sendCommand(Command.SREM, words(deleteSet, keys));
        connection.sendCommand(Command.DEL, names(keys));
        transaction.exec(REMOVE_COMMANDS);
    }

    private static byte[][] words(byte[] first, List<byte[]> rest) {
        final byte[][] words = new byte[1 + rest.size()][];
        words[0] = first;
        for (int i = 0; i < rest.size(); i++) {
            words[i + 1] = rest.get(i);
        }
        return words;
    }

    private byte[][] names(List<byte[]> keys) {
        return keys.stream().map(key -> RowReader.prefixed(prefix, key)).toArray(byte[][]::new);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
