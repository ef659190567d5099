package io.neighsync.engine.stage;

import com.lmax.disruptor.Sequence;
import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.Decision;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkChange;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.Origin;
import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.event.Verdict;
import io.neighsync.engine.policy.NeighborPolicy;
import io.neighsync.engine.table.NeighborTable;
import io.neighsync.engine.table.VrfCounts;
import io.neighsync.netlink.Ntf;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * Owns the neighbor table and decides, event by event, what is to happen to a row: drops what changes nothing, refuses
 * answers that a notification has overtaken, and finds the neighbors a complete dump did not have.
 *
 * <p>A decision depends on the events alone, never on how they were cut into batches.
 */
public final class CoalesceStage implements Stage, Parkable {
    /** Rows looked at in one duty cycle while suspects are searched or dead rows freed. */
    private static final int ROWS_PER_CYCLE = 4096;
    private static final long CLOSED = Long.MAX_VALUE;
    private static final int NOT_SWEEPING = -1;

    private final NeighborTable table;
    private final VrfCounts vrfs;
    private final SuspectQueue suspects;
    private final ResyncRequests resyncs;
    private final Sequence acknowledged;
    private final AtomicCounter ignored;
    private final AtomicCounter oddLladdrs;
    private final AtomicCounter noops;
    private final AtomicCounter stale;
    private final AtomicCounter suspectCount;
    private final AuditRepairs repairs;
    private final AtomicCounter tableFull;
    private final AtomicCounter neighbors;
    private final AtomicCounter rows;

    private int generation;
    private long openedAt = CLOSED;
    private boolean decideAnew;
    private int sweepRow = NOT_SWEEPING;
    private boolean wasFull;
    private boolean strict;

    /**
     * A stage that owns this table and its counts by VRF.
     *
     * @param acknowledged the sequence up to which RedisStage needs no row id any more
     */
    public CoalesceStage(
            NeighborTable table, VrfCounts vrfs, SuspectQueue suspects, ResyncRequests resyncs, Sequence acknowledged,
            Counters counters) {
        this.table = table;
        this.vrfs = vrfs;
        this.suspects = suspects;
        this.resyncs = resyncs;
        this.acknowledged = acknowledged;
        this.ignored = counters.of(Counter.IGNORED);
        this.oddLladdrs = counters.of(Counter.ODD_LLADDRS);
        this.noops = counters.of(Counter.NOOPS);
        this.stale = counters.of(Counter.STALE_ANSWERS);
        this.suspectCount = counters.of(Counter.SUSPECTS);
        this.repairs = new AuditRepairs(counters.of(Counter.NEIGHBOR_REPAIRS));
        this.tableFull = counters.of(Counter.TABLE_FULL);
        this.neighbors = counters.of(Counter.NEIGHBORS);
        this.rows = counters.of(Counter.ROWS);
    }

    @Override
    public void onEvent(NeighborEvent event, long sequence, boolean endOfBatch) {
        switch (event.kind) {
            case NEIGH_SET -> onNewNeighbor(event, sequence);
            case NEIGH_DEL -> onDeletedNeighbor(event, sequence);
            case LINK_SET, LINKS_DONE -> onLinks(event);
            case LINK_DEL -> onDeletedLink(event, sequence);
            case DUMP_BEGIN -> open(event, sequence);
            case DUMP_DONE -> sweepRow = 0;
            case SWEEP_DONE -> close();
            case CONFIG_CHANGED -> strict = event.settings.strict();
            case RESTORED -> restore(event);
            default -> { }
        }
    }

    private void onNewNeighbor(NeighborEvent event, long sequence) {
        int row = table.find(event.ifindex, event.family, event.addressHigh, event.addressLow);
        if (row != NeighborTable.NONE && isOvertaken(event, row)) {
            table.see(row, event.generation);
            stale.incrementRelease();
            return;
        }
        row = row == NeighborTable.NONE ? insert(event) : row;
        if (row == NeighborTable.NONE) {
            return;
        }
        table.store(row, event);
        if (event.origin == Origin.NOTIFICATION) {
            onNotification(row);
            table.touch(row, sequence);
        }
        if (NeighborPolicy.isOddLladdr(event.lladdrLength)) {
            oddLladdrs.incrementRelease();
        }
        decide(event, row, wanted(event, table.decided(row)));
        event.dropRoute = dropsRoute(event, row);
    }

    /** A row as it was decided in the run before: whether the kernel still has its neighbor, the dump will tell. */
    private void restore(NeighborEvent event) {
        event.row = insert(event);
        if (event.row == NeighborTable.NONE) {
            event.decision = Decision.NONE;
            event.failedDecision = Decision.NONE;
            return;
        }
        table.restore(event.row, event);
        table.decide(event.row, event.value);
        table.decideFailed(event.row, event.failedDecision == Decision.SET);
    }

    /** A row that is set takes a route's place; so does a neighbor that was learned otherwise when it was set last. */
    private boolean dropsRoute(NeighborEvent event, int row) {
        boolean learned = (event.ntfFlags & Ntf.NTF_EXT_LEARNED) != 0;
        boolean moved = hasRow(event) && table.learn(row, learned);
        return event.mayHaveRoute && (moved || event.decision == Decision.SET);
    }

    /** The value the row is to have, given that it has the one that was decided last. */
    private static long wanted(NeighborEvent event, long decided) {
        return switch (event.verdict) {
            case SET -> RowValue.of(event.lladdr);
            case SET_ZERO -> RowValue.of(0);
            case REFRESH -> RowValue.isPresent(decided) ? RowValue.of(event.lladdr) : RowValue.ABSENT;
            case KEEP -> decided;
            case DEL, NONE -> RowValue.ABSENT;
        };
    }

    private void onDeletedNeighbor(NeighborEvent event, long sequence) {
        int row = table.find(event.ifindex, event.family, event.addressHigh, event.addressLow);
        if (row == NeighborTable.NONE) {
            // a tombstone, so that no row of the open dump brings the neighbor back
            boolean wanted = openedAt != CLOSED || strict;
            row = wanted && event.origin == Origin.NOTIFICATION ? insert(event) : NeighborTable.NONE;
        } else if (isOvertaken(event, row)) {
            stale.incrementRelease();
            return;
        }
        boolean missing = row == NeighborTable.NONE
                || (event.origin != Origin.NOTIFICATION && !table.isLive(row) && !table.isKept(row));
        if (missing) {
            noops.incrementRelease();
            return;
        }
        if (event.origin == Origin.NOTIFICATION) {
            onNotification(row);
        }
        table.kill(row, sequence);
        decide(event, row, wanted(event, table.decided(row)));
    }

    /** Takes neighbors along with their link, and with the links above it. */
    private void onLinks(NeighborEvent event) {
        if (event.linkChanges.isEmpty()) {
            return;
        }
        boolean isVrf = event.kind == EventKind.LINK_SET && event.vrf;
        if (isVrf) {
            vrfs.describe(event.ifindex, event.linkName, event.vrfTable);
        }
        table.follow(event.linkChanges);
        if (event.kind == EventKind.LINK_SET && !isVrf) {
            // an index used again, by a link that is none
            vrfs.forget(event.ifindex);
        }
        for (LinkChange change : event.linkChanges.all()) {
            if (change.gone()) {
                vrfs.forget(change.ifindex());
            }
        }
    }

    /** The kernel deletes a link's neighbors before the link: what is left here was lost on the way. */
    private void onDeletedLink(NeighborEvent event, long sequence) {
        for (int row = 0; row < table.highWater(); row++) {
            if (table.ifindex(row) == event.ifindex && (table.isLive(row) || table.isKept(row))) {
                table.kill(row, sequence);
                table.decide(row, RowValue.ABSENT);
                table.decideFailed(row, false);
            }
        }
        event.decision = Decision.DEL_LINK;
        onLinks(event);
    }

    private void open(NeighborEvent event, long sequence) {
        strict = event.settings.strict();
        generation = event.generation;
        openedAt = sequence;
        repairs.open(event.causes);
        decideAnew = ResyncCause.ERROR.isIn(event.causes);
        if (decideAnew) {
            vrfs.forgetAll();
        }
    }

    private void close() {
        if (decideAnew) {
            table.recount();
        }
        openedAt = CLOSED;
        decideAnew = false;
        repairs.close();
    }

    /** What looked like a repair was a notification on its way. */
    private void onNotification(int row) {
        if (repairs.isAudit() && table.unmarkRepaired(row, generation)) {
            repairs.explained();
        }
    }

    /** Whether a notification about this key was received since the generation opened: it beats any answer. */
    private boolean isOvertaken(NeighborEvent event, int row) {
        return event.origin != Origin.NOTIFICATION && table.touched(row) >= openedAt;
    }

    private int insert(NeighborEvent event) {
        int row = table.insert(event.ifindex, event.family, event.addressHigh, event.addressLow);
        if (row == NeighborTable.NONE) {
            tableFull.incrementRelease();
            wasFull = true;
        }
        return row;
    }

    private void decide(NeighborEvent event, int row, long value) {
        event.row = row;
        decideFailed(event, row);
        boolean same = table.decided(row) == value;
        event.repeated = strict && event.origin == Origin.NOTIFICATION && event.verdict != Verdict.KEEP;
        if (same && !decideAnew && !event.repeated) {
            (isIgnored(event) ? ignored : noops).incrementRelease();
            return;
        }
        if (!same && isRepair(event) && table.markRepaired(row, generation)) {
            repairs.found();
        }
        table.decide(row, value);
        event.decision = RowValue.isPresent(value) ? Decision.SET : Decision.DEL;
        event.value = value;
    }

    private static boolean isIgnored(NeighborEvent event) {
        return event.kind == EventKind.NEIGH_SET && !hasRow(event);
    }

    private static boolean hasRow(NeighborEvent event) {
        return event.verdict == Verdict.SET || event.verdict == Verdict.SET_ZERO;
    }

    /** What an audit finds changed; but that an address resolves for the first time is never announced. */
    private boolean isRepair(NeighborEvent event) {
        return repairs.isAudit() && event.origin != Origin.NOTIFICATION
                && !(event.verdict == Verdict.SET_ZERO && event.nudState == Nud.NUD_INCOMPLETE);
    }

    /** Each failure is written: the consumer of NEIGH_FAILED_TABLE makes one attempt for each it is told of. */
    private void decideFailed(NeighborEvent event, int row) {
        boolean held = table.isFailed(row);
        boolean failed = event.failedVerdict == Verdict.SET || (event.failedVerdict == Verdict.KEEP && held);
        boolean again = event.failedVerdict == Verdict.SET && event.origin == Origin.NOTIFICATION;
        if (failed != held || again || (decideAnew && event.family == Rtnetlink.AF_INET6)) {
            table.decideFailed(row, failed);
            event.failedDecision = failed ? Decision.SET : Decision.DEL;
        }
    }

    @Override
    public int onDutyCycle() {
        int work = sweepRow == NOT_SWEEPING ? 0 : sweep();
        int released = table.release(acknowledged.get(), openedAt, ROWS_PER_CYCLE);
        if (wasFull && table.hasRoom()) {
            wasFull = false;
            resyncs.request(ResyncCause.TABLE_FULL);
        }
        neighbors.setRelease(table.live());
        rows.setRelease(vrfs.publishedRows());
        return work + released;
    }

    /** Offers some of the neighbors that the dump did not have and no notification touched since it began. */
    private int sweep() {
        int from = sweepRow;
        int end = Math.min(from + ROWS_PER_CYCLE, table.highWater());
        for (; sweepRow < end; sweepRow++) {
            if (isSuspect(sweepRow) && !offer(sweepRow)) {
                return sweepRow - from;
            }
        }
        if (sweepRow == table.highWater() && suspects.offerEnd(generation)) {
            sweepRow = NOT_SWEEPING;
        }
        return 1 + end - from;
    }

    private boolean isSuspect(int row) {
        // what the strict mode kept of a neighbor that is gone goes once that mode is left
        boolean expected = table.isLive(row) || (!strict && table.isKept(row));
        return expected && table.seen(row) != generation && table.touched(row) < openedAt;
    }

    private boolean offer(int row) {
        boolean offered = suspects.offer(
                table.ifindex(row), table.family(row), table.addressHigh(row), table.addressLow(row));
        if (offered) {
            suspectCount.incrementRelease();
        }
        return offered;
    }

    @Override
    public boolean hasWork() {
        return sweepRow != NOT_SWEEPING;
    }

    @Override
    public void watch(WaitSet waitSet) {
    }

    @Override
    public long maxParkNanos() {
        return Long.MAX_VALUE;
    }
}
