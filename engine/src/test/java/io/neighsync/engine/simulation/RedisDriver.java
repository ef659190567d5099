package io.neighsync.engine.simulation;

import io.neighsync.engine.codec.RowCodec;
import io.neighsync.engine.control.NoRedis;
import io.neighsync.engine.stage.RedisLink;
import io.neighsync.engine.table.UnclaimedKeys;
import io.neighsync.redis.FencedWriter;
import io.neighsync.redis.SimulatedRedis;
import io.neighsync.redis.TableDescriptor;
import io.neighsync.redis.TableProtocol;
import java.util.HashMap;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;

/** A simulated Redis behind the production writer, and what a script asks of it. */
final class RedisDriver implements RedisLink.Source {
    private static final int MAX_BATCH = 8;
    private static final int HELD_KEYS = 4_096;
    private static final String[] NAMES = {"Ethernet0", "Ethernet4", "Vlan100", "Nowhere"};

    private final SimulatedRedis redis;
    private final FencedWriter writer;
    private boolean reachable = true;
    private boolean requested;
    private long replies;

    RedisDriver(TableProtocol protocol) {
        TableDescriptor table = new TableDescriptor(RowCodec.TABLE, 0, ":", RowCodec.FIELDS);
        redis = new SimulatedRedis(table, protocol);
        writer = NoRedis.writer(protocol, MAX_BATCH);
    }

    FencedWriter writer() {
        return writer;
    }

    int maxBatch() {
        return MAX_BATCH;
    }

    @Override
    public void request() {
        requested = true;
    }

    @Override
    public RedisLink take() {
        if (!requested || !reachable) {
            return null;
        }
        requested = false;
        UnclaimedKeys held = new UnclaimedKeys(HELD_KEYS);
        UnsafeBuffer view = new UnsafeBuffer();
        redis.readRows((key, fields) -> {
            view.wrap(key);
            held.add(view, 0, key.length, RowCodec.valueOf(key, fields), false);
        });
        return new RedisLink(redis.connect(), held);
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
        redis.fragment(Integer.MAX_VALUE);
    }

    /** A consumer takes what waits for it. */
    void consume(int keys) {
        redis.consume(keys);
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
            case REACHABLE -> reachable = action.a() % 2 == 0;
            case TAKE_FENCE -> redis.takeFence();
            case STALE_ROW -> redis.putRow(key(action), Map.of("neigh", "02:00:00:00:00:77", "family", "IPv4"));
            case FOREIGN_KEY -> redis.putForeign(key(action));
            case FRAGMENT -> redis.fragment(action.a() % 2 == 0 ? 1 + action.a() % 97 : Integer.MAX_VALUE);
            default -> {
                return false;
            }
        }
        if (action.kind() == Action.Kind.STALE_ROW || action.kind() == Action.Kind.FOREIGN_KEY) {
            // what appears behind the daemon's back is found when Redis is read, at the next connection
            redis.cut(true);
        }
        return true;
    }

    private static String key(Action action) {
        return NAMES[action.a() % NAMES.length] + ":10.0.0." + (1 + action.b() % 24);
    }

    /** The rows a consumer has or will have. */
    Map<String, String> rows() {
        Map<String, String> rows = new HashMap<>();
        redis.rows().forEach((key, fields) -> rows.put(key, fields.size() == 2
                ? fields.get("neigh") + " " + fields.get("family") : fields.toString()));
        return rows;
    }
}
