package io.neighsync.engine.stage;

import org.agrona.concurrent.status.AtomicCounter;

/**
 * Counts what an audit changes and no notification explains. What looks like a repair may be a notification on its way,
 * so the count is published when the generation closes. One thread: that of the stage that owns it.
 */
final class AuditRepairs {
    private final AtomicCounter counter;
    private boolean audit;
    private int found;

    AuditRepairs(AtomicCounter counter) {
        this.counter = counter;
    }

    /** A generation opens for these causes, a bit each. */
    void open(int causes) {
        audit = ResyncCause.isAudit(causes);
    }

    /** Whether the open generation is an audit. */
    boolean isAudit() {
        return audit;
    }

    /** Something was changed that was not marked before. */
    void found() {
        found++;
    }

    /** A notification came for something that was marked. */
    void explained() {
        found--;
    }

    /** The generation closes. */
    void close() {
        audit = false;
        counter.getAndAddRelease(found);
        found = 0;
    }
}
