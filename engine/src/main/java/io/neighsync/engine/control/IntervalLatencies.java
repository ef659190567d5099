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
 * One thread, {@code neigh-conductor}, ends the intervals; any thread gets the last one.
 */
public final class IntervalLatencies {
    /** The name of what is measured from an event's receiving to its acknowledgment. */
    public static final String END_TO_END = "e2e";

    private final NanoClock clock;
    private final List<Series> series = new ArrayList<>();
    /** All series in turn use it [conductor]. */
    private Histogram histogram;
    private long since;

    /** Sees each interval as it ends. */
    @FunctionalInterface
    public interface Listener {
        /** Nobody wants to see them. */
        Listener NONE = (name, interval, histogram) -> { };

        /**
         * What was measured under a name; thread {@code neigh-conductor}.
         *
         * @param histogram in nanoseconds; not valid any more when this returns
         */
        void onInterval(String name, LatencyInterval interval, Histogram histogram);
    }

    /** One measurement, what was seen of it [conductor], and its last interval [conductor]. */
    private static final class Series {
        private final String name;
        private final LatencyHistogram source;
        private IntervalReader reader;
        private volatile LatencyInterval last;

        Series(String name, LatencyHistogram source, long since) {
            this.name = name;
            this.source = source;
            this.last = new LatencyInterval(since, 0, 0, 0, 0, 0, 0, 0);
        }

        void read(Histogram into) {
            if (reader == null) {
                reader = new IntervalReader(source);
            }
            reader.readInto(into);
        }
    }

    /** The first interval begins now. */
    public IntervalLatencies(Pipeline pipeline, NanoClock clock) {
        this.clock = clock;
        this.since = clock.nanoTime();
        series.add(new Series(END_TO_END, pipeline.redisStage().latency(), since));
        for (StageAgent agent : pipeline.stageAgents()) {
            series.add(new Series(agent.stageName(), agent.latency(), since));
        }
    }

    /** Ends the interval. Thread {@code neigh-conductor}. */
    public void next(Listener listener) {
        if (histogram == null) {
            histogram = LatencyHistogram.empty();
        }
        long now = clock.nanoTime();
        for (Series one : series) {
            histogram.reset();
            one.read(histogram);
            one.last = LatencyInterval.of(histogram, since, now - since);
            listener.onInterval(one.name, one.last, histogram);
        }
        since = now;
    }

    /** The last interval from receiving to acknowledgment; an empty one before the first has ended. Any thread. */
    public LatencyInterval endToEnd() {
        return series.getFirst().last;
    }

    /**
     * The last interval of a stage such as {@code journal}; an empty one before the first has ended. Any thread.
     *
     * @throws IllegalArgumentException when the pipeline has no such stage
     */
    public LatencyInterval stage(String name) {
        return series.stream().skip(1).filter(one -> one.name.equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no stage is called " + name)).last;
    }
}
