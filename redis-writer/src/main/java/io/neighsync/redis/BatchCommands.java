package io.neighsync.redis;

/**
 * What each command between MULTI and EXEC is for, so that the refusal of one refuses the right rows. Used by one
 * thread; allocates nothing.
 */
final class BatchCommands {
    /**
     * Whom the refusal of a command concerns.
     */
    enum Purpose {
        /** One row. */
        ROW,
        /** All rows of a table: a consumer would not look at them. */
        TABLE,
        /** The deleted rows of a table: a consumer would keep them. */
        DELETES,
        /** Nobody: the rows stand without it. */
        BATCH
    }

    private final Purpose[] purposes;
    private final int[] subjects;
    private int count;

    BatchCommands(int capacity) {
        purposes = new Purpose[capacity];
        subjects = new int[capacity];
    }

    void clear() {
        count = 0;
    }

    /** Adds a command; the subject is the index of its row or of its table. */
    void add(Purpose purpose, int subject) {
        purposes[count] = purpose;
        subjects[count] = subject;
        count++;
    }

    int count() {
        return count;
    }

    Purpose purpose(int command) {
        return purposes[command];
    }

    int subject(int command) {
        return subjects[command];
    }
}
