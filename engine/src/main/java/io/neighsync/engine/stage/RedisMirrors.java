package io.neighsync.engine.stage;

import io.neighsync.engine.codec.RowCodec;
import io.neighsync.engine.event.Decision;
import io.neighsync.engine.event.LinkChanges;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.Origin;
import io.neighsync.engine.event.RowValue;

/**
 * The tables that are mirrored, which share row ids, batches and connections. A batch holds entries of the first table,
 * then entries of the second. One thread: RedisStage's; no I/O.
 */
final class RedisMirrors {
    private final RedisMirror neighbors;
    private final RedisMirror failed;
    private boolean holding;

    RedisMirrors(MirrorMemory memory, RowListener listener) {
        RowCodec codec = memory.codec();
        neighbors = new RedisMirror(RedisTable.NEIGHBORS, memory.neighbors(), codec, codec::fields,
                memory.maxBatch(), listener);
        failed = new RedisMirror(RedisTable.FAILED, memory.failed(), codec, (family, value) -> codec.failedFields(),
                memory.maxBatch(), RowListener.NONE);
    }

    /** Takes over what was decided about the event's rows, and what became of links. */
    void onEvent(NeighborEvent event, long sequence, long receivedNanos) {
        switch (event.decision) {
            case SET, DEL -> neighbors.decide(
                    event, event.value, event.repeated && !holding, sequence, receivedNanos);
            case DEL_LINK -> {
                neighbors.removeLink(event.ifindex);
                failed.removeLink(event.ifindex);
            }
            case NONE -> { }
        }
        if (event.dropRoute) {
            neighbors.dropRoute(event, sequence);
        }
        if (event.failedDecision != Decision.NONE) {
            long value = event.failedDecision == Decision.SET ? RowCodec.FAILED : RowValue.ABSENT;
            boolean repeated = event.failedDecision == Decision.SET && event.origin == Origin.NOTIFICATION;
            failed.decide(event, value, repeated, sequence, receivedNanos);
        }
        if (!event.linkChanges.isEmpty()) {
            follow(event.linkChanges);
        }
        neighbors.seen(sequence);
        failed.seen(sequence);
    }

    /** Whether nothing is written for now: then what Redis holds already is not written again either. */
    void hold(boolean holds) {
        holding = holds;
    }

    private void follow(LinkChanges changes) {
        neighbors.follow(changes);
        failed.follow(changes);
    }

    void connect(HeldTables held) {
        neighbors.connect(held.neighbors());
        failed.connect(held.failed());
    }

    void resume(HeldTables held) {
        neighbors.resume(held.neighbors());
        failed.resume(held.failed());
    }

    boolean canResume() {
        return neighbors.canResume() && failed.canResume();
    }

    RedisLink.Uncertain uncertain() {
        return new RedisLink.Uncertain(neighbors.uncertainKeys(), failed.uncertainKeys());
    }

    void disconnect() {
        neighbors.disconnect();
        failed.disconnect();
    }

    void abandon() {
        neighbors.abandon();
        failed.abandon();
    }

    void forget() {
        neighbors.forget();
        failed.forget();
    }

    int walk() {
        return neighbors.walk() + failed.walk();
    }

    int fill(RowSink sink) {
        return neighbors.fill(sink) + failed.fill(sink);
    }

    /** When the event of an entry was received; 0 when it is not timed. */
    long receivedNanos(int index) {
        int first = neighbors.batch().size();
        return index < first
                ? neighbors.batch().receivedNanos(index) : failed.batch().receivedNanos(index - first);
    }

    /** Whether an entry set a row, rather than deleted one. */
    boolean isSet(int index) {
        int first = neighbors.batch().size();
        return RowValue.isPresent(
                index < first ? neighbors.batch().value(index) : failed.batch().value(index - first));
    }

    void acknowledge(int index) {
        int first = neighbors.batch().size();
        if (index < first) {
            neighbors.acknowledge(index);
        } else {
            failed.acknowledge(index - first);
        }
    }

    /** Whether it was a row that was thought to be ours. */
    boolean refuse(int index) {
        int first = neighbors.batch().size();
        return index < first ? neighbors.refuse(index) : failed.refuse(index - first);
    }

    void complete() {
        neighbors.complete();
        failed.complete();
    }

    void refuseBatch() {
        neighbors.refuseBatch();
        failed.refuseBatch();
    }

    void retryRefused() {
        neighbors.retryRefused();
        failed.retryRefused();
    }

    boolean hasRefused() {
        return neighbors.hasRefused() || failed.hasRefused();
    }

    void releaseUnclaimed() {
        neighbors.releaseUnclaimed();
        failed.releaseUnclaimed();
    }

    int unclaimedKeys() {
        return neighbors.unclaimedKeys() + failed.unclaimedKeys();
    }

    boolean hasOverflowed() {
        return neighbors.hasOverflowed() || failed.hasOverflowed();
    }

    boolean hasWork() {
        return neighbors.hasWork() || failed.hasWork();
    }

    boolean isCompared() {
        return neighbors.isCompared() && failed.isCompared();
    }

    boolean isCaughtUp() {
        return neighbors.isCaughtUp() && failed.isCaughtUp();
    }

    boolean isSettled() {
        return neighbors.isSettled() && failed.isSettled();
    }

    int pendingRows() {
        return neighbors.pendingRows() + failed.pendingRows();
    }

    /** The sequence up to which every decision is in Redis or needs no row id any more. */
    long acknowledgedSequence() {
        return Math.min(neighbors.acknowledgedSequence(), failed.acknowledgedSequence());
    }

    void beginAudit() {
        neighbors.beginAudit();
        failed.beginAudit();
    }

    void compare(HeldTables held) {
        neighbors.audit().compare(held.neighbors());
        failed.audit().compare(held.failed());
    }

    /** Compares some more rows with what the audit read; returns how many. */
    int walkAudit() {
        return neighbors.walkAudit() + failed.walkAudit();
    }

    boolean isAuditing() {
        return neighbors.audit().isRunning() || failed.audit().isRunning();
    }

    /** Differences found by the audit so far, or by the last one. */
    int auditDifferences() {
        return neighbors.audit().differences() + failed.audit().differences();
    }

    void tellDifferences(DifferenceListener listener) {
        neighbors.tellDifferences(listener);
    }
}
