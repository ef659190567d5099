package io.neighsync.engine.stage;

import com.lmax.disruptor.EventHandler;
import io.neighsync.engine.event.NeighborEvent;

/** One station on the path of an event. Called by the one thread of its agent. */
public interface Stage extends EventHandler<NeighborEvent> {
    /** What is to be done besides events, once a duty cycle; returns the amount of work done. */
    default int onDutyCycle() {
        return 0;
    }

    /** The event before, or what was done besides, ended in an exception: whatever it was about may be half done. */
    default void onFailure() {
    }

    @Override
    void onEvent(NeighborEvent event, long sequence, boolean endOfBatch);
}
