package io.neighsync.bench;

import io.neighsync.redis.RedisServerProcess;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;

/**
 * What any daemon has put into NEIGH_TABLE, in SONiC's producer-state protocol and without a consumer: rows wait in
 * {@code _NEIGH_TABLE:<key>} and their keys in {@code NEIGH_TABLE_KEY_SET}. One thread.
 */
final class ObservedRows implements AutoCloseable {
    private static final String KEY_SET = "NEIGH_TABLE_KEY_SET";
    private static final String PENDING = "_NEIGH_TABLE:";
    private static final String FIELD = "neigh";
    private static final int PIPELINED = 1_000;

    private final Jedis client;

    /** Looks at the rows of a redis-server, by a connection of its own. */
    ObservedRows(BenchRedis redis) {
        client = RedisServerProcess.client(redis.address());
    }

    /** How many there are. */
    long count() {
        return client.scard(KEY_SET);
    }

    /** How often Redis has written anything, whatever the command was. */
    long writes() {
        return Long.parseLong(Conditions.valueOf(client.info("persistence"), "rdb_changes_since_last_save"));
    }

    /** How often Redis was asked to set fields of a row, in scripts too. */
    long rowsWritten() {
        return client.info("commandstats").lines().filter(line -> line.startsWith("cmdstat_hset:"))
            .mapToLong(line -> Long.parseLong(line.substring(line.indexOf('=') + 1, line.indexOf(',')))).sum();
    }

    /** The number of the change that a neighbor's row shows, or -1 where it has none. */
    long change(NumberedNeighbors neighbors, int neighbor) {
        return NumberedNeighbors.changeOf(client.hget(PENDING + neighbors.key(neighbor), FIELD));
    }

    /** How many rows are not what they are to be: wrong ones, missing ones, and those too many. Reads all of them. */
    int wrong(NumberedNeighbors neighbors) {
        int wrong = 0;
        for (int from = 0; from < neighbors.count(); from += PIPELINED) {
            wrong += wrong(neighbors, from, Math.min(from + PIPELINED, neighbors.count()));
        }
        return wrong + (int) Math.max(0, count() - neighbors.count());
    }

    private int wrong(NumberedNeighbors neighbors, int from, int to) {
        List<Response<String>> answers = new ArrayList<>(to - from);
        try (Pipeline pipeline = client.pipelined()) {
            for (int i = from; i < to; i++) {
                answers.add(pipeline.hget(PENDING + neighbors.key(i), FIELD));
            }
        }
        int wrong = 0;
        for (int i = from; i < to; i++) {
            wrong += neighbors.lladdrText(i).equals(answers.get(i - from).get()) ? 0 : 1;
        }
        return wrong;
    }

    @Override
    public void close() {
        client.close();
    }
}
