package io.neighsync.engine.stage;

import com.lmax.disruptor.RingBuffer;
import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.Decision;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.FrameStore;
import io.neighsync.engine.event.LinkChanges;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.Origin;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.engine.event.Verdict;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.status.AtomicCounter;

/** The ring's one producer. Never blocks: whoever publishes asks for room first. Receiver only. */
final class EventPublisher {
    private final RingBuffer<NeighborEvent> ring;
    private final FrameStore frames;
    private final AtomicCounter notifications;
    private final AtomicCounter dumpRows;
    private final AtomicCounter overruns;
    private PolicySettings settings = PolicySettings.PLAIN;

    EventPublisher(RingBuffer<NeighborEvent> ring, FrameStore frames, Counters counters) {
        this.ring = ring;
        this.frames = frames;
        this.notifications = counters.of(Counter.EVENTS);
        this.dumpRows = counters.of(Counter.DUMP_ROWS);
        this.overruns = counters.of(Counter.OVERRUNS);
    }

    /** Whether a message of this length, or a mark (0), can be published now. */
    boolean hasRoom(int frameLength) {
        return ring.hasAvailableCapacity(1) && frames.hasRoom(frameLength);
    }

    /** Publishes a message of the kernel, {@link FrameStore#LARGE_BYTES} at most, with its nlmsghdr. */
    void message(
            EventKind kind, Origin origin, int generation, long nanos, DirectBuffer source, int offset, int length) {
        long sequence = ring.next();
        NeighborEvent event = ring.get(sequence);
        frames.store(event, sequence, source, offset, length);
        fill(event, kind, origin, generation, nanos);
        ring.publish(sequence);
        switch (origin) {
            case NOTIFICATION -> notifications.incrementRelease();
            case DUMP -> dumpRows.incrementRelease();
            case CONFIRM -> { }
        }
    }

    /** Publishes a mark that has no message; the causes are those of the generation, a bit each. */
    void mark(EventKind kind, int generation, int causes, long nanos) {
        long sequence = ring.next();
        NeighborEvent event = ring.get(sequence);
        event.frameLength = 0;
        event.causes = causes;
        event.overruns = overruns.get();
        event.settings = settings;
        fill(event, kind, Origin.NOTIFICATION, generation, nanos);
        ring.publish(sequence);
    }

    /** Publishes the settings that are in force from here on, which every later mark repeats. */
    void settings(PolicySettings changed, int generation, long nanos) {
        settings = changed;
        mark(EventKind.CONFIG_CHANGED, generation, 0, nanos);
    }

    private static void fill(NeighborEvent event, EventKind kind, Origin origin, int generation, long nanos) {
        event.kind = kind;
        event.origin = origin;
        event.generation = generation;
        event.receivedNanos = nanos;
        event.stampNanos = nanos;
        event.verdict = Verdict.NONE;
        event.failedVerdict = Verdict.NONE;
        event.mayHaveRoute = false;
        event.decision = Decision.NONE;
        event.failedDecision = Decision.NONE;
        event.repeated = false;
        event.dropRoute = false;
        event.linkChanges = LinkChanges.NONE;
    }
}
