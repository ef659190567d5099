package io.neighsync.engine.control;

import java.util.Locale;

/** Which agents share a thread. A deployment choice: the agents and their order are the same in every mode. */
public enum ThreadingMode {
    /** Chosen from the cores the process may use. */
    AUTO,
    /** Receiver and stages on one thread. */
    SINGLE,
    /** The receiver on one thread, all stages on another. */
    SHARED,
    /** The receiver; parse, classify and coalesce; redis; journal. */
    GROUPED,
    /** One thread for the receiver and for each stage. */
    DEDICATED;

    /** Parse, classify and coalesce: what comes before a decision is made; RedisStage is the one behind them. */
    static final int DECIDING_STAGES = 3;

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

    /** The layout with the most threads that a pipeline can have on so many cores, one a thread; at least one core. */
    static ThreadingMode largest(int cores, int stages) {
        for (ThreadingMode mode : new ThreadingMode[] {DEDICATED, GROUPED, SHARED}) {
            if (mode.threads(stages) <= cores) {
                return mode;
            }
        }
        return SINGLE;
    }

    /** How many threads a pipeline with so many stages has. */
    int threads(int stages) {
        return switch (this) {
            case SINGLE -> 1;
            case SHARED -> 2;
            case GROUPED -> 2 + stages - DECIDING_STAGES;
            case DEDICATED -> 1 + stages;
            case AUTO -> throw new IllegalStateException("threading.mode = auto is not resolved");
        };
    }

    /** Its name in the configuration. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
