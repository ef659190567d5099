package io.neighsync.engine.control;

/** Which agents share a thread. A deployment choice: the agents and their order are the same in every mode. */
public enum ThreadingMode {
    /** Chosen from the cores the process may use. */
    AUTO,
    /** Receiver and stages on one thread. */
    SINGLE,
    /** The receiver on one thread, all stages on another. */
    SHARED,
    /** The receiver; parse, classify and coalesce; journal; redis. */
    GROUPED,
    /** One thread for the receiver and for each stage. */
    DEDICATED;

    private static final int CORES_FOR_SHARED = 3;
    private static final int CORES_FOR_GROUPED = 4;
    private static final int CORES_FOR_DEDICATED = 7;

    /** The mode itself, or for {@link #AUTO} what suits this many cores. */
    public ThreadingMode resolve(int cores) {
        if (this != AUTO) {
            return this;
        }
        if (cores >= CORES_FOR_DEDICATED) {
            return DEDICATED;
        }
        if (cores >= CORES_FOR_GROUPED) {
            return GROUPED;
        }
        return cores >= CORES_FOR_SHARED ? SHARED : SINGLE;
    }
}
