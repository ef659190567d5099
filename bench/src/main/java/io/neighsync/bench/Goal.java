package io.neighsync.bench;

import java.util.Locale;

/**
 * What a figure's median is to reach.
 *
 * @param better what is better; {@link Better#NEITHER} when there is no goal
 * @param value  that the median may just be, in the figure's unit
 */
record Goal(Better better, double value) {
    /** No goal. */
    static final Goal NONE = new Goal(Better.NEITHER, 0);

    /** A figure that must not be larger. */
    static Goal atMost(double value) {
        return new Goal(Better.LESS, value);
    }

    /** A figure that must not be smaller. */
    static Goal atLeast(double value) {
        return new Goal(Better.MORE, value);
    }

    /** Whether there is one. */
    boolean isSet() {
        return better != Better.NEITHER;
    }

    /** Whether a median reaches it; any does where there is none. */
    boolean isReachedBy(double median) {
        return !better.prefers(value, median);
    }

    /** The same with so many times the room: a factor of 1 or more. */
    Goal relaxed(double factor) {
        return new Goal(better, better == Better.MORE ? value / factor : value * factor);
    }

    /** For a table; empty when there is none. */
    @Override
    public String toString() {
        return switch (better) {
            case LESS -> String.format(Locale.ROOT, "<= %.2f", value);
            case MORE -> String.format(Locale.ROOT, ">= %.2f", value);
            case NEITHER -> "";
        };
    }
}
