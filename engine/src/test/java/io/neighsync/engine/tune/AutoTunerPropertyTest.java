package io.neighsync.engine.tune;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for any samples and any values of the knobs. The same seed is the same run. */
class AutoTunerPropertyTest {
    private static final int SEEDS = 300;
    private static final long MIB = 1 << 20;
    private static final Duration TARGET = Duration.ofMillis(1);

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void shouldStayWithinTheBoundsAndTurnOneKnobWhateverTheSamplesAre(Strategy strategy) {
        int changes = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Map<Knob, Long> knobs = randomValues(random);
            AutoTuner tuner = tuner(strategy, random.nextInt(2) * 50_000, random.nextInt(2) * (128 * MIB));
            for (int i = 0; i < 500; i++) {
                Step step = tuner.step(randomSample(random), knobs::get);
                if (step == null) {
                    continue;
                }
                assertThat(step.after()).isBetween(step.knob().least(), step.knob().most());
                assertThat(step.after()).isNotEqualTo(step.before());
                assertThat(knobs.get(step.knob())).isEqualTo(step.isChange() ? step.before() : step.after());
                knobs.put(step.knob(), step.after());
                changes++;
            }
        }
        assertThat(changes).isGreaterThan(SEEDS);
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void shouldTurnNothingWhileSamplesAreGood(Strategy strategy) {
        for (long seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Map<Knob, Long> knobs = randomValues(random);
            AutoTuner tuner = tuner(strategy, 50_000, 128 * MIB);
            for (int i = 0; i < 200; i++) {
                Sample good = new Sample(random.nextLong(1_000_000), 50_000 + random.nextInt(1_000_000),
                        random.nextDouble(0.05), random.nextLong(1_000), random.nextLong(128 * MIB), 0);
                assertThat(tuner.step(good, knobs::get)).isNull();
            }
        }
    }

    /** Nothing helps: what is tried is taken back, ever more rarely. */
    @ParameterizedTest
    @EnumSource(Strategy.class)
    void shouldEndWhereItBeganWhenNothingHelps(Strategy strategy) {
        for (long seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Map<Knob, Long> knobs = randomValues(random);
            Map<Knob, Long> before = new EnumMap<>(knobs);
            AutoTuner tuner = tuner(strategy, 0, 0);
            int changes = 0;
            Step last = null;
            for (int i = 0; i < 4_000 || last.kind() == Step.Kind.TRY; i++) {
                double noise = 0.96 + random.nextDouble(0.08);
                Step step = tuner.step(new Sample((long) (3e6 * noise), 50_000, 0, 0, 64 * MIB, 0), knobs::get);
                if (step != null) {
                    knobs.put(step.knob(), step.after());
                    changes += step.isChange() ? 1 : 0;
                    last = step;
                }
            }
            assertThat(knobs).isEqualTo(before);
            // four remedies, a try and a revert each, with pauses of 8, 16, ... 256, 256 samples
            assertThat(changes).isLessThanOrEqualTo(4 * 2 * 21);
        }
    }

    /** A figure that jumps by half up and down makes believe that something helps, which must not go to and fro. */
    @ParameterizedTest
    @EnumSource(Strategy.class)
    void shouldNotOscillateWhenTheFiguresAreNoise(Strategy strategy) {
        for (long seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Map<Knob, Long> knobs = randomValues(random);
            AutoTuner tuner = tuner(strategy, 0, 0);
            Map<Knob, Integer> directions = new EnumMap<>(Knob.class);
            int turns = 0;
            for (int i = 0; i < 2_000; i++) {
                Sample sample = new Sample((long) (3e6 * (0.5 + random.nextDouble())), 50_000, 0, 0, 64 * MIB, 0);
                Step step = tuner.step(sample, knobs::get);
                if (step != null) {
                    knobs.put(step.knob(), step.after());
                }
                if (step != null && step.kind() == Step.Kind.KEEP) {
                    int direction = Long.signum(step.after() - step.before());
                    Integer previous = directions.put(step.knob(), direction);
                    turns += previous != null && previous != direction ? 1 : 0;
                }
            }
            // the way back is barred for 8, 16, ... 256, 256 samples
            assertThat(turns).as("seed %d", seed).isLessThanOrEqualTo(2 * 13);
        }
    }

    /** From any values, under a load that the right ones can bear. */
    @ParameterizedTest
    @CsvSource({"CONSERVATIVE, 400", "BALANCED, 160", "AGGRESSIVE, 80"})
    void shouldBringADaemonBackWithinItsBounds(Strategy strategy, int most) {
        int longest = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            TunedModel model = new TunedModel(20_000 + random.nextInt(400_000));
            model.set(Knob.BATCH, 50 + random.nextInt(951)).set(Knob.FLUSH_DEADLINE, random.nextInt(500_001))
                    .set(Knob.RECEIVE_BATCH, 4 + random.nextInt(253));
            longest = Math.max(longest, samplesUntilRight(model, strategy, random, most));
        }
        System.out.printf("tuner: %s brings a daemon back within its bounds in %d samples%n", strategy, longest);
    }

    private static int samplesUntilRight(TunedModel model, Strategy strategy, SplittableRandom random, int most) {
        AutoTuner tuner = tuner(strategy, 0, 0);
        int last = 0;
        for (int i = 1; i <= 2 * most; i++) {
            Step step = tuner.step(model.sample(0.97 + random.nextDouble(0.06)), model::get);
            model.carryOut(step);
            last = step == null ? last : i;
        }
        Sample end = model.sample(1);
        assertThat(last).as("the last step of a run that ends with %s, %s", model.values(), end)
                .isLessThanOrEqualTo(most);
        assertThat(end.p99Nanos()).as("%s", model.values()).isLessThanOrEqualTo(TARGET.toNanos());
        assertThat(end.pendingRows()).isLessThanOrEqualTo(1_000);
        return last;
    }

    @Test
    void shouldLeaveADaemonAloneThatIsConfiguredWell() {
        SplittableRandom random = new SplittableRandom(1);
        for (double load : List.of(10.0, 1_000.0, 100_000.0, 300_000.0)) {
            TunedModel model = new TunedModel(load);
            Map<Knob, Long> before = model.values();
            AutoTuner tuner = tuner(Strategy.AGGRESSIVE, 0, 0);
            for (int i = 0; i < 1_000; i++) {
                assertThat(tuner.step(model.sample(0.8 + random.nextDouble(0.4)), model::get)).isNull();
            }
            assertThat(model.values()).isEqualTo(before);
        }
    }

    @Test
    void shouldDecideTheSameFromTheSameSamples() {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        for (List<String> steps : List.of(first, second)) {
            SplittableRandom random = new SplittableRandom(7);
            Map<Knob, Long> knobs = randomValues(random);
            AutoTuner tuner = tuner(Strategy.BALANCED, 50_000, 128 * MIB);
            for (int i = 0; i < 1_000; i++) {
                Step step = tuner.step(randomSample(random), knobs::get);
                steps.add(String.valueOf(step));
                if (step != null) {
                    knobs.put(step.knob(), step.after());
                }
            }
        }
        assertThat(second).isEqualTo(first);
    }

    private static AutoTuner tuner(Strategy strategy, int targetRate, long memoryLimit) {
        return new AutoTuner(new AutoTuneConfig(AutoTuneConfig.Mode.ON, Duration.ofSeconds(60), strategy, TARGET,
                targetRate, memoryLimit));
    }

    private static Map<Knob, Long> randomValues(SplittableRandom random) {
        Map<Knob, Long> values = new EnumMap<>(Knob.class);
        for (Knob knob : Knob.values()) {
            values.put(knob, random.nextLong(knob.least(), knob.most() + 1));
        }
        return values;
    }

    private static Sample randomSample(SplittableRandom random) {
        return new Sample(random.nextLong(4_000_000), random.nextInt(200_000), random.nextDouble(0.1),
                random.nextLong(2_500), random.nextLong(200 * MIB), Math.max(0, random.nextInt(8) - 6));
    }
}
