package io.neighsync.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which segments are to go, the oldest first; those put aside as damaged go in their turn.
 *
 * @param maxSize bytes all of them may take.
 * @param maxAge  of the last record of one.
 */
record Retention(long maxSize, Duration maxAge) {
    /**
     * Which are to be removed now.
     *
     * @param stored   all there are, the oldest first.
     * @param mustStay tells which must not go whatever their age and size.
     * @param incoming bytes that are to be reserved next.
     * @param now      milliseconds since the epoch.
     * @return the oldest first.
     */
    List<StoredSegment> due(List<StoredSegment> stored, Predicate<StoredSegment> mustStay, long incoming, long now) {
        long bytes = incoming + stored.stream().mapToLong(StoredSegment::bytes).sum();
        final List<StoredSegment> due = new ArrayList<>();
        for (final StoredSegment one : stored) {
            final boolean isDue = bytes > maxSize || now - one.lastMillis() > maxAge.toMillis();
            if (isDue && !mustStay.test(one)) {
                due.add(one);
                bytes -= one.bytes();
            }
        }
        return due;
    }
}
