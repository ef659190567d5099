package io.neighsync.engine.daemon;

import io.neighsync.engine.control.Pipeline;
import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.stage.StageAgent;
import io.neighsync.engine.table.VrfCounts;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The lines printed at stop: the counts people ask for first, then every other one, then neighbors by VRF, the latency
 * from event to acknowledgment, and that of each stage.
 */
final class StopSummary {
    private static final int COUNTERS_PER_LINE = 6;

    private final Counters counters;
    private final StringBuilder text = new StringBuilder();
    private final Set<Counter> shown = EnumSet.noneOf(Counter.class);

    private StopSummary(Counters counters) {
        this.counters = counters;
    }

    static String of(Counters counters, Pipeline pipeline) {
        StopSummary summary = new StopSummary(counters);
        summary.counts();
        summary.vrfs(pipeline.vrfCounts());
        summary.latencies(pipeline);
        return summary.text.toString();
    }

    private void counts() {
        line(List.of(named(Counter.EVENTS), named(Counter.ROWS_SET), named(Counter.ROWS_DELETED), named(Counter.NOOPS),
                named(Counter.IGNORED)));
        long repairs = counters.get(Counter.NEIGHBOR_REPAIRS) + counters.get(Counter.LINK_REPAIRS);
        line(List.of(named(Counter.OVERRUNS), named(Counter.RESYNCS), "audit_repairs=" + repairs,
                named(Counter.REDIS_RECONNECTS)));
        List<String> others = new ArrayList<>();
        for (Counter counter : Counter.values()) {
            if (!shown.contains(counter)) {
                others.add(named(counter));
            }
        }
        for (int from = 0; from < others.size(); from += COUNTERS_PER_LINE) {
            line(others.subList(from, Math.min(from + COUNTERS_PER_LINE, others.size())));
        }
    }

    private String named(Counter counter) {
        shown.add(counter);
        return counter.label() + '=' + counters.get(counter);
    }

    private void line(List<String> words) {
        text.append(String.join(" ", words)).append('\n');
    }

    private void vrfs(VrfCounts counts) {
        for (VrfCounts.Vrf vrf : counts.all()) {
            line(List.of("vrf=" + vrf.name(), "neighbors=" + (vrf.ipv4Neighbors() + vrf.ipv6Neighbors()),
                    "rows=" + vrf.rows(), "ipv4=" + vrf.ipv4Neighbors(), "ipv6=" + vrf.ipv6Neighbors(),
                    "ifindex=" + vrf.ifindex(), "table=" + Integer.toUnsignedString(vrf.table())));
        }
    }

    private void latencies(Pipeline pipeline) {
        text.append("latency_us ");
        text.append(LatencyText.of(pipeline.redisStage().latency().total())).append('\n');
        for (StageAgent agent : pipeline.stageAgents()) {
            text.append("stage=").append(agent.stageName()).append(' ')
                    .append(LatencyText.of(agent.latency().total())).append('\n');
        }
    }
}
