package io.neighsync.engine.replay;

import io.neighsync.journal.SegmentAppender;
import io.neighsync.journal.SegmentSource;
import java.util.ArrayList;
import java.util.List;

/** A journal in memory: there is always a next segment, unless it is full. */
public final class MemoryJournal implements SegmentSource {
    private final int room;
    private final List<MemorySegment> segments = new ArrayList<>();
    private boolean full;

    /** A journal whose segments have room for so many records. */
    public MemoryJournal(int room) {
        this.room = room;
    }

    @Override
    public SegmentAppender take() {
        if (full) {
            return null;
        }
        MemorySegment segment = new MemorySegment(segments.size() + 1, room);
        segments.add(segment);
        return segment;
    }

    @Override
    public void release(SegmentAppender segment) {
    }

    @Override
    public void restartsAt(int number) {
    }

    @Override
    public void expectSnapshot(long bytes) {
    }

    /** Whether there is no next segment. */
    public void full(boolean value) {
        full = value;
    }

    MemorySegment segment(int number) {
        return segments.get(number - 1);
    }

    /** How many there are. */
    public int size() {
        return segments.size();
    }

    /** What can be read. */
    public List<JournalSegment> segments() {
        return segments.stream().map(MemorySegment::readable).toList();
    }
}
