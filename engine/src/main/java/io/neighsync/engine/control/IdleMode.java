package io.neighsync.engine.control;

import java.util.Locale;

/** What a thread of the pipeline does when there is nothing to do. */
public enum IdleMode {
    /**
     * {@link #SPIN} when there are three threads or more, each has a core of its own and one is left over, else
     * {@link #BLOCK}.
     */
    AUTO,
    /** Busy spin: the lowest latency, a whole core each. */
    SPIN,
    /** Spin, yield, offering the core to others. */
    YIELD,
    /** Block in ppoll(2) until a socket or another thread brings work. */
    BLOCK;

    /** The mode itself, or for {@link #AUTO} what suits these numbers; a spin that does not fit is refused. */
    public IdleMode resolve(int threads, int cores) {
        boolean fits = threads < cores;
        return switch (this) {
            case AUTO, SPIN -> fits && (this == SPIN || threads > 2) ? SPIN : BLOCK;
            case YIELD, BLOCK -> this;
        };
    }

    /** Its name in the configuration. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
