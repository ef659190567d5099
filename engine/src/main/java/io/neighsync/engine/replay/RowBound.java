package io.neighsync.engine.replay;

import io.neighsync.engine.codec.RecordType;
import java.util.List;
import java.util.function.Consumer;

/**
 * How many rows there can be at most, so that no more memory is reserved than a state can need: an index of a journal's
 * whole size would be touched all over. Any thread.
 */
public final class RowBound {
    private static final long MOST = 1 << 25;

    private RowBound() {
    }

    /**
     * Counts the rows that snapshots and decisions tell of.
     *
     * @param until    the moment up to which they do; null for all of them
     * @param progress is told of each record that is read
     * @return 1 or more
     */
    public static int of(List<JournalSegment> segments, Moment until, Consumer<JournalCursor> progress) {
        MomentWatch watch = new MomentWatch(until);
        long rows = 1;
        try (JournalCursor cursor = new JournalCursor(segments)) {
            while (cursor.next() && !watch.isOver(cursor)) {
                if (cursor.type() == RecordType.ROW) {
                    rows++;
                } else if (cursor.type() == RecordType.SNAPSHOT_ROWS) {
                    rows += cursor.record().buffer().getInt(cursor.record().offset());
                }
                progress.accept(cursor);
            }
        }
        return (int) Math.min(rows, MOST);
    }
}
