package io.neighsync.engine.stage;

import com.lmax.disruptor.Sequence;
import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.Origin;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/** A ring with a publisher, and a reader that takes what was published when the test says so. */
final class PublishedEvents implements AutoCloseable {
    private final EventRing ring;
    private final Counters counters = new Counters();
    private final Sequence taken = new Sequence(-1);
    private final EventPublisher publisher;

    /** What a slot held, without the fields of later stages; causes are those of a mark. */
    record Published(EventKind kind, Origin origin, int generation, int causes, UnsafeBuffer frame) {
    }

    PublishedEvents(int slots) {
        ring = EventRing.ofSize(slots);
        ring.ring().addGatingSequences(taken);
        ring.frames().releaseBehind(taken);
        publisher = new EventPublisher(ring.ring(), ring.frames(), counters);
    }

    EventRing ring() {
        return ring;
    }

    EventPublisher publisher() {
        return publisher;
    }

    Counters counters() {
        return counters;
    }

    long count(Counter counter) {
        return counters.get(counter);
    }

    /** Takes everything published, which makes room, and leaves settings and heartbeats out. */
    List<Published> take() {
        return takeAll().stream().filter(event -> event.kind() != EventKind.TICK
                && event.kind() != EventKind.CONFIG_CHANGED).toList();
    }

    /** Takes everything published, which makes room. */
    List<Published> takeAll() {
        List<Published> events = new ArrayList<>();
        for (long sequence = taken.get() + 1; sequence <= ring.ring().getCursor(); sequence++) {
            NeighborEvent event = ring.ring().get(sequence);
            byte[] frame = new byte[event.frameLength];
            event.frame.getBytes(event.frameOffset, frame);
            int causes = event.frameLength == 0 ? event.causes : 0;
            events.add(new Published(event.kind, event.origin, event.generation, causes, new UnsafeBuffer(frame)));
            taken.set(sequence);
        }
        return events;
    }

    List<EventKind> takeKinds() {
        return take().stream().map(Published::kind).toList();
    }

    /** Publishes marks until the ring is full, so that nothing more finds room. */
    void fill() {
        while (publisher.hasRoom(0)) {
            publisher.mark(EventKind.INVALID, 0, 0, 0);
        }
    }

    @Override
    public void close() {
        ring.close();
    }
}
