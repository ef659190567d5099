package io.neighsync.engine.system;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * Rows as a consumer reads them from Redis: {@code <ifname>:<ip>} to {@code <lladdr> <family>}; any other shape as it
 * is.
 */
final class RedisRows {
    private RedisRows() {
    }

    /** The rows of NEIGH_TABLE. */
    static Map<String, String> published(Jedis jedis) {
        return read(jedis, "NEIGH_TABLE:");
    }

    /** The rows that wait for a consumer. */
    static Map<String, String> pending(Jedis jedis) {
        return read(jedis, "_NEIGH_TABLE:");
    }

    private static Map<String, String> read(Jedis jedis, String prefix) {
        List<String> keys = new ArrayList<>();
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            ScanResult<String> page = jedis.scan(cursor, new ScanParams().match(prefix + "*").count(5_000));
            keys.addAll(page.getResult());
            cursor = page.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        Map<String, Response<Map<String, String>>> responses = new HashMap<>();
        try (Pipeline pipeline = jedis.pipelined()) {
            keys.forEach(key -> responses.put(key.substring(prefix.length()), pipeline.hgetAll(key)));
        }
        Map<String, String> rows = new HashMap<>();
        responses.forEach((key, fields) -> rows.put(key, shape(fields.get())));
        return rows;
    }

    private static String shape(Map<String, String> fields) {
        return fields.size() == 2 && fields.containsKey("neigh") && fields.containsKey("family")
                ? fields.get("neigh") + " " + fields.get("family") : fields.toString();
    }
}
