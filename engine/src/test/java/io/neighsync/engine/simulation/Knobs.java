package io.neighsync.engine.simulation;

import io.neighsync.engine.control.SteppedPipeline;
import java.time.Duration;

/** What a tuner or a reload may turn at any moment. */
final class Knobs {
    private static final int MAX_DEADLINE_MILLIS = 60;

    private Knobs() {
    }

    /**
     * Turns all of them.
     *
     * @param action   {@link Action.Kind#KNOBS}
     * @param rows     there is room for in a batch
     * @param receives datagrams there is room for in a receive
     */
    static void turn(SteppedPipeline pipeline, Action action, int rows, int receives) {
        pipeline.redisStage().maxBatch(1 + action.a() % rows);
        pipeline.receiver().receiveBatch(1 + action.b() % receives);
        pipeline.redisStage().flushDeadline(Duration.ofMillis(action.c() % MAX_DEADLINE_MILLIS));
    }
}
