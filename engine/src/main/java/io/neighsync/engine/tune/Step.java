package io.neighsync.engine.tune;

/**
 * What the tuner does to one knob, or has found out about it.
 *
 * @param kind   what it is
 * @param knob   the knob
 * @param before its value so far
 * @param after  its value from now on
 * @param reason the figures that speak for it
 */
public record Step(Kind kind, Knob knob, long before, long after, String reason) {
    /** Kinds of steps. */
    public enum Kind {
        /** A change on trial. */
        TRY("tries"),
        /** A change that is not on trial because it can do no harm. */
        GROW("grows"),
        /** A change that helped stays. */
        KEEP("keeps"),
        /** A change that did not is taken back. */
        REVERT("reverts");

        private final String verb;

        Kind(String verb) {
            this.verb = verb;
        }
    }

    /** Whether the knob is turned by it. */
    public boolean isChange() {
        return kind != Kind.KEEP;
    }

    /** What is to be set, and why. */
    public String advice() {
        return knob.key() + ' ' + before + " -> " + after + ' ' + knob.unit() + ": " + reason;
    }

    /** What is done, and why, in one line. */
    @Override
    public String toString() {
        return kind.verb + ' ' + advice();
    }
}
