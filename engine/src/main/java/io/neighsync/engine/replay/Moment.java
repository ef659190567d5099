package io.neighsync.engine.replay;

/**
 * A point of a journal: behind every record that belongs to it, before all others. Immutable; any thread.
 *
 * @param bySequence whether the value is a sequence
 * @param value      nanoseconds since 1970, or the sequence of the last event that belongs to it
 */
public record Moment(boolean bySequence, long value) {
    /** Behind everything that was received at this time or before. */
    public static Moment ofTime(long nanos) {
        return new Moment(false, nanos);
    }

    /** Behind everything that this event, or one before, led to. */
    public static Moment ofSequence(long sequence) {
        return new Moment(true, sequence);
    }

    /** Whether an event with this time and this sequence comes only later. */
    public boolean isBefore(long wallNanos, long sequence) {
        return bySequence ? sequence > value : wallNanos > value;
    }

    /** Whether the record at which the cursor stands comes only later. */
    public boolean isBefore(JournalCursor cursor) {
        return isBefore(cursor.wallNanos(), cursor.record().sequence());
    }

    @Override
    public String toString() {
        return bySequence ? "seq:" + value : WallTime.text(value);
    }
}
