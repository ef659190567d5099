package io.neighsync.engine.daemon;

import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.tune.AutoTuneConfig;
import io.neighsync.engine.tune.AutoTuneConfig.Mode;
import io.neighsync.engine.tune.AutoTuner;
import io.neighsync.engine.tune.Knobs;
import io.neighsync.engine.tune.Sample;
import io.neighsync.engine.tune.Step;
import java.util.function.Supplier;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.status.AtomicCounter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows the {@link AutoTuner} a sample of each interval, does what it decides, or only says so, and logs each step in
 * one line. While it is off nothing is measured, and no tuner is loaded.
 *
 * <p>{@link #look} is a duty of {@code neigh-conductor}; the other methods any thread may call, and none of them waits
 * longer than for one look.
 */
final class Tuning {
    private static final Logger LOGGER = LoggerFactory.getLogger(Tuning.class);
    /** A look that comes by less too early is in time: they come about once a second. */
    private static final long EARLY_NANOS = 500_000_000L;

    private final Knobs knobs;
    private final Supplier<Supplier<Sample>> measuring;
    private final NanoClock clock;
    private final AtomicCounter changes;
    private final AtomicCounter reverts;
    private AutoTuneConfig config;
    private AutoTuner tuner;
    private Supplier<Sample> samples;
    private long dueAt;
    private boolean stopped;

    /**
     * What tunes these knobs.
     *
     * @param measuring begins to measure: what it gives ends a sample with each call
     */
    Tuning(AutoTuneConfig config, Knobs knobs, Supplier<Supplier<Sample>> measuring, NanoClock clock,
            Counters counters) {
        this.config = config;
        this.knobs = knobs;
        this.measuring = measuring;
        this.clock = clock;
        this.changes = counters.of(Counter.TUNER_CHANGES);
        this.reverts = counters.of(Counter.TUNER_REVERTS);
    }

    /** Takes a sample when an interval is over. */
    synchronized void look() {
        if (stopped || config.mode() == Mode.OFF) {
            return;
        }
        long now = clock.nanoTime();
        if (tuner == null) {
            tuner = new AutoTuner(config);
            samples = measuring.get();
            dueAt = now + config.interval().toNanos();
        } else if (now - dueAt >= -EARLY_NANOS) {
            dueAt = now + config.interval().toNanos();
            Step step = tuner.step(samples.get(), knobs::get);
            if (step != null) {
                carryOut(step);
            }
        }
    }

    private void carryOut(Step step) {
        if (config.mode() == Mode.ADVISE) {
            LOGGER.info("auto-tune advises: {}", step.advice());
            return;
        }
        if (step.isChange()) {
            knobs.set(step.knob(), step.after());
            (step.kind() == Step.Kind.REVERT ? reverts : changes).incrementRelease();
        }
        LOGGER.info("auto-tune {}", step);
    }

    /**
     * Begins anew, without judging a change that is on trial, if anything is different.
     *
     * @param turned whether somebody else has turned a knob, which stays as it is now
     */
    synchronized void configure(AutoTuneConfig changed, boolean turned) {
        if (turned || !changed.equals(config)) {
            config = changed;
            tuner = null;
            samples = null;
        }
    }

    /** From now on it turns nothing. */
    synchronized void stop() {
        stopped = true;
    }
}
