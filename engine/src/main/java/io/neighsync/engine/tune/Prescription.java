package io.neighsync.engine.tune;

/** One remedy for one complaint, and what is known of how it works. One thread. */
final class Prescription {
    private static final int FIRST_PAUSE = 8;
    private static final int LONGEST_PAUSE = 256;

    private final Complaint complaint;
    private final Remedy remedy;
    private final Strategy strategy;
    private int steps;
    private int pause = FIRST_PAUSE;
    private long notBefore;

    Prescription(Complaint complaint, Remedy remedy, Strategy strategy) {
        this.complaint = complaint;
        this.remedy = remedy;
        this.strategy = strategy;
        this.steps = strategy.firstSteps();
    }

    Complaint complaint() {
        return complaint;
    }

    Remedy remedy() {
        return remedy;
    }

    /** Plain steps it makes next. */
    int steps() {
        return steps;
    }

    /** Whether it turns the same knob the other way. */
    boolean isOppositeOf(Prescription other) {
        return remedy.knob() == other.remedy.knob() && remedy.factor() > 1 != other.remedy.factor() > 1;
    }

    /** Whether its pause is over. */
    boolean isAllowed(long sample) {
        return sample >= notBefore;
    }

    /** It helped: the next step is twice as large. */
    void onBetter() {
        steps = Math.min(2 * steps, strategy.mostSteps());
    }

    /** It did not, or the opposite did: the next one is small, and comes after a pause that doubles each time. */
    void onNoBetter(long sample) {
        steps = strategy.firstSteps();
        notBefore = sample + pause;
        pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
}
