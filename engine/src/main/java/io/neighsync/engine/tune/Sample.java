package io.neighsync.engine.tune;

/**
 * What was measured in one interval.
 *
 * @param p99Nanos        from the receiving of an event to Redis' acknowledgment, not exceeded by 99 % of them; 0
 *                        without any
 * @param eventsPerSecond notifications received
 * @param errorRate       share of rows, or of batches if that is more, that Redis refused, 0 to 1
 * @param pendingRows     rows waiting for Redis at its end
 * @param residentBytes   resident memory of the process at its end
 * @param overruns        of the event socket
 */
public record Sample(
        long p99Nanos, double eventsPerSecond, double errorRate, long pendingRows, long residentBytes, long overruns) {
}
