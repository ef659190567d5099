package io.neighsync.engine.tune;

/** How soon the tuner acts, how far it goes, and how long it looks at what came of it. */
public enum Strategy {
    /** Three bad samples, the plain step, two samples to judge it after one to settle. */
    CONSERVATIVE(3, 1, 1, 1, 2),
    /** Two bad samples, two to judge; a step that helped is followed by one twice as large, up to four plain ones. */
    BALANCED(2, 1, 4, 0, 2),
    /** Acts on every bad sample, in steps of two to eight plain ones, and judges by the next sample. */
    AGGRESSIVE(1, 2, 8, 0, 1);

    private final int patience;
    private final int firstSteps;
    private final int mostSteps;
    private final int settling;
    private final int judging;

    Strategy(int patience, int firstSteps, int mostSteps, int settling, int judging) {
        this.patience = patience;
        this.firstSteps = firstSteps;
        this.mostSteps = mostSteps;
        this.settling = settling;
        this.judging = judging;
    }

    /** Bad samples in a row before anything is done. */
    int patience() {
        return patience;
    }

    /** Plain steps that a change makes at first. */
    int firstSteps() {
        return firstSteps;
    }

    /** Plain steps that it makes at most, when those before have helped. */
    int mostSteps() {
        return mostSteps;
    }

    /** Samples after a change that say nothing about it. */
    int settling() {
        return settling;
    }

    /** Samples, all of which must be better, by which it is judged. */
    int judging() {
        return judging;
    }
}
