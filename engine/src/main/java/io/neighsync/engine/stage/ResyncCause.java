package io.neighsync.engine.stage;

/** Why the kernel's tables are to be dumped. */
public enum ResyncCause {
    /** The first generation, and a second one when that is in Redis: a dump can miss entries of a growing table. */
    START(1 << 0),
    /** The kernel dropped notifications. */
    OVERRUN(1 << 1),
    /** Redis holds keys that no row claims: a second dump must not have them either before they go. */
    UNCLAIMED(1 << 2),
    /** A neighbor found no place in the table, and there may be one now. */
    TABLE_FULL(1 << 3),
    /** A stage failed on an event. */
    ERROR(1 << 4);

    private final int bit;

    ResyncCause(int bit) {
        this.bit = bit;
    }

    /** The cause's bit in a set of causes. */
    int bit() {
        return bit;
    }
}
