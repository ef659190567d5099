package io.neighsync.engine.stage;

/** Why the kernel's tables are to be dumped. */
public enum ResyncCause {
    /** The first generation, and a second one when that is in Redis: a dump can miss entries of a growing table. */
    START(1 << 0),
    /** The kernel dropped notifications. */
    OVERRUN(1 << 1),
    /** The interval of audits is over. */
    AUDIT(1 << 2),
    /** A dump was interrupted each time it was asked for, so links may be missing from it. */
    INTERRUPTED(1 << 3),
    /** Redis holds keys that no row claims: a second dump must not have them either before they go. */
    UNCLAIMED(1 << 4),
    /** A neighbor found no place in the table, and there may be one now. */
    TABLE_FULL(1 << 5),
    /** A stage failed on an event: everything is decided and compared anew. */
    ERROR(1 << 6),
    /** The settings of the policy have changed, or a link has taken a name that is set up otherwise. */
    CONFIG(1 << 7);

    private final int bit;

    ResyncCause(int bit) {
        this.bit = bit;
    }

    /** The cause's bit in a set of causes. */
    int bit() {
        return bit;
    }

    /** Whether the cause is in this set. */
    boolean isIn(int causes) {
        return (causes & bit) != 0;
    }

    /** Whether there is no other cause than an audit, so that nothing should be found to change. */
    static boolean isAudit(int causes) {
        return causes == AUDIT.bit;
    }
}
