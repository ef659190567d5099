package io.neighsync.engine.tune;

import java.time.Duration;

/**
 * What the AutoTuner does, and what it aims at. Keys and defaults: section {@code performance.auto_tune} of
 * {@code reference.conf}.
 *
 * @param mode        {@code mode}: whether it turns knobs
 * @param interval    {@code interval}: of one sample, 1 s to 1 h
 * @param strategy    {@code strategy}: how soon it acts and how far it goes
 * @param targetP99   {@code target_p99}: from event to acknowledgment, not to be exceeded by 99 %; 10 us to 10 s
 * @param targetRate  {@code target_rate}: events a second that are to be kept up with; 0: none
 * @param memoryLimit {@code memory_limit}: bytes of resident memory not to be exceeded; 0: none
 */
public record AutoTuneConfig(
        Mode mode, Duration interval, Strategy strategy, Duration targetP99, int targetRate, long memoryLimit) {
    private static final Duration LEAST_INTERVAL = Duration.ofSeconds(1);
    private static final Duration MOST_INTERVAL = Duration.ofHours(1);
    private static final Duration LEAST_P99 = Duration.ofNanos(10_000);
    private static final Duration MOST_P99 = Duration.ofSeconds(10);

    /** What the tuner does. */
    public enum Mode {
        /** Nothing: it is not even loaded. */
        OFF,
        /** Says what it would change. */
        ADVISE,
        /** Changes it. */
        ON
    }

    /** Checks every number. */
    public AutoTuneConfig {
        if (interval.compareTo(LEAST_INTERVAL) < 0 || interval.compareTo(MOST_INTERVAL) > 0) {
            throw invalid("interval", interval.toMillis() + " ms", "a duration from 1s to 1h");
        }
        if (targetP99.compareTo(LEAST_P99) < 0 || targetP99.compareTo(MOST_P99) > 0) {
            throw invalid("target_p99", targetP99.toNanos() / 1_000 + " us", "a duration from 10us to 10s");
        }
        if (targetRate < 0) {
            throw invalid("target_rate", targetRate + " events/s", "a number of 1 or more, or 0 for none");
        }
        if (memoryLimit < 0) {
            throw invalid("memory_limit", memoryLimit + " bytes", "a size, or 0 for none");
        }
    }

    private static IllegalArgumentException invalid(String key, String value, String remedy) {
        return new IllegalArgumentException("performance.auto_tune." + key + " = " + value + ": give " + remedy);
    }
}
