package io.neighsync.engine.replay;

import io.neighsync.engine.codec.RecordType;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The rows and links as they were at a moment: the last snapshot that was complete by then, and every decision from
 * there to the moment. One thread.
 *
 * <p>Where the wall clock was set back, a time stands for the first moment at which the clock showed more.
 */
public final class PastTable implements AutoCloseable {
    private final List<JournalSegment> segments;
    private final Moment moment;
    private final JournalImage image;
    private final MomentWatch watch;
    private long lastNanos;
    private long lastRun;
    private String remark;

    private PastTable(List<JournalSegment> segments, Moment moment, int capacity) {
        this.segments = segments;
        this.moment = moment;
        this.image = new JournalImage(capacity);
        this.watch = new MomentWatch(moment);
    }

    /**
     * Reads the state at a moment.
     *
     * @param segments of the journal, in the order of their numbers
     * @param progress is told of each record that is read
     * @return it; the taker closes it
     * @throws UnrecordedMomentException when the journal does not tell
     */
    public static PastTable at(List<JournalSegment> segments, Moment moment, Consumer<JournalCursor> progress) {
        List<JournalSegment> from = segments.subList(start(segments, moment), segments.size());
        PastTable table = new PastTable(from, moment, RowBound.of(from, moment, progress));
        boolean read = false;
        try {
            table.read(progress);
            read = true;
            return table;
        } finally {
            if (!read) {
                table.close();
            }
        }
    }

    private void read(Consumer<JournalCursor> progress) {
        try (JournalCursor cursor = new JournalCursor(segments)) {
            boolean more = true;
            while (more && cursor.next()) {
                more = apply(cursor);
                progress.accept(cursor);
            }
            if (!cursor.damages().isEmpty()) {
                throw new UnrecordedMomentException("the journal does not tell of " + moment + ", only of what was"
                        + " until " + WallTime.text(lastNanos) + ": " + cursor.damages().getFirst().what());
            }
            boolean ahead = moment.bySequence() && more && image.lastSequence() < moment.value();
            if (ahead) {
                throw new UnrecordedMomentException(moment + " is not in the journal yet: its last record is of "
                        + "seq:" + image.lastSequence());
            }
        }
    }

    /** Applies a record; false when the moment is reached. */
    private boolean apply(JournalCursor cursor) {
        boolean over = watch.isOver(cursor);
        if (cursor.number() == 0 && image.segment() != 0 && !cursor.continues()) {
            return begin(cursor, over);
        }
        if (over) {
            return false;
        }
        image.apply(cursor.record());
        lastNanos = cursor.wallNanos();
        lastRun = cursor.run();
        return true;
    }

    /** A segment begins that does not continue the one before; no snapshot in it was complete at the moment. */
    private boolean begin(JournalCursor cursor, boolean over) {
        String from = WallTime.text(lastNanos);
        String to = WallTime.text(cursor.wallNanos());
        if (!over) {
            throw new UnrecordedMomentException("the journal does not tell of " + moment + ": segment "
                    + cursor.segment() + " begins at " + to + " without continuing the one before, which ends at "
                    + from + ", and its snapshot was not complete yet");
        }
        if (cursor.run() == lastRun || cursor.damages().size() > 0) {
            throw new UnrecordedMomentException("the journal does not tell of " + moment
                    + ": decisions between " + from + " and " + to + " are not in it");
        }
        remark = "the run that recorded this made its last record at " + from + ", and the next is recorded from " + to
                + " on";
        return false;
    }

    /** The place of the last segment whose snapshot was complete at the moment. */
    private static int start(List<JournalSegment> segments, Moment moment) {
        long firstNanos = 0;
        int first = 0;
        for (int i = segments.size() - 1; i >= 0; i--) {
            try (JournalCursor cursor = new JournalCursor(segments.subList(i, i + 1))) {
                if (cursor.next()) {
                    firstNanos = cursor.wallNanos();
                    first = cursor.segment();
                    if (!moment.isBefore(cursor) && isComplete(cursor, moment)) {
                        return i;
                    }
                }
            }
        }
        if (first == 0) {
            throw new UnrecordedMomentException("the journal has no records that can be read");
        }
        throw new UnrecordedMomentException(moment + " is before the journal begins: the snapshot of its segment "
                + first + ", the first one, began at " + WallTime.text(firstNanos));
    }

    /** Whether the snapshot at the segment's beginning was complete at the moment. */
    private static boolean isComplete(JournalCursor cursor, Moment moment) {
        while (cursor.next()) {
            if (cursor.type() == RecordType.COMPLETE) {
                return !moment.isBefore(cursor);
            }
        }
        return false;
    }

    /** The state. */
    public JournalImage image() {
        return image;
    }

    /** What is to be known of how sure it is; nothing when it is sure. */
    public Optional<String> remark() {
        return Optional.ofNullable(remark);
    }

    @Override
    public void close() {
        image.close();
    }
}
