package io.neighsync.engine.simulation;

import io.neighsync.engine.replay.JournalSegment;
import io.neighsync.engine.replay.RecordedSegment;
import io.neighsync.journal.SegmentAppender;
import io.neighsync.journal.SegmentSource;
import java.util.ArrayList;
import java.util.List;

/** A journal in memory, whose next segment is there a while after the last one was taken, and not while it is full. */
final class SimulatedDisk implements SegmentSource {
    private static final long SEGMENT_BYTES = 6_000;
    private static final int TIMES_SNAPSHOT = 4;
    private static final int SEGMENTS_KEPT = 8;

    private final List<RecordedSegment> segments = new ArrayList<>();
    private int next = 1;
    private int restartsAt;
    private long snapshotBytes;
    private boolean prepared = true;
    private boolean full;

    @Override
    public SegmentAppender take() {
        if (!prepared || full) {
            return null;
        }
        prepared = false;
        RecordedSegment segment = new RecordedSegment(
                next++, Math.max(SEGMENT_BYTES, TIMES_SNAPSHOT * snapshotBytes));
        segments.add(segment);
        return segment;
    }

    @Override
    public void release(SegmentAppender segment) {
    }

    @Override
    public void restartsAt(int number) {
        restartsAt = number;
    }

    @Override
    public void expectSnapshot(long bytes) {
        snapshotBytes = bytes;
    }

    /** Time passes: another segment is prepared. */
    void prepare() {
        prepared = true;
    }

    /** Whether there is no space left; the segment that is written takes nothing more then. */
    void full(boolean value) {
        full = value;
        if (value && !segments.isEmpty()) {
            segments.getLast().fail();
        }
    }

    /** The last segment cannot be read any further than to this record. */
    void damage(int record) {
        if (!segments.isEmpty()) {
            RecordedSegment last = segments.getLast();
            last.damage(record % Math.max(1, last.records().size()));
        }
    }

    /** The last records are lost without a trace. */
    void lose(int records) {
        if (!segments.isEmpty()) {
            segments.getLast().lose(records);
        }
    }

    /** What a new process finds; all but some of the segments before the one that a restart begins with are gone. */
    List<JournalSegment> segments() {
        segments.removeIf(segment -> segment.number() < restartsAt - SEGMENTS_KEPT);
        return segments.stream().map(RecordedSegment::whole).toList();
    }

    /** Damaged segments are put aside. */
    void quarantine(int number) {
        segments.removeIf(segment -> segment.number() == number);
    }
}
