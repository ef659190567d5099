package io.neighsync.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.engine.policy.VrfConfig;
import io.neighsync.engine.stage.ClassifyStage;
import io.neighsync.engine.stage.KernelMessages;
import io.neighsync.engine.stage.PolicyUpdates;
import io.neighsync.engine.stage.ReceiverConfig;
import io.neighsync.engine.stage.ReceiverPorts;
import io.neighsync.engine.stage.RowListener;
import io.neighsync.engine.stage.ScriptedPort;
import io.neighsync.engine.stage.ScriptedPorts;
import io.neighsync.engine.stage.Stage;
import io.neighsync.redis.TableProtocol;
import java.time.Duration;
import java.util.List;
import org.agrona.concurrent.CachedNanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pipeline on a thread of its own, one stage of which takes its time: the clock is the stage's. */
@Timeout(30)
class PipelineThreadsTest {
    private static final int BATCH = 16;
    private static final Duration SLOW = Duration.ofMillis(20);

    private final Counters counters = new Counters();
    private final CachedNanoClock clock = new CachedNanoClock();
    private final ScriptedPort events = new ScriptedPort();
    private final Pipeline pipeline = new Pipeline(
            new PipelineConfig(64, 64, new ReceiverConfig(Duration.ZERO), new VrfConfig(List.of(), List.of())),
            new Pipeline.Ports(new ReceiverPorts(events, BATCH, new ScriptedPorts(),
                            PolicyUpdates.of(PolicySettings.PLAIN)),
                    NoRedis.writer(TableProtocol.DIRECT, BATCH), BATCH, new NoRedis(), null, RowListener.NONE),
            clock, counters, error -> { }, this::slow);

    /** ClassifyStage takes so long for every neighbor. */
    private Stage slow(Stage stage) {
        return !(stage instanceof ClassifyStage) ? stage : new Stage() {
            @Override
            public void onEvent(NeighborEvent event, long sequence, boolean endOfBatch) {
                stage.onEvent(event, sequence, endOfBatch);
                if (event.kind == EventKind.NEIGH_SET) {
                    clock.update(clock.nanoTime() + SLOW.toNanos());
                }
            }
        };
    }

    @AfterEach
    void close() {
        pipeline.close();
    }

    private void runUntilHandled(Duration threshold) {
        events.datagram(KernelMessages.newLink(2, "eth0"), KernelMessages.newNeighbor(2, 1, 7));
        ThreadingConfig config = new ThreadingConfig(ThreadingMode.SINGLE, IdleMode.AUTO, "", threshold);
        try (PipelineThreads threads = new PipelineThreads(
                pipeline, config, Cores.ofMachine(config), clock, counters, error -> { })) {
            threads.start();
            while (counters.get(Counter.RX_CYCLE_MAX) < SLOW.toNanos() / 1_000) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void shouldCountTheStallOfAThreadWithASlowStage() {
        runUntilHandled(SLOW);
        assertThat(counters.get(Counter.RX_CYCLE_MAX)).isEqualTo(SLOW.toMillis() * 1_000);
        assertThat(counters.get(Counter.RX_STALLS)).isEqualTo(1);
        assertThat(counters.get(Counter.CLASSIFY_STALLS)).as("the thread's first agent counts").isZero();
    }

    @Test
    void shouldCountNoStallBelowTheThreshold() {
        runUntilHandled(SLOW.plusNanos(1));
        assertThat(counters.get(Counter.RX_STALLS)).isZero();
    }
}
