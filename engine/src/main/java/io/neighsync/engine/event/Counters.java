package io.neighsync.engine.event;

import java.util.EnumMap;
import java.util.Map;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;

/** The daemon's counters, one {@link AtomicCounter} for each {@link Counter}. Writers as there; any thread reads. */
public final class Counters {
    private final Map<Counter, AtomicCounter> counters = new EnumMap<>(Counter.class);

    /** Counters in memory of their own. */
    public Counters() {
        int size = Counter.values().length;
        CountersManager manager = new CountersManager(
                new UnsafeBuffer(BufferUtil.allocateDirectAligned(size * CountersReader.METADATA_LENGTH, Long.BYTES)),
                new UnsafeBuffer(BufferUtil.allocateDirectAligned(size * CountersReader.COUNTER_LENGTH, Long.BYTES)));
        for (Counter counter : Counter.values()) {
            counters.put(counter, manager.newCounter(counter.label()));
        }
    }

    /** The counter itself, for its one writer to keep. */
    public AtomicCounter of(Counter counter) {
        return counters.get(counter);
    }

    /** The present value. */
    public long get(Counter counter) {
        return counters.get(counter).get();
    }
}
