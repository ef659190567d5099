package io.neighsync.engine.stage;

import org.agrona.concurrent.status.AtomicCounter;

/**
 * Whether notifications were lost that no clean generation has made good yet. An overrun begins it; a generation that
 * began after the event socket was drained, read its links to the end and saw no further overrun ends it, as soon as
 * Redis has acknowledged what it found. RedisStage writes, in the order of the ring; any thread reads.
 */
final class OverrunState {
    private static final long NEVER = Long.MAX_VALUE;

    private final AtomicCounter overruns;
    private long countedAtOpening;
    private boolean opened;
    private boolean linksComplete;
    private long cleanAt = NEVER;
    private volatile long heardOf;
    private volatile boolean degraded;

    /** Nothing lost; the counter is the receiver's. */
    OverrunState(AtomicCounter overruns) {
        this.overruns = overruns;
    }

    /** The kernel dropped notifications, so many times so far. */
    void onOverrun(long counted) {
        degraded = true;
        heardOf = counted;
        opened = false;
        cleanAt = NEVER;
    }

    /** A generation opens, after so many overruns, which it does only when the event socket has been drained. */
    void onOpened(long counted) {
        opened = true;
        linksComplete = false;
        countedAtOpening = counted;
    }

    /** The generation has read the links without an interruption. */
    void onLinksComplete() {
        linksComplete = true;
    }

    /** The generation closes. */
    void onClosed(long sequence) {
        if (opened && linksComplete) {
            cleanAt = sequence;
            heardOf = Math.max(heardOf, countedAtOpening);
        }
        opened = false;
    }

    /** Redis holds everything that was decided up to this sequence. */
    void onAcknowledged(long sequence) {
        if (sequence >= cleanAt) {
            cleanAt = NEVER;
            degraded = false;
        }
    }

    /** Whether the table may differ from the kernel's, also for an overrun that is still in the ring. Any thread. */
    boolean isDegraded() {
        // in this order: what is heard of is degraded first
        return heardOf != overruns.get() || degraded;
    }
}
