package io.neighsync.bench;

/** Whether less of a figure or more of it is the better. */
enum Better {
    /** A time, for example. */
    LESS,
    /** A rate, for example. */
    MORE,
    /** A figure that describes a run and does not judge it. */
    NEITHER;

    /** Whether the first value is better than the second. */
    boolean prefers(double one, double other) {
        return switch (this) {
            case LESS -> one < other;
            case MORE -> one > other;
            case NEITHER -> false;
        };
    }

    /** As a result file has it. */
    String word() {
        return switch (this) {
            case LESS -> "less";
            case MORE -> "more";
            case NEITHER -> "neither";
        };
    }

    /** What a result file has; {@link #NEITHER} where it has something else. */
    static Better of(String word) {
        return switch (word) {
            case "less" -> LESS;
            case "more" -> MORE;
            default -> NEITHER;
        };
    }
}
