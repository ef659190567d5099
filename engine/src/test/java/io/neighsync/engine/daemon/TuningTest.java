package io.neighsync.engine.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.tune.AutoTuneConfig;
import io.neighsync.engine.tune.AutoTuneConfig.Mode;
import io.neighsync.engine.tune.Knob;
import io.neighsync.engine.tune.Knobs;
import io.neighsync.engine.tune.Sample;
import io.neighsync.engine.tune.Strategy;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.agrona.concurrent.CachedNanoClock;
import org.junit.jupiter.api.Test;

/** When it looks, and what it does and counts in each mode. A look is due once a second, a sample every ten. */
class TuningTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int INTERVAL = 10;
    private static final long ROWS = 512;

    private final Map<Knob, Long> values = new EnumMap<>(Map.of(Knob.BATCH, ROWS));
    private final Counters counters = new Counters();
    private final CachedNanoClock clock = new CachedNanoClock();
    private int begun;
    private int sampled;
    private long pending = 5_000;

    private final Knobs knobs = new Knobs() {
        @Override
        public long get(Knob knob) {
            return values.getOrDefault(knob, 0L);
        }

        @Override
        public void set(Knob knob, long value) {
            values.put(knob, value);
        }
    };

    @Test
    void shouldTakeASampleWheneverTheIntervalIsOverAndLooksAreALittleEarly() {
        Tuning tuning = tuning(Mode.ON);
        for (int i = 0; i <= 3 * INTERVAL; i++) {
            tuning.look();
            assertThat(sampled).as("after %d seconds", i).isEqualTo(i / INTERVAL);
            clock.update(clock.nanoTime() + SECOND - 1_000);
        }
        assertThat(begun).isEqualTo(1);
    }

    @Test
    void shouldMeasureNothingWhileItIsOff() {
        Tuning tuning = tuning(Mode.OFF);
        pass(tuning, 5);
        assertThat(begun).isZero();
        tuning.configure(config(Mode.ON), false);
        pass(tuning, 1);
        assertThat(sampled).isEqualTo(1);
        tuning.configure(config(Mode.OFF), false);
        pass(tuning, 5);
        assertThat(sampled).isEqualTo(1);
    }

    @Test
    void shouldTurnKnobsAndCountWhatItTurnsAndTakesBack() {
        Tuning tuning = tuning(Mode.ON);
        pass(tuning, 1);
        assertThat(values.get(Knob.BATCH)).isGreaterThan(ROWS);
        assertThat(counters.get(Counter.TUNER_CHANGES)).isEqualTo(1);
        pass(tuning, 1);
        assertThat(values).containsEntry(Knob.BATCH, ROWS);
        assertThat(counters.get(Counter.TUNER_CHANGES)).isEqualTo(1);
        assertThat(counters.get(Counter.TUNER_REVERTS)).isEqualTo(1);
    }

    @Test
    void shouldCountNothingForAChangeThatStays() {
        Tuning tuning = tuning(Mode.ON);
        pass(tuning, 1);
        pending = 100;
        pass(tuning, 1);
        assertThat(values.get(Knob.BATCH)).isGreaterThan(ROWS);
        assertThat(counters.get(Counter.TUNER_CHANGES)).isEqualTo(1);
        assertThat(counters.get(Counter.TUNER_REVERTS)).isZero();
    }

    @Test
    void shouldTurnAndCountNothingWhenItAdvises() {
        pass(tuning(Mode.ADVISE), 20);
        assertThat(values).containsEntry(Knob.BATCH, ROWS);
        assertThat(counters.get(Counter.TUNER_CHANGES)).isZero();
        assertThat(counters.get(Counter.TUNER_REVERTS)).isZero();
    }

    /** Even if it is what the tuner tried itself. */
    @Test
    void shouldNotTakeBackWhatSomebodyElseHasTurned() {
        Tuning tuning = tuning(Mode.ON);
        pass(tuning, 1);
        long tried = values.get(Knob.BATCH);
        tuning.configure(config(Mode.ON), true);
        pass(tuning, 1);
        assertThat(counters.get(Counter.TUNER_REVERTS)).isZero();
        assertThat(values.get(Knob.BATCH)).isGreaterThanOrEqualTo(tried);
    }

    @Test
    void shouldGoOnWithATrialWhenNothingIsConfiguredAnew() {
        Tuning tuning = tuning(Mode.ON);
        pass(tuning, 1);
        tuning.configure(config(Mode.ON), false);
        pass(tuning, 1);
        assertThat(counters.get(Counter.TUNER_REVERTS)).isEqualTo(1);
    }

    @Test
    void shouldTurnNothingOnceItIsStopped() {
        Tuning tuning = tuning(Mode.ON);
        tuning.look();
        tuning.stop();
        pass(tuning, 3);
        assertThat(sampled).isZero();
    }

    /** Lets so many intervals go by; a fresh tuning begins to measure first. */
    private void pass(Tuning tuning, int intervals) {
        tuning.look();
        for (int i = 0; i < intervals; i++) {
            clock.update(clock.nanoTime() + INTERVAL * SECOND);
            tuning.look();
        }
    }

    private Tuning tuning(Mode mode) {
        return new Tuning(config(mode), knobs, () -> {
            begun++;
            return this::sample;
        }, clock, counters);
    }

    private Sample sample() {
        sampled++;
        return new Sample(1_000, 1_000, 0, pending, 0, 0);
    }

    private static AutoTuneConfig config(Mode mode) {
        return new AutoTuneConfig(
                mode, Duration.ofSeconds(INTERVAL), Strategy.AGGRESSIVE, Duration.ofMillis(1), 0, 0);
    }
}
