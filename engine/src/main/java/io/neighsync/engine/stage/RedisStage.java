package io.neighsync.engine.stage;

import com.lmax.disruptor.Sequence;
import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.Decision;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.Origin;
import io.neighsync.redis.BatchListener;
import io.neighsync.redis.FencedWriter;
import java.time.Duration;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.NanoClock;

/**
 * Takes decisions as they come and writes them to Redis in batches: one batch at a time is on its way, and what is
 * decided meanwhile merges in the {@link RedisMirrors}. Never blocks, and never keeps the ring waiting for Redis. After
 * the first full sync rows may wait for others ({@link FlushDeadline}).
 *
 * <p>During a warm restart nothing is written until {@link #reconcile}; then only what differs.
 */
public final class RedisStage implements Stage, Parkable, BatchListener, RowSink {
    /** How long rows that Redis refused are set aside, and the longest pause after a refused batch. */
    static final long RETRY_NANOS = 1_000_000_000L;
    static final long MIN_PAUSE_NANOS = 10_000_000L;
    /** The longest pause before the next connection when connections do not last. */
    static final long MAX_LOSS_NANOS = 500_000_000L;
    /** How long after the loss of a connection the next one may go on from there; row ids are held back meanwhile. */
    static final long RESUME_NANOS = 2_000_000_000L;
    /** From the last batch to the marker that says that its rows are in Redis. */
    static final long MARK_NANOS = 1_000_000_000L;
    /** From the first full sync, and from a refused row, to the audit of Redis that follows it. */
    static final long EARLY_AUDIT_NANOS = 1_000_000_000L;
    /** Dumps that must lack a key before it goes, and that are made at a start: one can miss entries. */
    private static final int DUMPS_TO_TRUST = 2;
    private static final long TIMER_NANOS = 100_000_000L;
    /** How often a stage looks that has nothing to write, to read or to mark. */
    static final long QUIET_NANOS = 500_000_000L;
    /**
     * From the sending of a batch on, how long its reply alone is worth waking for: what is decided meanwhile has to
     * wait for it, and a Redis on the same core needs that core to reply.
     */
    static final long REPLY_NANOS = 250_000L;

    private final FencedWriter writer;
    private final RedisMirrors mirror;
    private final RedisLink.Source links;
    private final ResyncRequests resyncs;
    private final Sequence acknowledged;
    private final long base;
    private final NanoClock clock;
    private final LatencyHistogram latency = new LatencyHistogram();
    private final RedisCounters counts;
    private final OverrunState overrun;
    private final FlushDeadline flush;
    private final HandOver handOver = new HandOver();
    private final int batchCapacity;

    private boolean everConnected;
    private boolean awaitingLink;
    private boolean mustRead = true;
    private RedisLink.Uncertain uncertain;
    private long lostAt;
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
    private long auditAt;
    private boolean auditing;
    private boolean restored;
    /** The sequence of the last event that decided something; -1 for none. */
    private long lastDecided = -1;
    private boolean markerDue;
    private boolean marking;
    private long markAt;
    private volatile long epoch;
    private volatile long auditNanos;
    private volatile int maxBatch;
    /** The rows of the batch being filled, at most. */
    private int batchRows;
    private boolean holding;
    /** The window of a warm restart is over, whatever a connection that was asked for before says. */
    private boolean reconciled;
    private boolean keepUnclaimed;
    private volatile boolean deletionsReleased;
    private volatile DifferenceListener reconciliation;
    private volatile boolean synced;
    private volatile boolean upToDate;
    private String refusal = "";
    private volatile String lastFault = "";
    private volatile String fault = "not connected yet";

    /**
     * A stage that owns the writer and the mirror.
     *
     * @param acknowledged where it publishes the sequence up to which it needs no row id any more
     * @param base         the journal's sequence of the ring's first event, 1 or more; 0 when there is no journal
     */
    public RedisStage(
            FencedWriter writer, MirrorMemory memory, RedisLink.Source links, ResyncRequests resyncs,
            Sequence acknowledged, long base, NanoClock clock, Counters counters, RowListener listener) {
        this.writer = writer;
        this.mirror = new RedisMirrors(memory, listener);
        this.batchCapacity = memory.maxBatch();
        this.maxBatch = batchCapacity;
        this.links = links;
        this.resyncs = resyncs;
        this.acknowledged = acknowledged;
        this.base = base;
        this.clock = clock;
        this.reconnectAt = clock.nanoTime();
        this.notBefore = reconnectAt;
        this.flush = new FlushDeadline(reconnectAt);
        this.counts = RedisCounters.of(counters);
        this.overrun = new OverrunState(counters.of(Counter.OVERRUNS));
    }

    @Override
    public void onEvent(NeighborEvent event, long sequence, boolean endOfBatch) {
        handOver.onEvent(sequence);
        restored |= event.kind == EventKind.RESTORED;
        mirror.onEvent(event, sequence, event.origin == Origin.NOTIFICATION ? event.receivedNanos : 0);
        if (isDecision(event)) {
            lastDecided = sequence;
            flush.onRow();
        }
        onMark(event, sequence);
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
        readAgain("reading Redis again after an unexpected error");
        uncertain = null;
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
        counts.pendingRows().setRelease(mirror.pendingRows());
        boolean settled = mirror.isSettled();
        if (settled != upToDate) {
            upToDate = settled;
        }
        return work + handOver.look(replyNanos(now) > 0);
    }

    private int connect(long now) {
        if (!awaitingLink) {
            if (now - reconnectAt < 0) {
                return 0;
            }
            awaitingLink = true;
            links.request(uncertain);
        }
        if (uncertain != null && now - lostAt >= RESUME_NANOS) {
            uncertain = null;
            mirror.abandon();
        }
        RedisLink link = links.take();
        if (link == null) {
            return 0;
        }
        awaitingLink = false;
        if (link.resumed() && uncertain == null) {
            // it comes too late to go on from where the last one was lost
            link.connection().close();
            link.held().close();
            return 1;
        }
        adopt(link, now);
        return 1;
    }

    private void adopt(RedisLink link, long now) {
        writer.adopt(link.connection());
        epoch = link.connection().epoch();
        markerDue = true;
        markAt = now + MARK_NANOS;
        if (link.resumed()) {
            mirror.resume(link.held());
            counts.resumes().incrementRelease();
        } else {
            mirror.connect(link.held());
        }
        hold(link.hold() == RedisLink.Hold.ALL && !reconciled);
        keepUnclaimed = link.hold() == RedisLink.Hold.DELETIONS;
        uncertain = null;
        mustRead = false;
        fault = null;
        if (everConnected) {
            counts.reconnects().incrementRelease();
        }
        everConnected = true;
        connectedAt = now;
    }

    private void readAgain(String why) {
        mustRead = true;
        writer.disconnect(why, this);
    }

    /** While nothing is on its way there is nothing to read that a row would have to wait for. */
    private int advance(long now) {
        answeredAt = 0;
        if (writer.isReady() && send(now) > 0) {
            return 1;
        }
        int work = writer.poll(now, this);
        if (mirror.hasOverflowed()) {
            readAgain("more keys of renamed links than table.capacity; reading Redis again");
            return 1;
        }
        // what the journal had is compared, and written, only once the kernel has been asked
        work += generations > 0 || !restored ? mirror.walk() : 0;
        if (mirror.hasRefused() && writer.isReady() && now - retryAt >= 0) {
            mirror.retryRefused();
        }
        if (holding && reconciliation != null) {
            endHold();
        }
        work += send(now);
        if (mirror.isCompared()) {
            watchSync(now);
            work += audit(now) + mark(now);
        }
        return work;
    }

    private int send(long now) {
        flush.look(now);
        if (!mirror.hasWork()) {
            flush.onNothing();
            return 0;
        }
        boolean maySend = writer.isReady() && !holding && now - notBefore >= 0;
        if (!maySend || !isDue(now) || mirror.fill(this) == 0) {
            return 0;
        }
        writer.send(now, lowWatermark(), lastDecision());
        flush.onSent(now);
        handOver.onSent();
        markerDue = true;
        markAt = now + MARK_NANOS;
        return 1;
    }

    private boolean isDue(long now) {
        batchRows = maxBatch;
        return !synced || flush.isDue(now, mirror.pendingRows() >= batchRows);
    }

    private static boolean isDecision(NeighborEvent event) {
        return event.decision != Decision.NONE || event.failedDecision != Decision.NONE
                || !event.linkChanges.isEmpty();
    }

    /** 0 while Redis lacks rows that were decided long ago, or holds some that nobody claims. */
    private long lowWatermark() {
        return mirror.isCaughtUp() ? base + Math.min(mirror.acknowledgedSequence(), lastDecided) + 1 : 0;
    }

    /** What the journal must have, for a process after this one to know from it what Redis holds. */
    private long lastDecision() {
        return base == 0 || lastDecided < 0 ? 0 : base + lastDecided;
    }

    /** Once nothing is left to be written, the marker says so: a restart need not read the last batch's rows. */
    private int mark(long now) {
        if (marking && writer.isReady()) {
            marking = false;
            markerDue |= !writer.isMarkerApplied();
        }
        boolean due = markerDue && base != 0 && now - markAt >= 0 && !holding && synced;
        if (!due || !writer.isReady() || !mirror.isSettled() || !mirror.isCaughtUp()) {
            return 0;
        }
        writer.sendMarker(now, lowWatermark(), lastDecision());
        markerDue = false;
        marking = true;
        markAt = now + MARK_NANOS;
        return 1;
    }

    /** A warm restart's window is over: once the kernel's tables are trusted, what differs is told and then written. */
    private void endHold() {
        boolean trusted = generations >= DUMPS_TO_TRUST || (generations > 0 && mirror.unclaimedKeys() == 0);
        if (mirror.isCompared() && trusted) {
            mirror.tellDifferences(reconciliation);
            reconciled = true;
            hold(false);
            reconciliation = null;
        }
    }

    private void hold(boolean holds) {
        holding = holds;
        mirror.hold(holds);
    }

    private int audit(long now) {
        if (!auditing) {
            boolean due = auditNanos > 0 && synced && !holding && now - auditAt >= 0;
            if (due) {
                auditing = true;
                auditAt = now + auditNanos;
                mirror.beginAudit();
                links.requestAudit();
            }
            return 0;
        }
        HeldTables read = links.takeAudit();
        if (read != null) {
            mirror.compare(read);
        }
        int work = mirror.walkAudit();
        if (!mirror.isAuditing()) {
            onAudited(mirror.auditDifferences());
        }
        return work;
    }

    private void onAudited(int differences) {
        auditing = false;
        counts.audits().incrementRelease();
        if (differences > 0) {
            counts.auditRepairs().getAndAddRelease(differences);
            readAgain("an audit found " + differences + " rows in Redis that others changed; reading Redis again");
        }
    }

    /** Sees to keys that nobody claims, and notices the end of the first full sync. */
    private void watchSync(long now) {
        if (mirror.unclaimedKeys() > 0 && generations > 0) {
            if (generations >= DUMPS_TO_TRUST) {
                if (!isKeepingUnclaimed()) {
                    mirror.releaseUnclaimed();
                }
            } else if (requestedAtGenerations != generations) {
                requestedAtGenerations = generations;
                resyncs.request(ResyncCause.UNCLAIMED);
            }
        }
        boolean clean = mirror.unclaimedKeys() == 0 || (isKeepingUnclaimed() && generations >= DUMPS_TO_TRUST);
        if (!synced && clean && !holding && mirror.acknowledgedSequence() >= firstSyncSequence) {
            synced = true;
            auditAt = now + EARLY_AUDIT_NANOS;
            if (generations < DUMPS_TO_TRUST) {
                resyncs.request(ResyncCause.START);
            }
        }
    }

    @Override
    public boolean hasRoom() {
        return writer.rows() < batchRows && writer.hasRoom();
    }

    @Override
    public void set(RedisTable table, DirectBuffer key, int keyOffset, int keyLength, DirectBuffer fields) {
        writer.set(table.index(), key, keyOffset, keyLength, fields, 0, fields.capacity());
    }

    @Override
    public void replace(RedisTable table, DirectBuffer key, int keyOffset, int keyLength, DirectBuffer fields) {
        writer.replace(table.index(), key, keyOffset, keyLength, fields, 0, fields.capacity());
    }

    @Override
    public void delete(RedisTable table, DirectBuffer key, int keyOffset, int keyLength) {
        writer.delete(table.index(), key, keyOffset, keyLength);
    }

    @Override
    public void onRowAcknowledged(int index) {
        long received = mirror.receivedNanos(index);
        if (received != 0) {
            answeredAt = answeredAt == 0 ? clock.nanoTime() : answeredAt;
            latency.record(answeredAt - received);
        }
        (mirror.isSet(index) ? counts.rowsSet() : counts.rowsDeleted()).incrementRelease();
        mirror.acknowledge(index);
    }

    @Override
    public void onRowRefused(int index, String error) {
        counts.rowsRefused().incrementRelease();
        long later = clock.nanoTime() + RETRY_NANOS;
        retryAt = mirror.hasRefused() ? retryAt : later;
        if (mirror.refuse(index)) {
            // a consumer that met the row's key may have dropped rows that it took over with it
            auditAt = later;
        }
        refusal = error;
    }

    @Override
    public void onBatchComplete() {
        counts.batches().incrementRelease();
        flush.onAnswered(clock.nanoTime());
        pause = MIN_PAUSE_NANOS;
        mirror.complete();
        fault = mirror.hasRefused() ? "refused rows, which are tried again every second: " + refusal : null;
    }

    @Override
    public void onBatchRefused(String error) {
        counts.batchesRefused().incrementRelease();
        fault = error;
        notBefore = clock.nanoTime() + pause;
        pause = Math.min(2 * pause, RETRY_NANOS);
        mirror.refuseBatch();
    }

    @Override
    public void onConnectionLost(String reason) {
        fault = reason;
        lastFault = reason;
        long now = clock.nanoTime();
        // a connection lost at once is lost for a reason that lasts, such as another writer that takes the fence
        lossPause = now - connectedAt < RETRY_NANOS ? Math.clamp(2 * lossPause, MIN_PAUSE_NANOS, MAX_LOSS_NANOS) : 0;
        reconnectAt = now + lossPause;
        lostAt = now;
        auditing = false;
        flush.onNothing();
        mirror.disconnect();
        if (mustRead || !mirror.canResume()) {
            uncertain = null;
            mirror.abandon();
        } else {
            uncertain = mirror.uncertain();
        }
    }

    /** From now on audits of Redis are so far apart; zero: there are none. Any thread. */
    public void auditInterval(Duration interval) {
        auditNanos = interval.toNanos();
    }

    /** From now on a batch has so many rows at most, from 1 to those it has room for. Any thread. */
    public void maxBatch(int rows) {
        maxBatch = Math.clamp(rows, 1, batchCapacity);
    }

    /** The rows of a batch at most. Any thread. */
    public int maxBatch() {
        return maxBatch;
    }

    /** From now on a row waits no longer than this for others; zero: not at all. Any thread. */
    public void flushDeadline(Duration deadline) {
        flush.set(deadline.toNanos());
    }

    /** How long a row waits for others at most. Any thread. */
    public Duration flushDeadline() {
        return Duration.ofNanos(flush.nanos());
    }

    /** Ends the window of a warm restart: every difference is told, then written. Any thread. */
    public void reconcile(DifferenceListener listener) {
        reconciliation = listener;
    }

    /** Ends the time in which keys that no row claims stay because their neighbors may yet come. Any thread. */
    public void releaseDeletions() {
        deletionsReleased = true;
    }

    private boolean isKeepingUnclaimed() {
        return keepUnclaimed && !deletionsReleased;
    }

    /** The epoch of the fence that the last connection took; 0 before the first. Any thread. */
    public long epoch() {
        return epoch;
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

    /** Why the last connection was lost; empty when none was. Any thread. */
    public String lastFault() {
        return lastFault;
    }

    /** The last event that JournalStage may have: behind a batch on its way it waits a little. Any thread. */
    public Sequence handedOver() {
        return handOver.sequence();
    }

    /** From the receiving of an event to Redis' acknowledgment of its row. Any thread. */
    public LatencyHistogram latency() {
        return latency;
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
    public long soloParkNanos() {
        return replyNanos(clock.nanoTime());
    }

    /** How much longer the reply to what is on its way, if anything is, is awaited before all else. */
    private long replyNanos(long now) {
        return writer.isInFlight() ? Math.max(0, flush.sentAt() + REPLY_NANOS - now) : 0;
    }

    @Override
    public long maxParkNanos() {
        if (isQuiet()) {
            return auditNanos > 0 ? Math.clamp(auditAt - clock.nanoTime(), 0, QUIET_NANOS) : QUIET_NANOS;
        }
        long timer = mirror.hasRefused() || mirror.hasWork() ? MIN_PAUSE_NANOS : TIMER_NANOS;
        return flush.isWaiting() && writer.isReady() ? Math.min(timer, flush.maxParkNanos(clock.nanoTime())) : timer;
    }

    private boolean isQuiet() {
        boolean isMarked = !marking && (!markerDue || base == 0);
        boolean isComplete = synced && !holding && !isKeepingUnclaimed() && !auditing;
        return isComplete && isMarked && writer.isReady() && mirror.isSettled();
    }
}
