package io.neighsync.engine.replay;

import io.neighsync.journal.SegmentAppender;
import io.neighsync.journal.SegmentSource;
import java.util.ArrayList;
import java.util.List;

/** A journal in memory that keeps every segment, and what it was told; the next is there when it is prepared. */
public final class RecordedSegments implements SegmentSource {
    private static final int TIMES_SNAPSHOT = 4;

    private final List<RecordedSegment> segments = new ArrayList<>();
    private final List<Integer> released = new ArrayList<>();
    private long segmentBytes = Long.MAX_VALUE;
    private long snapshotBytes;
    private int restartsAt;
    private boolean prepared;
    private boolean full;
    private RecordedSegment current;

    /** Segments that follow have so much room, and several times as much as a snapshot is said to take. */
    public void segmentBytes(long bytes) {
        segmentBytes = bytes;
    }

    /** Another segment is there to be taken. */
    public RecordedSegments prepare() {
        prepared = true;
        return this;
    }

    @Override
    public SegmentAppender take() {
        if (!prepared || full) {
            return null;
        }
        prepared = false;
        current = new RecordedSegment(
                segments.size() + 1, Math.max(segmentBytes, TIMES_SNAPSHOT * snapshotBytes));
        segments.add(current);
        return current;
    }

    @Override
    public void release(SegmentAppender segment) {
        released.add(segment.number());
        current = segment == current ? null : current;
    }

    @Override
    public void restartsAt(int number) {
        restartsAt = number;
    }

    @Override
    public void expectSnapshot(long bytes) {
        snapshotBytes = bytes;
    }

    /** Every segment that was taken. */
    public List<RecordedSegment> all() {
        return segments;
    }

    /** The segment that was taken last. */
    public RecordedSegment last() {
        return segments.getLast();
    }

    /** What is found by who reads the journal. */
    public List<JournalSegment> whole() {
        return segments.stream().map(RecordedSegment::whole).toList();
    }

    /** The segment that is written, or null. */
    public RecordedSegment current() {
        return current;
    }

    /** Whether there is no space left; the segment that is written takes nothing more then. */
    public void full(boolean value) {
        full = value;
        if (value && current != null) {
            current.fail();
        }
    }

    /** Who wrote is no more. */
    public void abandon() {
        current = null;
    }

    /** The segments given back, in order. */
    public List<Integer> released() {
        return released;
    }

    /** Where a restart can begin; 0 for nowhere. */
    public int restartsAt() {
        return restartsAt;
    }

    /** How long the snapshot was said to be. */
    public long snapshotBytes() {
        return snapshotBytes;
    }
}
