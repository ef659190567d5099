package io.neighsync.engine.system;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * Rows as a consumer reads them from Redis: {@code <ifname>:<ip>} to {@code <lladdr> <family>}; any other shape as it
 * is.
 */
public final class RedisRows {
    private RedisRows() {
    }

    /** The rows of NEIGH_TABLE. */
    public static Map<String, String> published(Jedis jedis) {
        return read(jedis, "NEIGH_TABLE:");
    }

    /** The rows that wait for a consumer. */
    static Map<String, String> pending(Jedis jedis) {
        return read(jedis, "_NEIGH_TABLE:");
    }

    /** Hands over one row of NEIGH_TABLE after the other, some perhaps twice: for tables too large for a map. */
    static void forEachPublished(Jedis jedis, BiConsumer<String, String> rows) {
        forEach(jedis, "NEIGH_TABLE:", rows);
    }

    private static Map<String, String> read(Jedis jedis, String prefix) {
        Map<String, String> rows = new HashMap<>();
        forEach(jedis, prefix, rows::put);
        return rows;
    }

    private static void forEach(Jedis jedis, String prefix, BiConsumer<String, String> rows) {
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            ScanResult<String> page = jedis.scan(cursor, new ScanParams().match(prefix + "*").count(5_000));
            Map<String, Response<Map<String, String>>> responses = new HashMap<>();
            try (Pipeline pipeline = jedis.pipelined()) {
                page.getResult().forEach(key -> responses.put(key, pipeline.hgetAll(key)));
            }
            responses.forEach((key, fields) -> put(rows, key.substring(prefix.length()), fields.get()));
            cursor = page.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
    }

    /** A row that was deleted between SCAN and HGETALL has no fields. */
    private static void put(BiConsumer<String, String> rows, String key, Map<String, String> fields) {
        if (!fields.isEmpty()) {
            rows.accept(key, shape(fields));
        }
    }

    private static String shape(Map<String, String> fields) {
        return fields.size() == 2 && fields.containsKey("neigh") && fields.containsKey("family")
                ? fields.get("neigh") + " " + fields.get("family") : fields.toString();
    }
}
