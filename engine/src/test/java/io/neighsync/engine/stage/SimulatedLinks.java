package io.neighsync.engine.stage;

import io.neighsync.engine.codec.RowCodec;
import io.neighsync.engine.daemon.JournaledRows;
import io.neighsync.engine.table.UnclaimedKeys;
import io.neighsync.redis.Marker;
import io.neighsync.redis.RedisConnection;
import io.neighsync.redis.RowConsumer;
import io.neighsync.redis.SimulatedRedis;
import java.util.ArrayList;
import org.agrona.concurrent.UnsafeBuffer;

/** Connections to a simulated Redis, made when they are taken, as the daemon's source makes them. */
public class SimulatedLinks implements RedisLink.Source {
    private final SimulatedRedis redis;
    private final int capacity;
    private boolean reachable = true;
    private boolean requested;
    private boolean auditRequested;
    private RedisLink.Uncertain uncertain;
    private RedisLink.Hold hold = RedisLink.Hold.NOTHING;
    private String lastRunId = "";
    private JournaledRows journal;
    private boolean usedJournal;
    private String mismatch = "there is no journal";
    private int resumed;

    /** Links to this Redis, which read so many rows at most. */
    public SimulatedLinks(SimulatedRedis redis, int capacity) {
        this.redis = redis;
        this.capacity = capacity;
    }

    /** Whether Redis can be reached. */
    public void reachable(boolean value) {
        reachable = value;
    }

    /** What the journal knows of Redis: of use to the first connection. */
    public void journal(JournaledRows rows) {
        journal = rows;
    }

    /** Why the journal could not tell what Redis held at the first connection; null when it could. */
    public String mismatch() {
        return usedJournal ? null : mismatch;
    }

    /** What the connections that follow hold back. */
    void hold(RedisLink.Hold value) {
        hold = value;
    }

    /** Connections that went on from where the last one was lost. */
    int resumed() {
        return resumed;
    }

    @Override
    public void request(RedisLink.Uncertain keys) {
        requested = true;
        uncertain = keys;
    }

    @Override
    public RedisLink take() {
        if (!requested || !reachable) {
            return null;
        }
        requested = false;
        RedisConnection connection = redis.connect();
        boolean resumes = uncertain != null && isContinuation(connection, lastRunId);
        lastRunId = connection.runId();
        resumed += resumes ? 1 : 0;
        return new RedisLink(
                connection, resumes ? readUncertain(uncertain) : readAtStart(connection), resumes, hold);
    }

    private HeldTables readAtStart(RedisConnection connection) {
        usedJournal = journal != null && isKnown(journal, connection);
        HeldTables held = usedJournal ? readUnknown(journal, connection.marker().orElseThrow()) : readAll();
        journal = null;
        return held;
    }

    /** Whether the journal knows what Redis holds. */
    protected boolean isKnown(JournaledRows rows, RedisConnection connection) {
        mismatch = rows.mismatch(connection.marker()).orElse(null);
        return mismatch == null;
    }

    private HeldTables readUnknown(JournaledRows rows, Marker marker) {
        RedisLink.Uncertain unknown = new RedisLink.Uncertain(new ArrayList<>(), new ArrayList<>());
        HeldTables held = rows.held(lowWatermark(marker), unknown);
        redis.readRows(RedisTable.NEIGHBORS.index(), unknown.neighbors(), neighbors(held.neighbors()));
        redis.readRows(RedisTable.FAILED.index(), unknown.failed(), failed(held.failed()));
        return held;
    }

    /** From where on rows are read from Redis. */
    protected long lowWatermark(Marker marker) {
        return marker.lowWatermark();
    }

    /** Whether this is the server that was lost, and nobody else wrote to it. */
    protected boolean isContinuation(RedisConnection connection, String runId) {
        return connection.isContinuationOf(runId);
    }

    @Override
    public void requestAudit() {
        auditRequested = true;
    }

    @Override
    public HeldTables takeAudit() {
        if (!auditRequested || !reachable) {
            return null;
        }
        auditRequested = false;
        return readAll();
    }

    private HeldTables readAll() {
        HeldTables held = HeldTables.reserve(capacity);
        redis.readRows(RedisTable.NEIGHBORS.index(), neighbors(held.neighbors()));
        redis.readRows(RedisTable.FAILED.index(), failed(held.failed()));
        return held;
    }

    /** What Redis holds of what was on its way. */
    protected HeldTables readUncertain(RedisLink.Uncertain keys) {
        HeldTables held = HeldTables.reserve(capacity);
        redis.readRows(RedisTable.NEIGHBORS.index(), keys.neighbors(), neighbors(held.neighbors()));
        redis.readRows(RedisTable.FAILED.index(), keys.failed(), failed(held.failed()));
        return held;
    }

    private static RowConsumer neighbors(UnclaimedKeys into) {
        return (key, fields) -> into.add(
                new UnsafeBuffer(key), 0, key.length, RowCodec.valueOf(key, fields), false);
    }

    private static RowConsumer failed(UnclaimedKeys into) {
        return (key, fields) -> into.add(new UnsafeBuffer(key), 0, key.length, RowCodec.failedValueOf(fields), false);
    }
}
