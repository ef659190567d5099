package io.neighsync.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.engine.policy.VrfConfig;
import io.neighsync.engine.stage.PolicyUpdates;
import io.neighsync.engine.stage.ReceiverConfig;
import io.neighsync.engine.stage.ReceiverPorts;
import io.neighsync.engine.stage.RowListener;
import io.neighsync.engine.stage.ScriptedPort;
import io.neighsync.engine.stage.ScriptedPorts;
import io.neighsync.redis.TableProtocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.agrona.concurrent.CachedNanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each interval has what was measured in it, under the name of what was measured. */
class IntervalLatenciesTest {
    private static final int BATCH = 16;
    private static final long SECOND = 1_000_000_000L;

    private final CachedNanoClock clock = new CachedNanoClock();
    private final Pipeline pipeline = new Pipeline(
            new PipelineConfig(64, 64, new ReceiverConfig(Duration.ZERO), new VrfConfig(List.of(), List.of())),
            new Pipeline.Ports(new ReceiverPorts(new ScriptedPort(), BATCH, new ScriptedPorts(),
                            PolicyUpdates.of(PolicySettings.PLAIN)),
                    NoRedis.writer(TableProtocol.DIRECT, BATCH), BATCH, new NoRedis(), null, RowListener.NONE),
            clock, new Counters(), error -> { });
    private final IntervalLatencies latencies = new IntervalLatencies(pipeline, clock);
    private LatencyInterval last;

    @AfterEach
    void close() {
        pipeline.receiver().onClose();
        pipeline.close();
    }

    /** Ends an interval; what was measured in it, by name. */
    private Map<String, Histogram> next() {
        Map<String, Histogram> seen = new HashMap<>();
        latencies.next((name, interval, histogram) -> {
            last = interval;
            seen.put(name, histogram.copy());
        });
        return seen;
    }

    private static List<Long> percentiles(Histogram histogram) {
        return List.of(histogram.getTotalCount(), histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(90), histogram.getValueAtPercentile(99),
                histogram.getValueAtPercentile(99.9), histogram.getMaxValue());
    }

    @Test
    void shouldTellThePercentilesOfAnInterval() {
        for (int i = 1; i <= 200; i++) {
            pipeline.redisStage().latency().record(i);
        }
        clock.update(SECOND);
        assertThat(percentiles(next().get("e2e"))).containsExactly(200L, 100L, 180L, 198L, 200L, 200L);
        assertThat(last).isEqualTo(new LatencyInterval(0, SECOND));
    }

    @Test
    void shouldForgetAnIntervalWithTheNext() {
        pipeline.redisStage().latency().record(100);
        clock.update(SECOND);
        next();
        pipeline.redisStage().latency().record(7);
        clock.update(3 * SECOND);
        assertThat(percentiles(next().get("e2e"))).containsExactly(1L, 7L, 7L, 7L, 7L, 7L);
        assertThat(last).isEqualTo(new LatencyInterval(SECOND, 2 * SECOND));
        clock.update(4 * SECOND);
        assertThat(next().get("e2e").getTotalCount()).isZero();
        assertThat(last).isEqualTo(new LatencyInterval(3 * SECOND, SECOND));
    }

    @Test
    void shouldKeepStagesApart() {
        pipeline.stageAgents().get(0).latency().record(5);
        pipeline.stageAgents().get(1).latency().record(6);
        Map<String, Histogram> seen = next();
        assertThat(seen.get("parse").getMaxValue()).isEqualTo(5);
        assertThat(seen.get("classify").getMaxValue()).isEqualTo(6);
        assertThat(seen.get("redis").getTotalCount()).isZero();
        assertThat(seen.get("e2e").getTotalCount()).isZero();
        assertThat(seen).doesNotContainKey("journal");
    }

    @Test
    void shouldShowEachIntervalOfEachMeasurementToItsListener() {
        pipeline.redisStage().latency().record(9);
        pipeline.stageAgents().get(2).latency().record(5);
        List<String> seen = new ArrayList<>();
        latencies.next((name, interval, histogram) -> {
            seen.add(name + " " + histogram.getTotalCount());
        });
        assertThat(seen).containsExactly("e2e 1", "parse 0", "classify 0", "coalesce 1", "redis 0");
    }
}
