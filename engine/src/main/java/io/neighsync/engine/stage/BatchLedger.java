package io.neighsync.engine.stage;

/**
 * What each entry of the batch that is on its way is about, in the order in which Redis answers. Flat arrays. One
 * thread: RedisStage's.
 */
final class BatchLedger {
    /** What an entry is about. */
    enum Kind {
        /** A row. */
        ROW,
        /** The route of a row's neighbor. */
        ROUTE,
        /** An entry of the unclaimed keys. */
        UNCLAIMED,
        /** A row that has left the entry: its answer is nobody's. */
        GONE
    }

    /** What became of an entry's subject, to be seen to when the whole batch is answered. */
    enum Outcome {
        /** Nothing is left to do. */
        DONE,
        /** It goes back to the head of the line. */
        AGAIN,
        /** It is set aside. */
        ASIDE
    }

    private final Kind[] kinds;
    private final Outcome[] outcomes;
    private final int[] subjects;
    private final long[] values;
    private final long[] sequences;
    private final long[] received;
    private int size;
    private long oldest = Long.MAX_VALUE;
    private boolean unfinished;

    BatchLedger(int maxBatch) {
        kinds = new Kind[maxBatch];
        outcomes = new Outcome[maxBatch];
        subjects = new int[maxBatch];
        values = new long[maxBatch];
        sequences = new long[maxBatch];
        received = new long[maxBatch];
    }

    /**
     * Adds an entry.
     *
     * @param subject       the row, or the entry of the unclaimed keys
     * @param value         what Redis holds when it has carried the entry out
     * @param sequence      of the decision; {@link Long#MAX_VALUE} when there was none
     * @param receivedNanos when its event was received; 0 when it is not timed
     */
    void enter(Kind kind, int subject, long value, long sequence, long receivedNanos) {
        kinds[size] = kind;
        outcomes[size] = Outcome.DONE;
        subjects[size] = subject;
        values[size] = value;
        sequences[size] = sequence;
        received[size] = receivedNanos;
        size++;
        oldest = Math.min(oldest, sequence);
    }

    /** Takes the row out of its entry. */
    void leave(int row) {
        for (int i = 0; i < size; i++) {
            if (kinds[i] == Kind.ROW && subjects[i] == row) {
                kinds[i] = Kind.GONE;
            }
        }
    }

    /** Notes what is left to do about an entry. */
    void outcome(int index, Outcome outcome) {
        outcomes[index] = outcome;
        unfinished = true;
    }

    Outcome outcome(int index) {
        return outcomes[index];
    }

    /** Whether something is left to do about any entry. */
    boolean isUnfinished() {
        return unfinished;
    }

    void clear() {
        size = 0;
        unfinished = false;
        oldest = Long.MAX_VALUE;
    }

    int size() {
        return size;
    }

    /** The sequence of the oldest decision on its way; {@link Long#MAX_VALUE} when there is none. */
    long oldestSequence() {
        return oldest;
    }

    Kind kind(int index) {
        return kinds[index];
    }

    int subject(int index) {
        return subjects[index];
    }

    long value(int index) {
        return values[index];
    }

    long sequence(int index) {
        return sequences[index];
    }

    long receivedNanos(int index) {
        return received[index];
    }
}
