package io.neighsync.engine.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.control.NoRedis;
import io.neighsync.engine.control.Pipeline;
import io.neighsync.engine.control.PipelineConfig;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.engine.policy.VrfConfig;
import io.neighsync.engine.stage.PolicyUpdates;
import io.neighsync.engine.stage.ReceiverConfig;
import io.neighsync.engine.stage.ReceiverPorts;
import io.neighsync.engine.stage.RowListener;
import io.neighsync.engine.stage.ScriptedPorts;
import io.neighsync.engine.tune.Knob;
import io.neighsync.netlink.NetlinkConfig;
import io.neighsync.netlink.NetlinkSocket;
import io.neighsync.redis.TableProtocol;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.agrona.concurrent.CachedNanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The knobs of a pipeline with a real event socket. */
class LiveKnobsSystemTest {
    private static final int CAPACITY = 1_000;
    private static final int BUFFER = 65_536;

    private final NetlinkSocket events = NetlinkSocket.openEvents(new NetlinkConfig(BUFFER, 8, 131_072));
    private final Pipeline pipeline = new Pipeline(
            new PipelineConfig(64, 64, new ReceiverConfig(Duration.ZERO), new VrfConfig(List.of(), List.of())),
            new Pipeline.Ports(
                    new ReceiverPorts(events, 8, new ScriptedPorts(), PolicyUpdates.of(PolicySettings.PLAIN)),
                    NoRedis.writer(TableProtocol.DIRECT, CAPACITY), CAPACITY, new NoRedis(), null, RowListener.NONE),
            new CachedNanoClock(), new Counters(), error -> { });
    private final LiveKnobs knobs = new LiveKnobs(pipeline, events);

    @AfterEach
    void close() {
        pipeline.receiver().onClose();
        pipeline.close();
    }

    @Test
    void shouldTurnEveryKnobWithinItsBounds() {
        for (Knob knob : Knob.values()) {
            for (long value : new long[] {knob.least(), (knob.least() + knob.most()) / 4 * 2, knob.most()}) {
                knobs.set(knob, value);
                assertThat(knobs.get(knob)).as(knob.key()).isEqualTo(value);
            }
        }
    }

    @Test
    void shouldTurnOnlyWhatIsConfiguredAnew() {
        DaemonConfig before = config("redis.max_batch", "512");
        knobs.set(Knob.BATCH, 300);
        knobs.set(Knob.RECEIVE_BATCH, 7);
        assertThat(knobs.follow(before, config("ring.size", "64"))).isFalse();
        assertThat(knobs.get(Knob.BATCH)).as("as it was tuned").isEqualTo(300);
        assertThat(knobs.follow(before, config("redis.max_batch", "400"))).isTrue();
        assertThat(knobs.get(Knob.BATCH)).isEqualTo(400);
        assertThat(knobs.get(Knob.RECEIVE_BATCH)).isEqualTo(7);
        assertThat(knobs.get(Knob.RECEIVE_BUFFER)).isEqualTo(BUFFER);
        assertThat(knobs.follow(before, config("redis.flush_deadline", "20ms"))).isTrue();
        assertThat(pipeline.redisStage().flushDeadline()).isEqualTo(Duration.ofMillis(20));
        assertThat(knobs.follow(before, config("netlink.receive_batch", "1"))).isTrue();
        assertThat(pipeline.receiver().receiveBatch()).isEqualTo(1);
        assertThat(knobs.follow(before, config("netlink.receive_buffer", "8192"))).isTrue();
        assertThat(events.effectiveReceiveBuffer()).isEqualTo(8_192);
    }

    @Test
    void shouldTakeWhatCanBeHad() {
        assertThat(knobs.follow(config("redis.max_batch", "512"), config("redis.max_batch", "2000"))).isTrue();
        assertThat(knobs.get(Knob.BATCH)).isEqualTo(CAPACITY);
    }

    private static DaemonConfig config(String key, String value) {
        return DaemonConfig.of(Settings.load(Optional.empty(), Map.of(), Map.of(key, value)));
    }
}
