package io.neighsync.engine.simulation;

import io.neighsync.engine.control.NoRedis;
import io.neighsync.engine.daemon.JournaledRows;
import io.neighsync.engine.stage.RedisLink;
import io.neighsync.engine.stage.RedisTable;
import io.neighsync.engine.stage.SimulatedLinks;
import io.neighsync.redis.FencedWriter;
import io.neighsync.redis.SimulatedRedis;
import io.neighsync.redis.TableProtocol;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A simulated Redis behind the production writer, and what a script asks of it. */
final class RedisDriver {
    private static final int MAX_BATCH = 8;
    private static final int TABLE = RedisTable.NEIGHBORS.index();
    private static final int HELD_KEYS = 4_096;
    private static final String[] NAMES = {"Ethernet0", "Ethernet4", "Vlan100", "Nowhere"};

    private final SimulatedRedis redis;
    private final TableProtocol protocol;
    private final Mutant mutant;
    private FencedWriter writer;
    private SimulatedLinks links;
    private boolean reachable = true;
    private long runs;
    private long replies;

    RedisDriver(TableProtocol protocol, Mutant mutant) {
        this.protocol = protocol;
        this.mutant = mutant;
        redis = new SimulatedRedis(RedisTable.descriptors(0, ":"), protocol);
    }

    /** A new process of the daemon: its writer has no connection, and nobody knows what the last one sent. */
    void beginRun(long knownEpoch, JournaledRows journal) {
        runs++;
        redis.beginRun(runs, knownEpoch);
        writer = NoRedis.writer(protocol, MAX_BATCH);
        links = mutant.links(redis, HELD_KEYS);
        links.journal(journal);
        links.reachable(reachable);
    }

    /** The nonce of the process. */
    long run() {
        return runs;
    }

    /** Why the journal could not tell this process what Redis held; null when it could. */
    String mismatch() {
        return links.mismatch();
    }

    /** The process ends, with what it sent carried out or not. */
    void endRun(boolean carriedOut) {
        redis.cut(carriedOut);
    }

    FencedWriter writer() {
        return writer;
    }

    int maxBatch() {
        return MAX_BATCH;
    }

    /** Where the daemon's connections come from. */
    RedisLink.Source links() {
        return links;
    }

    /** Answers some batches. */
    void serve(int batches) {
        for (int i = 0; i < batches && redis.serve(); i++) {
            replies++;
        }
    }

    /** Heals what does not heal by itself. */
    void heal() {
        reachable = true;
        links.reachable(true);
        redis.fragment(Integer.MAX_VALUE);
    }

    /** A consumer takes what waits for it. */
    void consume(int keys) {
        redis.consume(TABLE, keys);
        redis.consume(RedisTable.FAILED.index(), keys);
    }

    /** Batches answered so far. */
    long replies() {
        return replies;
    }

    /** Batches applied so far. */
    long batches() {
        return redis.batches();
    }

    /** A fault of Redis; false for a kind that is none. */
    boolean fail(Action action) {
        switch (action.kind()) {
            case CUT -> redis.cut(action.a() % 2 == 0);
            case REFUSE -> redis.refuseNext("OOM command not allowed when used memory > 'maxmemory'.");
            case RESTART -> redis.restart(action.a() % 3 == 0);
            case REACHABLE -> {
                reachable = action.a() % 2 == 0;
                links.reachable(reachable);
            }
            case SAVE -> {
                if (action.a() % 2 == 0) {
                    redis.save();
                } else {
                    redis.restartFromSave();
                }
            }
            case TAKE_FENCE -> redis.takeFence();
            case STALE_ROW -> redis.putRow(TABLE, key(action), Map.of("neigh", "02:00:00:00:00:77", "family", "IPv4"));
            case FOREIGN_KEY -> redis.putForeign(TABLE, key(action));
            case FRAGMENT -> redis.fragment(action.a() % 2 == 0 ? 1 + action.a() % 97 : Integer.MAX_VALUE);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static String key(Action action) {
        return NAMES[action.a() % NAMES.length] + ":10.0.0." + (1 + action.b() % 24);
    }

    /** The keys of unresolved neighbors a consumer has or will have. */
    Set<String> failedRows() {
        return redis.rows(RedisTable.FAILED.index()).keySet();
    }

    /** The rows a consumer has or will have. */
    Map<String, String> rows() {
        Map<String, String> rows = new HashMap<>();
        redis.rows(TABLE).forEach((key, fields) -> rows.put(key, fields.size() == 2
                ? fields.get("neigh") + " " + fields.get("family") : fields.toString()));
        return rows;
    }
}
