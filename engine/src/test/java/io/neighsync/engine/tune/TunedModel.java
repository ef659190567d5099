package io.neighsync.engine.tune;

import java.util.EnumMap;
import java.util.Map;

/**
 * A daemon as far as its knobs matter, in figures of a plain placement: an EXEC takes 80 us and 1 us a row, rows wait
 * until their batch is full or the deadline is over, and what Redis or the receiver cannot take queues up.
 */
final class TunedModel {
    private static final double EXEC_SECONDS = 80e-6;
    private static final double ROW_SECONDS = 1e-6;
    private static final double CYCLE_SECONDS = 4e-6;
    private static final double EVENT_SECONDS = 1e-6;
    private static final double BACKLOG_SECONDS = 0.05;
    private static final long RESIDENT = 64L << 20;

    private final Map<Knob, Long> knobs = new EnumMap<>(Knob.class);
    private final double load;

    TunedModel(double eventsPerSecond) {
        load = eventsPerSecond;
        set(Knob.BATCH, 512);
        set(Knob.FLUSH_DEADLINE, 0);
        set(Knob.RECEIVE_BATCH, 64);
        set(Knob.RECEIVE_BUFFER, 64L << 20);
    }

    TunedModel set(Knob knob, long value) {
        knobs.put(knob, value);
        return this;
    }

    long get(Knob knob) {
        return knobs.get(knob);
    }

    Map<Knob, Long> values() {
        return new EnumMap<>(knobs);
    }

    /** Turns what the step turns. */
    void carryOut(Step step) {
        if (step != null && step.isChange()) {
            set(step.knob(), step.after());
        }
    }

    /** What it measures, by a noise factor of about 1. */
    Sample sample(double noise) {
        double batch = get(Knob.BATCH);
        double receive = get(Knob.RECEIVE_BATCH);
        double redis = batch / (EXEC_SECONDS + ROW_SECONDS * batch);
        double receiver = receive / (CYCLE_SECONDS + EVENT_SECONDS * receive);
        double rate = Math.min(load, Math.min(redis, receiver));
        double arrived = Math.min(load, receiver);
        double backlog = Math.max(0, arrived - redis) * BACKLOG_SECONDS;
        double wait = Math.min(get(Knob.FLUSH_DEADLINE) / 1e6, batch / Math.max(1, rate));
        double exec = EXEC_SECONDS + ROW_SECONDS * Math.min(batch, rate * EXEC_SECONDS);
        double p99 = 2 * exec + wait + backlog / redis;
        boolean overruns = load > receiver && get(Knob.RECEIVE_BUFFER) < load * BACKLOG_SECONDS * 832;
        return new Sample((long) (1e9 * p99 * noise), rate, 0, (long) (backlog * noise), RESIDENT, overruns ? 3 : 0);
    }
}
