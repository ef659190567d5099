package io.neighsync.engine.replay;

import io.neighsync.engine.event.LinkName;

/**
 * What was decided about a row at one time. Immutable; any thread.
 *
 * @param wallNanos when the event behind it was received, in nanoseconds since 1970
 * @param sequence  of that event
 * @param segment   of the journal that has it
 * @param ifindex   the row's link
 * @param link      the name under which the row is published; null when it is not
 * @param outcome   what was decided
 * @param value     for SET, as {@code RowValue} packs it
 * @param cause     why
 */
public record RowDecision(
        long wallNanos, long sequence, int segment, int ifindex, LinkName link, Outcome outcome, long value,
        Cause cause) {
    /** What a row is to be. */
    public enum Outcome {
        /** NEIGH_TABLE holds it. */
        SET,
        /** NEIGH_TABLE does not hold it. */
        DELETED,
        /** NEIGH_FAILED_TABLE holds it: it could not be resolved. */
        FAILED,
        /** NEIGH_FAILED_TABLE does not hold it any more. */
        FAILED_NO_MORE
    }
}
