package io.neighsync.engine.event;

/** What the policy makes of one neighbor message, before it is compared with what was decided last. */
public enum Verdict {
    /** No neighbor message, or of a family that has no rows. */
    NONE,
    /** The neighbor has a row with its link-layer address. */
    SET,
    /** The neighbor has a row with the all-zero address: it could not be resolved on a dual-ToR switch. */
    SET_ZERO,
    /** The neighbor has no row; one that is held goes. */
    DEL,
    /** The row stays as it is, there or not. */
    KEEP,
    /** A row that is held takes the link-layer address; none begins. */
    REFRESH
}
