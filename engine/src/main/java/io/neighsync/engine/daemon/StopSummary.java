package io.neighsync.engine.daemon;

import io.neighsync.engine.control.Pipeline;
import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.stage.StageAgent;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** The lines printed at stop: counts, the latency from event to acknowledgment, and that of each stage. */
final class StopSummary {
    private static final double NANOS_PER_MICRO = 1_000.0;

    private StopSummary() {
    }

    static String of(Counters counters, Pipeline pipeline) {
        StringBuilder text = new StringBuilder();
        line(text, counters, Counter.EVENTS, Counter.ROWS_SET, Counter.ROWS_DELETED, Counter.NOOPS, Counter.IGNORED);
        text.append("overruns=").append(counters.get(Counter.OVERRUNS))
                .append(" resyncs=").append(counters.get(Counter.RESYNCS))
                .append(" audit_repairs=0 redis_reconnects=").append(counters.get(Counter.REDIS_RECONNECTS))
                .append('\n');
        line(text, counters, Counter.DUMP_ROWS, Counter.STALE_ANSWERS, Counter.SUSPECTS, Counter.CONFIRMS,
                Counter.BATCHES);
        line(text, counters, Counter.MALFORMED_DATAGRAMS, Counter.MALFORMED_MESSAGES, Counter.FOREIGN_DATAGRAMS,
                Counter.NETLINK_ERRORS, Counter.ROWS_REFUSED, Counter.BATCHES_REFUSED, Counter.TABLE_FULL,
                Counter.ERRORS);
        text.append("latency_us ");
        percentiles(text, pipeline.redisStage().latency());
        for (StageAgent agent : pipeline.stageAgents()) {
            text.append("stage=").append(agent.roleName().replaceFirst("neigh-", "")).append(' ');
            percentiles(text, agent.latency());
        }
        return text.toString();
    }

    private static void line(StringBuilder text, Counters counters, Counter... shown) {
        String separator = "";
        for (Counter counter : shown) {
            text.append(separator).append(counter.label()).append('=').append(counters.get(counter));
            separator = " ";
        }
        text.append('\n');
    }

    private static void percentiles(StringBuilder text, Histogram histogram) {
        text.append(String.format(Locale.ROOT, "p50=%.1f p90=%.1f p99=%.1f p99.9=%.1f max=%.1f%n",
                micros(histogram, 50), micros(histogram, 90), micros(histogram, 99), micros(histogram, 99.9),
                histogram.getMaxValue() / NANOS_PER_MICRO));
    }

    private static double micros(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / NANOS_PER_MICRO;
    }
}
