package io.neighsync.engine.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.List;
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

    @AfterEach
    void close() {
        pipeline.receiver().onClose();
        pipeline.close();
    }

    @Test
    void shouldHaveAnEmptyIntervalBeforeTheFirstHasEnded() {
        pipeline.redisStage().latency().record(7);
        assertThat(latencies.endToEnd()).isEqualTo(new LatencyInterval(0, 0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void shouldTellThePercentilesOfAnInterval() {
        for (int i = 1; i <= 200; i++) {
            pipeline.redisStage().latency().record(i);
        }
        clock.update(SECOND);
        latencies.next(IntervalLatencies.Listener.NONE);
        assertThat(latencies.endToEnd()).isEqualTo(new LatencyInterval(0, SECOND, 200, 100, 180, 198, 200, 200));
    }

    @Test
    void shouldForgetAnIntervalWithTheNext() {
        pipeline.redisStage().latency().record(100);
        clock.update(SECOND);
        latencies.next(IntervalLatencies.Listener.NONE);
        pipeline.redisStage().latency().record(7);
        clock.update(3 * SECOND);
        latencies.next(IntervalLatencies.Listener.NONE);
        assertThat(latencies.endToEnd()).isEqualTo(new LatencyInterval(SECOND, 2 * SECOND, 1, 7, 7, 7, 7, 7));
        clock.update(4 * SECOND);
        latencies.next(IntervalLatencies.Listener.NONE);
        assertThat(latencies.endToEnd()).isEqualTo(new LatencyInterval(3 * SECOND, SECOND, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void shouldKeepStagesApart() {
        pipeline.stageAgents().get(0).latency().record(5);
        pipeline.stageAgents().get(1).latency().record(6);
        latencies.next(IntervalLatencies.Listener.NONE);
        assertThat(latencies.stage("parse").max()).isEqualTo(5);
        assertThat(latencies.stage("classify").max()).isEqualTo(6);
        assertThat(latencies.stage("redis").count()).isZero();
        assertThat(latencies.endToEnd().count()).isZero();
        assertThatThrownBy(() -> latencies.stage("journal")).hasMessageContaining("journal");
    }

    @Test
    void shouldShowEachIntervalOfEachMeasurementToItsListener() {
        pipeline.redisStage().latency().record(9);
        pipeline.stageAgents().get(2).latency().record(5);
        List<String> seen = new ArrayList<>();
        latencies.next((name, interval, histogram) -> {
            assertThat(histogram.getTotalCount()).isEqualTo(interval.count());
            seen.add(name + " " + interval.count());
        });
        assertThat(seen).containsExactly("e2e 1", "parse 0", "classify 0", "coalesce 1", "redis 0");
    }
}
