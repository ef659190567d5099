package io.neighsync.engine.control;

import io.neighsync.engine.stage.IntervalReader;
import io.neighsync.engine.stage.LatencyHistogram;
import io.neighsync.engine.stage.StageAgent;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.NanoClock;

/**
 * The latencies of a running pipeline by intervals: from an event's receiving to its acknowledgment, and of each stage.
 * One thread, {@code neigh-conductor}.
 */
public final class IntervalLatencies {
    /** The name of what is measured from an event's receiving to its acknowledgment. */
    public static final String END_TO_END = "e2e";

    private final NanoClock clock;
    private final List<Series> series = new ArrayList<>();
    /** All series in turn use it. */
    private final Histogram histogram = LatencyHistogram.empty();
    private long since;

    /** Sees each interval as it ends. */
    @FunctionalInterface
    public interface Listener {
        /**
         * What was measured under a name.
         *
         * @param histogram in nanoseconds; not valid when this returns
         */
        void onInterval(String name, LatencyInterval interval, Histogram histogram);
    }

    private record Series(String name, IntervalReader reader) {
    }

    /** The first interval begins now, and has what was measured before, too. */
    public IntervalLatencies(Pipeline pipeline, NanoClock clock) {
        this.clock = clock;
        this.since = clock.nanoTime();
        series.add(new Series(END_TO_END, new IntervalReader(pipeline.redisStage().latency())));
        for (StageAgent agent : pipeline.stageAgents()) {
            series.add(new Series(agent.stageName(), new IntervalReader(agent.latency())));
        }
    }

    /** Ends the interval. */
    public void next(Listener listener) {
        long now = clock.nanoTime();
        LatencyInterval interval = new LatencyInterval(since, now - since);
        for (Series one : series) {
            histogram.reset();
            one.reader.readInto(histogram);
            listener.onInterval(one.name, interval, histogram);
        }
        since = now;
    }
}
