package io.neighsync.engine.event;

/** What CoalesceStage decided about the row of one event. */
public enum Decision {
    /** Nothing changes in Redis. */
    NONE,
    /** The row is to hold {@link NeighborEvent#value}. */
    SET,
    /** The row is to be absent. */
    DEL,
    /** Every row of {@link NeighborEvent#ifindex} is to be absent: the link is gone. */
    DEL_LINK
}
