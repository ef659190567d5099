package io.neighsync.engine.tune;

import java.util.Set;

/** A change that has to show that it helps. One thread. */
final class Trial {
    /** Samples with too little load to judge by, after which a change is taken back. */
    private static final int MOST_WAITS = 5;
    /** What a cost must fall by, as a share, to be more than noise. */
    private static final double NOISE = 0.10;
    /** Share of the load at its beginning with less than which better figures prove nothing. */
    private static final double LEAST_LOAD = 0.5;

    /** What is known of it. */
    enum Verdict {
        /** Nothing yet. */
        OPEN,
        /** It helped. */
        BETTER,
        /** It did not. */
        NO_BETTER
    }

    private final Prescription prescription;
    private final Step step;
    private final double cost;
    private final double load;
    private final Set<Complaint> graver;
    private int settling;
    private int judging;
    private int waits;

    /**
     * A trial that begins.
     *
     * @param step      the change
     * @param diagnosis what gave rise to it
     */
    Trial(Prescription prescription, Step step, Diagnosis diagnosis, Sample sample, Strategy strategy) {
        this.prescription = prescription;
        this.step = step;
        this.cost = diagnosis.best(prescription.complaint());
        this.graver = diagnosis.graver(prescription.complaint());
        this.load = sample.eventsPerSecond();
        this.settling = strategy.settling();
        this.judging = strategy.judging();
    }

    /**
     * Judges by one more sample.
     *
     * @param costNow what it costs
     */
    Verdict judge(Sample sample, Diagnosis diagnosis, double costNow) {
        if (!graver.containsAll(diagnosis.graver(prescription.complaint()))) {
            return Verdict.NO_BETTER;
        }
        if (settling > 0) {
            settling--;
            return Verdict.OPEN;
        }
        if (sample.eventsPerSecond() < LEAST_LOAD * load) {
            return ++waits < MOST_WAITS ? Verdict.OPEN : Verdict.NO_BETTER;
        }
        if (costNow >= (1 - NOISE) * cost) {
            return Verdict.NO_BETTER;
        }
        return --judging > 0 ? Verdict.OPEN : Verdict.BETTER;
    }

    Prescription prescription() {
        return prescription;
    }

    /** The change. */
    Step step() {
        return step;
    }

    /** How it ends: the change is kept, or taken back. */
    Step end(boolean better, Sample sample) {
        String figures = step.reason() + " -> " + prescription.complaint().describe(sample);
        return better ? new Step(Step.Kind.KEEP, step.knob(), step.before(), step.after(), figures)
                : new Step(Step.Kind.REVERT, step.knob(), step.after(), step.before(), figures);
    }
}
