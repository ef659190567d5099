package io.neighsync.engine.daemon;

import io.neighsync.engine.control.Pipeline;
import io.neighsync.engine.tune.Knob;
import io.neighsync.engine.tune.Knobs;
import io.neighsync.netlink.NetlinkSocket;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The knobs of a running daemon: those of its stages are read by the stage's thread once a duty cycle, the receive
 * buffer is the kernel's. Any thread, one at a time, while the daemon runs.
 */
final class LiveKnobs implements Knobs {
    private static final Logger LOGGER = LoggerFactory.getLogger(LiveKnobs.class);
    private static final long MICRO = 1_000;

    private final Pipeline pipeline;
    private final NetlinkSocket events;

    LiveKnobs(Pipeline pipeline, NetlinkSocket events) {
        this.pipeline = pipeline;
        this.events = events;
    }

    @Override
    public long get(Knob knob) {
        return switch (knob) {
            case BATCH -> pipeline.redisStage().maxBatch();
            case FLUSH_DEADLINE -> pipeline.redisStage().flushDeadline().toNanos() / MICRO;
            case RECEIVE_BATCH -> pipeline.receiver().receiveBatch();
            case RECEIVE_BUFFER -> events.effectiveReceiveBuffer();
        };
    }

    @Override
    public void set(Knob knob, long value) {
        switch (knob) {
            case BATCH -> pipeline.redisStage().maxBatch(Math.toIntExact(value));
            case FLUSH_DEADLINE -> pipeline.redisStage().flushDeadline(Duration.ofNanos(value * MICRO));
            case RECEIVE_BATCH -> pipeline.receiver().receiveBatch(Math.toIntExact(value));
            case RECEIVE_BUFFER -> events.receiveBuffer(value);
        }
    }

    /** Turns the knobs whose settings differ, if any do; the others stay as they are, tuned or not. */
    boolean follow(DaemonConfig before, DaemonConfig changed) {
        boolean turned = false;
        for (Knob knob : Knob.values()) {
            long value = configured(knob, changed);
            if (value != configured(knob, before)) {
                set(knob, value);
                warnUnlessSet(knob, value);
                turned = true;
            }
        }
        return turned;
    }

    private void warnUnlessSet(Knob knob, long value) {
        if (get(knob) != value) {
            LOGGER.warn("{} = {} {}: {} are in force, which is what can be had while the daemon runs", knob.key(),
                    value, knob.unit(), get(knob));
        }
    }

    private static long configured(Knob knob, DaemonConfig config) {
        return switch (knob) {
            case BATCH -> config.redis().maxBatch();
            case FLUSH_DEADLINE -> config.redis().flushDeadline().toNanos() / MICRO;
            case RECEIVE_BATCH -> config.netlink().receiveBatch();
            // the kernel's are even
            case RECEIVE_BUFFER -> config.netlink().receiveBuffer() + 1 & -2;
        };
    }
}
