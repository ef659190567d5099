package io.neighsync.engine.control;

/**
 * When an interval was.
 *
 * @param sinceNanos when it began, as {@link System#nanoTime} has it
 * @param nanos      how long it is
 */
public record LatencyInterval(long sinceNanos, long nanos) {
}
