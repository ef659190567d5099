package io.neighsync.engine.stage;

import com.lmax.disruptor.Sequence;
import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.Origin;
import io.neighsync.redis.BatchListener;
import io.neighsync.redis.FencedWriter;
import org.HdrHistogram.Histogram;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * Takes decisions as they come and writes them to Redis in batches: one batch at a time is on its way, and what is
 * decided meanwhile merges in the {@link RedisMirror}. Never blocks, and never keeps the ring waiting for Redis.
 */
public final class RedisStage implements Stage, Parkable, BatchListener, RowSink {
    /** How long rows that Redis refused are set aside, and the longest pause after a refused batch. */
    static final long RETRY_NANOS = 1_000_000_000L;
    static final long MIN_PAUSE_NANOS = 10_000_000L;
    /** The longest pause before the next connection when connections do not last. */
    static final long MAX_LOSS_NANOS = 5_000_000_000L;
    /** Dumps that must lack a key before it goes, and that are made at a start: one can miss entries. */
    private static final int DUMPS_TO_TRUST = 2;
    private static final long TIMER_NANOS = 100_000_000L;

    private final FencedWriter writer;
    private final RedisMirror mirror;
    private final RedisLink.Source links;
    private final ResyncRequests resyncs;
    private final Sequence acknowledged;
    private final NanoClock clock;
    private final LatencyHistogram latency = new LatencyHistogram();
    private final AtomicCounter rowsSet;
    private final AtomicCounter rowsDeleted;
    private final AtomicCounter rowsRefused;
    private final AtomicCounter batches;
    private final AtomicCounter batchesRefused;
    private final AtomicCounter reconnects;
    private final AtomicCounter pendingRows;
    private final OverrunState overrun;

    private boolean everConnected;
    private boolean awaitingLink;
    private long connectedAt;
    private long reconnectAt;
    private long lossPause;
    private int generations;
    private int requestedAtGenerations;
    private long firstSyncSequence = Long.MAX_VALUE;
    private long notBefore;
    private long pause = MIN_PAUSE_NANOS;
    private long retryAt;
    private long answeredAt;
    private volatile boolean synced;
    private volatile boolean upToDate;
    private volatile String fault = "not connected yet";

    /**
     * A stage that owns the writer and the mirror.
     *
     * @param acknowledged where it publishes the sequence up to which it needs no row id any more
     */
    public RedisStage(
            FencedWriter writer, MirrorMemory memory, RedisLink.Source links, ResyncRequests resyncs,
            Sequence acknowledged, NanoClock clock, Counters counters, RowListener listener) {
        this.writer = writer;
        this.mirror = new RedisMirror(memory.rows(), memory.codec(), memory.maxBatch(), listener);
        this.links = links;
        this.resyncs = resyncs;
        this.acknowledged = acknowledged;
        this.clock = clock;
        this.reconnectAt = clock.nanoTime();
        this.notBefore = reconnectAt;
        this.rowsSet = counters.of(Counter.ROWS_SET);
        this.rowsDeleted = counters.of(Counter.ROWS_DELETED);
        this.rowsRefused = counters.of(Counter.ROWS_REFUSED);
        this.batches = counters.of(Counter.BATCHES);
        this.batchesRefused = counters.of(Counter.BATCHES_REFUSED);
        this.reconnects = counters.of(Counter.REDIS_RECONNECTS);
        this.pendingRows = counters.of(Counter.PENDING);
        this.overrun = new OverrunState(counters.of(Counter.OVERRUNS));
    }

    @Override
    public void onEvent(NeighborEvent event, long sequence, boolean endOfBatch) {
        switch (event.decision) {
            case SET, DEL -> mirror.decide(
                    event, sequence, event.origin == Origin.NOTIFICATION ? event.receivedNanos : 0);
            case DEL_LINK -> mirror.removeLink(event.ifindex);
            default -> onMark(event, sequence);
        }
        if (!event.linkChanges.isEmpty()) {
            mirror.follow(event.linkChanges);
        }
        mirror.seen(sequence);
    }

    private void onMark(NeighborEvent event, long sequence) {
        switch (event.kind) {
            case OVERRUN -> overrun.onOverrun(event.overruns);
            case DUMP_BEGIN -> onOpened(event);
            case LINKS_DONE -> overrun.onLinksComplete();
            case SWEEP_DONE -> onClosed(sequence);
            default -> { }
        }
    }

    private void onOpened(NeighborEvent event) {
        overrun.onOpened(event.overruns);
        if (ResyncCause.ERROR.isIn(event.causes)) {
            onFailure();
        }
    }

    /** What was lost may have been a decision: all of them are made anew, and compared with what Redis holds. */
    @Override
    public void onFailure() {
        writer.disconnect("reading Redis again after an unexpected error", this);
        mirror.forget();
        generations = 0;
        requestedAtGenerations = 0;
        firstSyncSequence = Long.MAX_VALUE;
    }

    private void onClosed(long sequence) {
        generations++;
        firstSyncSequence = Math.min(firstSyncSequence, sequence);
        overrun.onClosed(sequence);
    }

    @Override
    public int onDutyCycle() {
        long now = clock.nanoTime();
        int work = writer.isConnected() ? advance(now) : connect(now);
        long sequence = mirror.acknowledgedSequence();
        acknowledged.set(sequence);
        if (mirror.isCompared()) {
            overrun.onAcknowledged(sequence);
        }
        pendingRows.setRelease(mirror.pendingRows());
        boolean settled = mirror.isSettled();
        if (settled != upToDate) {
            upToDate = settled;
        }
        return work;
    }

    private int connect(long now) {
        if (!awaitingLink) {
            if (now - reconnectAt < 0) {
                return 0;
            }
            awaitingLink = true;
            links.request();
        }
        RedisLink link = links.take();
        if (link == null) {
            return 0;
        }
        awaitingLink = false;
        writer.adopt(link.connection());
        mirror.connect(link.held());
        fault = null;
        if (everConnected) {
            reconnects.incrementRelease();
        }
        everConnected = true;
        connectedAt = now;
        return 1;
    }

    private int advance(long now) {
        answeredAt = 0;
        int work = writer.poll(now, this);
        if (mirror.hasOverflowed()) {
            writer.disconnect("more keys of renamed links than table.capacity; reading Redis again", this);
            return 1;
        }
        work += mirror.walk();
        if (mirror.hasRefused() && now - retryAt >= 0) {
            mirror.retryRefused();
        }
        if (writer.isReady() && mirror.hasWork() && now - notBefore >= 0 && mirror.fill(this) > 0) {
            writer.send(now);
            work++;
        }
        if (mirror.isCompared()) {
            watchSync();
        }
        return work;
    }

    /** Sees to keys that nobody claims, and notices the end of the first full sync. */
    private void watchSync() {
        if (mirror.unclaimedKeys() > 0 && generations > 0) {
            if (generations >= DUMPS_TO_TRUST) {
                mirror.releaseUnclaimed();
            } else if (requestedAtGenerations != generations) {
                requestedAtGenerations = generations;
                resyncs.request(ResyncCause.UNCLAIMED);
            }
        }
        if (!synced && mirror.unclaimedKeys() == 0 && mirror.acknowledgedSequence() >= firstSyncSequence) {
            synced = true;
            if (generations < DUMPS_TO_TRUST) {
                resyncs.request(ResyncCause.START);
            }
        }
    }

    @Override
    public boolean hasRoom() {
        return writer.hasRoom();
    }

    @Override
    public void set(DirectBuffer key, int keyOffset, int keyLength, DirectBuffer fields) {
        writer.set(key, keyOffset, keyLength, fields, 0, fields.capacity());
    }

    @Override
    public void delete(DirectBuffer key, int keyOffset, int keyLength) {
        writer.delete(key, keyOffset, keyLength);
    }

    @Override
    public void onRowAcknowledged(int index) {
        long received = mirror.receivedNanos(index);
        if (received != 0) {
            answeredAt = answeredAt == 0 ? clock.nanoTime() : answeredAt;
            latency.record(answeredAt - received);
        }
        (mirror.isSet(index) ? rowsSet : rowsDeleted).incrementRelease();
        mirror.acknowledge(index);
    }

    @Override
    public void onRowRefused(int index, String error) {
        rowsRefused.incrementRelease();
        retryAt = clock.nanoTime() + RETRY_NANOS;
        mirror.refuse(index);
    }

    @Override
    public void onBatchComplete() {
        batches.incrementRelease();
        pause = MIN_PAUSE_NANOS;
        fault = null;
        mirror.complete();
    }

    @Override
    public void onBatchRefused(String error) {
        batchesRefused.incrementRelease();
        fault = error;
        notBefore = clock.nanoTime() + pause;
        pause = Math.min(2 * pause, RETRY_NANOS);
        mirror.refuseBatch();
    }

    @Override
    public void onConnectionLost(String reason) {
        fault = reason;
        long now = clock.nanoTime();
        // a connection lost at once is lost for a reason that lasts, such as another writer that takes the fence
        lossPause = now - connectedAt < RETRY_NANOS ? Math.clamp(2 * lossPause, MIN_PAUSE_NANOS, MAX_LOSS_NANOS) : 0;
        reconnectAt = now + lossPause;
        mirror.disconnect();
    }

    /** Whether the first full sync is in Redis. Any thread. */
    public boolean isSynced() {
        return synced;
    }

    /** Whether Redis holds everything decided up to {@code acknowledged}. Any thread. */
    public boolean isUpToDate() {
        return upToDate;
    }

    /** Whether notifications were lost that are not made good in Redis yet. Any thread. */
    public boolean isDegradedByOverrun() {
        return overrun.isDegraded();
    }

    /** What is wrong with Redis, or null when nothing is. Any thread. */
    public String fault() {
        return fault;
    }

    /** From the receiving of an event to Redis' acknowledgment of its row; read it when the agent has stopped. */
    public Histogram latency() {
        return latency.histogram();
    }

    @Override
    public boolean hasWork() {
        return false;
    }

    @Override
    public void watch(WaitSet waitSet) {
        waitSet.add(writer.fd(), writer.wantsWrite());
    }

    @Override
    public long maxParkNanos() {
        return mirror.hasRefused() || mirror.hasWork() ? MIN_PAUSE_NANOS : TIMER_NANOS;
    }
}
