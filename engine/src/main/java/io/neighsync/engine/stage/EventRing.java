package io.neighsync.engine.stage;

import com.lmax.disruptor.RingBuffer;
import io.neighsync.engine.event.FrameStore;
import io.neighsync.engine.event.NeighborEvent;

/** The ring and the memory of its frames. */
public record EventRing(RingBuffer<NeighborEvent> ring, FrameStore frames) implements AutoCloseable {
    /** A ring of this many slots, a power of two. */
    public static EventRing ofSize(int slots) {
        FrameStore frames = new FrameStore(slots);
        return new EventRing(NeighborEvent.newRing(slots, frames), frames);
    }

    @Override
    public void close() {
        frames.close();
    }
}
