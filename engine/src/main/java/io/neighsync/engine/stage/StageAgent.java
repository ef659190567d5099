package io.neighsync.engine.stage;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.Sequence;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.Origin;
import java.util.function.LongSupplier;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * Runs one stage: hands it what has arrived, a batch at a time, and measures how long each notification took from the
 * stage before to the end of this one; rows of dumps, which come as fast as they are read, would only show their own
 * number. One thread, which may run other agents in turn.
 *
 * <p>A handler that throws is caught here: a poller would give it the same slot for ever. The error is reported, the
 * slot is without effect for the stages behind, the stage is told, and {@code afterError} asks for a generation in
 * which everything is decided anew. InternalError is, too: the JVM tells by it, at any later point, of a mapped file
 * that somebody truncated.
 */
public final class StageAgent implements Agent, Parkable {
    /** Events handled in one duty cycle, so that agents on one thread take turns. */
    static final int MAX_BATCH = 256;
    private static final long BEFORE_RING = -1;
    private static final String THREAD_PREFIX = "neigh-";

    private final String name;
    private final Stage stage;
    private final EventPoller<NeighborEvent> poller;
    private final EventPoller.Handler<NeighborEvent> handler = this::onEvent;
    private final Sequence sequence;
    private final LongSupplier upstream;
    private final NanoClock clock;
    private final LatencyHistogram latency;
    private final ErrorHandler errors;
    private final Runnable afterError;
    private int batch;

    /**
     * An agent for one stage.
     *
     * @param upstream   the sequence up to which events may be handled
     * @param afterError counts the error and asks for a resync
     */
    public StageAgent(
            String name, Stage stage, EventPoller<NeighborEvent> poller, LongSupplier upstream,
            NanoClock clock, ErrorHandler errors, Runnable afterError) {
        this.name = name;
        this.stage = stage;
        this.poller = poller;
        this.sequence = poller.getSequence();
        this.upstream = upstream;
        this.clock = clock;
        this.latency = new LatencyHistogram();
        this.errors = errors;
        this.afterError = afterError;
    }

    @Override
    public int doWork() throws Exception {
        batch = 0;
        poller.poll(handler);
        return batch + dutyCycle();
    }

    private int dutyCycle() {
        try {
            return stage.onDutyCycle();
        } catch (RuntimeException | InternalError e) {
            onFailure(e);
            return 1;
        }
    }

    private void onFailure(Throwable e) {
        errors.onError(e);
        stage.onFailure();
        afterError.run();
    }

    private boolean onEvent(NeighborEvent event, long eventSequence, boolean endOfBatch) {
        try {
            stage.onEvent(event, eventSequence, endOfBatch);
        } catch (RuntimeException | InternalError e) {
            event.invalidate();
            onFailure(e);
        }
        long now = clock.nanoTime();
        if (event.origin == Origin.NOTIFICATION && event.frameLength > 0) {
            latency.record(now - event.stampNanos);
        }
        event.stampNanos = now;
        return ++batch < MAX_BATCH;
    }

    /** Hands the stage an event that is not in the ring; only before this agent runs. */
    public void restore(NeighborEvent event) {
        stage.onEvent(event, BEFORE_RING, false);
    }

    /** The sequence of the last event handled. */
    public Sequence sequence() {
        return sequence;
    }

    /** How long events took from the stage before to the end of this one. Any thread. */
    public LatencyHistogram latency() {
        return latency;
    }

    /** The stage's name in reports: that of its thread without the prefix. */
    public String stageName() {
        return name.startsWith(THREAD_PREFIX) ? name.substring(THREAD_PREFIX.length()) : name;
    }

    /** The stage that is run. */
    public Stage stage() {
        return stage;
    }

    @Override
    public boolean hasWork() {
        return upstream.getAsLong() > sequence.get() || (stage instanceof Parkable parkable && parkable.hasWork());
    }

    @Override
    public void watch(WaitSet waitSet) {
        if (stage instanceof Parkable parkable) {
            parkable.watch(waitSet);
        }
    }

    @Override
    public long maxParkNanos() {
        return stage instanceof Parkable parkable ? parkable.maxParkNanos() : Long.MAX_VALUE;
    }

    @Override
    public long soloParkNanos() {
        return stage instanceof Parkable parkable ? parkable.soloParkNanos() : 0;
    }

    @Override
    public String roleName() {
        return name;
    }
}
