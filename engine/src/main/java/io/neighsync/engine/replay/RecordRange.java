package io.neighsync.engine.replay;

/** The records from one moment to another. One thread. */
public final class RecordRange {
    private static final int NANOS_PER_MICRO = 1000;

    private final Moment from;
    private final MomentWatch to;
    private boolean over;

    /**
     * A range.
     *
     * @param from the first moment; null for all from the first record on. Times count in microseconds, as they are
     *             printed
     * @param to   the last moment; null for all up to the last record
     */
    public RecordRange(Moment from, Moment to) {
        this.from = from;
        this.to = new MomentWatch(to);
    }

    /** Whether the record at which the cursor stands is in the range; to be asked of each, in order. */
    public boolean contains(JournalCursor cursor) {
        over |= to.isOver(cursor);
        return !over && (from == null || !isEarly(cursor));
    }

    private boolean isEarly(JournalCursor cursor) {
        return from.bySequence() ? cursor.record().sequence() < from.value()
                : Math.floorDiv(cursor.wallNanos(), NANOS_PER_MICRO) < Math.floorDiv(from.value(), NANOS_PER_MICRO);
    }

    /** Whether the range is over: no later record is in it. */
    public boolean isOver() {
        return over;
    }
}
