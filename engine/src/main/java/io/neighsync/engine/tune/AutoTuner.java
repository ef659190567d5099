package io.neighsync.engine.tune;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Decides from sample to sample which knob is turned. Deterministic: the same samples and values give the same steps.
 * One thread.
 *
 * <p>It acts only on a {@link Complaint}, and never on a sample that is good. One knob is turned at a time, and the
 * change has to show that it helps: by more than the noise, under a load that is not much lower, without a graver
 * complaint. Otherwise it is taken back, and not tried again for a while that doubles each time. What helped is
 * followed by a larger step. So a knob that is wrong moves fast, and a complaint that no knob can help moves none for
 * long.
 *
 * <p>A knob that somebody else has turned meanwhile is left as it is; so is one whose change was only advised.
 */
public final class AutoTuner {
    private final AutoTuneConfig aims;
    private final Diagnosis diagnosis;
    private final List<Prescription> prescriptions = new ArrayList<>();
    private final long targetMicros;
    private Trial trial;
    private Prescription growing;
    private long grownTo;
    private long samples;

    /** A tuner that has seen nothing. */
    public AutoTuner(AutoTuneConfig aims) {
        this.aims = aims;
        this.diagnosis = new Diagnosis(aims);
        this.targetMicros = aims.targetP99().toNanos() / 1_000;
        for (Complaint complaint : Complaint.values()) {
            for (Remedy remedy : complaint.remedies()) {
                prescriptions.add(new Prescription(complaint, remedy, aims.strategy()));
            }
        }
    }

    /**
     * Takes in the next sample.
     *
     * @param present the knobs' values now
     * @return what to do, or what was found out; null for nothing
     */
    public Step step(Sample sample, ToLongFunction<Knob> present) {
        samples++;
        diagnosis.observe(sample);
        lookAtGrowth(present);
        if (trial != null && present.applyAsLong(trial.step().knob()) != trial.step().after()) {
            trial.prescription().onNoBetter(samples);
            trial = null;
        }
        return trial == null ? prescribe(sample, present) : judge(sample);
    }

    /** What the kernel did not grant, or nobody did, is not asked for again soon. */
    private void lookAtGrowth(ToLongFunction<Knob> present) {
        if (growing != null) {
            if (present.applyAsLong(growing.remedy().knob()) == grownTo) {
                growing.onBetter();
            } else {
                growing.onNoBetter(samples);
            }
            growing = null;
        }
    }

    private Step judge(Sample sample) {
        Prescription prescription = trial.prescription();
        Trial.Verdict verdict = trial.judge(sample, diagnosis, prescription.complaint().cost(sample, aims));
        if (verdict == Trial.Verdict.OPEN) {
            return null;
        }
        boolean better = verdict == Trial.Verdict.BETTER;
        if (better) {
            prescription.onBetter();
            prescriptions.stream().filter(prescription::isOppositeOf).forEach(each -> each.onNoBetter(samples));
        } else {
            prescription.onNoBetter(samples);
        }
        Step end = trial.end(better, sample);
        trial = null;
        return end;
    }

    private Step prescribe(Sample sample, ToLongFunction<Knob> present) {
        for (Prescription prescription : prescriptions) {
            if (diagnosis.isActive(prescription.complaint()) && prescription.isAllowed(samples)) {
                Remedy remedy = prescription.remedy();
                long before = present.applyAsLong(remedy.knob());
                long after = remedy.apply(before, prescription.steps(), targetMicros);
                // at the bound, or beyond it, there is no way onward
                if (remedy.factor() > 1 ? after > before : after < before) {
                    return begin(prescription, before, after, sample);
                }
            }
        }
        return null;
    }

    private Step begin(Prescription prescription, long before, long after, Sample sample) {
        Knob knob = prescription.remedy().knob();
        String figures = prescription.complaint().describe(sample);
        if (knob == Knob.RECEIVE_BUFFER) {
            growing = prescription;
            grownTo = after;
            return new Step(Step.Kind.GROW, knob, before, after, figures);
        }
        Step change = new Step(Step.Kind.TRY, knob, before, after, figures);
        trial = new Trial(prescription, change, diagnosis, sample, aims.strategy());
        return change;
    }
}
