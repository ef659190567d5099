package io.neighsync.journal;

/**
 * What retention needs to know of a segment on disk.
 *
 * @param segment     number and folder.
 * @param bytes       of space it takes.
 * @param lastMillis  when it was last written to, since the epoch.
 * @param quarantined whether it was found damaged and put aside.
 */
record StoredSegment(SegmentFile segment, long bytes, long lastMillis, boolean quarantined) {
    int number() {
        return segment.number();
    }
}
