package io.neighsync.engine.tune;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** When the tuner acts, on which knob, how far, and what it makes of the outcome. The target for p99 is 1 ms. */
class AutoTunerTest {
    private static final Sample GOOD = sample(0.2, 10_000);
    private static final long MIB = 1 << 20;

    private final Map<Knob, Long> knobs = new EnumMap<>(Map.of(
            Knob.BATCH, 512L, Knob.FLUSH_DEADLINE, 0L, Knob.RECEIVE_BATCH, 64L, Knob.RECEIVE_BUFFER, 64 * MIB));
    private AutoTuner tuner = tuner(Strategy.AGGRESSIVE);

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void shouldLeaveAGoodDaemonAlone(Strategy strategy) {
        tuner = tuner(strategy);
        for (int i = 0; i < 1_000; i++) {
            assertThat(step(GOOD)).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"CONSERVATIVE, 3", "BALANCED, 2", "AGGRESSIVE, 1"})
    void shouldActAfterAsManyBadSamplesInARowAsItHasPatienceFor(Strategy strategy, int patience) {
        tuner = tuner(strategy);
        for (int i = 1; i < patience; i++) {
            assertThat(step(sample(2, 10_000))).isNull();
        }
        assertThat(step(GOOD)).isNull();
        for (int i = 1; i < patience; i++) {
            assertThat(step(sample(2, 10_000))).isNull();
        }
        assertThat(step(sample(2, 10_000))).isNotNull();
    }

    /** The factors of the plain steps; a strategy takes several of them at a time. */
    @ParameterizedTest
    @CsvSource({
        "errors,  BATCH,          512, 461",
        "memory,  BATCH,          512, 435",
        "latency, BATCH,          512, 563",
        "queue,   BATCH,          512, 538",
        "rate,    BATCH,          512, 563",
        "overrun, RECEIVE_BUFFER, 67108864, 134217728"
    })
    void shouldTakeThePlainStepThatSuitsTheComplaint(String what, Knob knob, long before, long after) {
        tuner = tuner(Strategy.CONSERVATIVE);
        Step step = null;
        for (int i = 0; i < 3 && step == null; i++) {
            step = step(bad(what));
        }
        assertThat(step).isNotNull();
        assertThat(step.knob()).isEqualTo(knob);
        assertThat(step.before()).isEqualTo(before);
        assertThat(step.after()).isEqualTo(after);
    }

    @Test
    void shouldKeepWhatHelpsAndGoOnTwiceAsFar() {
        assertThat(step(queue(5_000)).toString())
                .isEqualTo("tries redis.max_batch 512 -> 564 rows: pending 5000 rows");
        assertThat(step(queue(3_000)).toString())
                .isEqualTo("keeps redis.max_batch 512 -> 564 rows: pending 5000 rows -> pending 3000 rows");
        assertThat(step(queue(3_000)).after()).as("four plain steps").isEqualTo(Math.round(564 * Math.pow(1.05, 4)));
    }

    @Test
    void shouldTakeBackWhatDoesNotHelpByMoreThanTheNoiseAndNotTryItAgainSoon() {
        step(queue(5_000));
        Step reverted = step(queue(4_600));
        assertThat(reverted.toString())
                .isEqualTo("reverts redis.max_batch 564 -> 512 rows: pending 5000 rows -> pending 4600 rows");
        assertThat(knobs).containsEntry(Knob.BATCH, 512L);
        assertThat(pause()).isEqualTo(8);
        step(queue(5_000));
        assertThat(pause()).isEqualTo(16);
    }

    /** Samples until the next trial. */
    private int pause() {
        int samples = 1;
        while (step(queue(5_000)) == null) {
            samples++;
        }
        return samples;
    }

    @Test
    void shouldGoOnUntilTheFigureIsWellBelowItsLimit() {
        step(sample(2, 10_000));
        assertThat(step(sample(0.9, 10_000)).kind()).isEqualTo(Step.Kind.KEEP);
        assertThat(step(sample(0.9, 10_000)).kind()).as("0.9 of the limit, coming from above").isEqualTo(Step.Kind.TRY);
        assertThat(step(sample(0.7, 10_000)).kind()).isEqualTo(Step.Kind.KEEP);
        assertThat(step(sample(0.7, 10_000))).isNull();
        assertThat(step(sample(0.95, 10_000))).as("0.95 of the limit, coming from below").isNull();
    }

    @Test
    void shouldNotTakeLessLoadForAnImprovement() {
        step(sample(2, 10_000));
        for (int i = 1; i < 5; i++) {
            assertThat(step(sample(0.1, 4_000))).isNull();
        }
        assertThat(step(sample(0.1, 4_000)).kind()).isEqualTo(Step.Kind.REVERT);
    }

    @Test
    void shouldTakeBackWhatBringsAGraverComplaint() {
        step(queue(5_000));
        Step reverted = step(new Sample(1_500_000, 10_000, 0, 1_000, 64 * MIB, 0));
        assertThat(reverted.kind()).isEqualTo(Step.Kind.REVERT);
    }

    @Test
    void shouldJudgeByTheComplaintThatIsNewAndNotByAGraverOneThatWasThere() {
        Sample refused = new Sample(0, 10_000, 0.06, 5_000, 64 * MIB, 0);
        step(refused);
        assertThat(step(refused).kind()).isEqualTo(Step.Kind.REVERT);
        assertThat(step(refused).reason()).isEqualTo("pending 5000 rows");
        assertThat(step(new Sample(0, 10_000, 0.06, 3_000, 64 * MIB, 0)).kind()).isEqualTo(Step.Kind.KEEP);
    }

    @Test
    void shouldLeaveAKnobAloneThatSomebodyElseHasTurned() {
        step(queue(5_000));
        knobs.put(Knob.BATCH, 100L);
        for (int i = 0; i < 8; i++) {
            assertThat(step(queue(5_000))).isNull();
        }
        assertThat(knobs).containsEntry(Knob.BATCH, 100L);
    }

    @Test
    void shouldAdviseOnceWhatNobodyDoes() {
        List<Step> advice = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Step step = tuner.step(sample(2, 10_000), knobs::get);
            if (step != null) {
                advice.add(step);
            }
        }
        assertThat(advice).extracting(Step::kind).containsOnly(Step.Kind.TRY);
        assertThat(advice).extracting(Step::toString).doesNotHaveDuplicates();
    }

    @Test
    void shouldShortenAWaitThatIsTooLongForTheTargetToHalfOfIt() {
        knobs.put(Knob.FLUSH_DEADLINE, 500_000L);
        assertThat(step(sample(5, 10_000)).toString())
                .isEqualTo("tries redis.flush_deadline 500000 -> 500 us: p99 5000.0 us");
        assertThat(step(sample(1.8, 10_000)).kind()).isEqualTo(Step.Kind.KEEP);
        assertThat(step(sample(1.8, 10_000)).after()).as("less than a tenth of the target is none").isZero();
    }

    @Test
    void shouldGrowTheReceiveBufferWithoutATrialAndNeverShrinkIt() {
        assertThat(step(overrun()).kind()).isEqualTo(Step.Kind.GROW);
        assertThat(knobs).containsEntry(Knob.RECEIVE_BUFFER, 256 * MIB);
        for (int i = 0; i < 100; i++) {
            assertThat(step(GOOD)).isNull();
        }
        assertThat(step(overrun()).knob()).as("it is at its bound").isEqualTo(Knob.RECEIVE_BATCH);
        assertThat(knobs).containsEntry(Knob.RECEIVE_BUFFER, 256 * MIB);
    }

    @Test
    void shouldNotAskAgainSoonForABufferThatTheKernelDoesNotGrant() {
        assertThat(tuner.step(overrun(), knobs::get).kind()).isEqualTo(Step.Kind.GROW);
        for (int i = 0; i < 8; i++) {
            Step step = tuner.step(overrun(), knobs::get);
            assertThat(step == null || step.knob() != Knob.RECEIVE_BUFFER).isTrue();
        }
    }

    @Test
    void shouldNotComplainOfALowRateWhileNothingWaits() {
        for (int i = 0; i < 10; i++) {
            assertThat(step(new Sample(100_000, 10, 0, 49, 64 * MIB, 0))).isNull();
        }
    }

    private Step step(Sample sample) {
        Step step = tuner.step(sample, knobs::get);
        if (step != null && step.isChange()) {
            knobs.put(step.knob(), step.after());
        }
        return step;
    }

    private static AutoTuner tuner(Strategy strategy) {
        return new AutoTuner(new AutoTuneConfig(AutoTuneConfig.Mode.ON, Duration.ofSeconds(60), strategy,
                Duration.ofMillis(1), 50_000, 128 * MIB));
    }

    private static Sample sample(double p99Millis, double rate) {
        return new Sample((long) (p99Millis * 1e6), rate, 0, 10, 64 * MIB, 0);
    }

    private static Sample queue(long rows) {
        return new Sample(200_000, 50_000, 0, rows, 64 * MIB, 0);
    }

    private static Sample overrun() {
        return new Sample(200_000, 50_000, 0, 0, 64 * MIB, 2);
    }

    private static Sample bad(String what) {
        return switch (what) {
            case "errors" -> new Sample(200_000, 50_000, 0.06, 0, 64 * MIB, 0);
            case "memory" -> new Sample(200_000, 50_000, 0, 0, 129 * MIB, 0);
            case "latency" -> sample(1.1, 50_000);
            case "queue" -> queue(1_001);
            case "rate" -> new Sample(200_000, 39_000, 0, 60, 64 * MIB, 0);
            default -> overrun();
        };
    }
}
