package io.neighsync.engine.stage;

import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * Neighbors that a dump did not have, from CoalesceStage (one writer) to the receiver (one reader): the only thing that
 * flows against the ring. Bounded; what finds no place stays marked in the table and is offered again.
 */
public final class SuspectQueue {
    /** Suspects that fit. */
    static final int CAPACITY = 1024;

    private static final int SUSPECT = 1;
    private static final int END = 2;
    private static final int IFINDEX = 0;
    private static final int FAMILY = 4;
    private static final int HIGH = 8;
    private static final int LOW = 16;
    private static final int LENGTH = 24;
    private static final int RECORD_BYTES = 32;

    private final OneToOneRingBuffer ring = new OneToOneRingBuffer(
            new UnsafeBuffer(BufferUtil.allocateDirectAligned(
                    CAPACITY * RECORD_BYTES + RingBufferDescriptor.TRAILER_LENGTH, Long.BYTES)));
    private volatile Runnable wakeUp = () -> { };

    /** Takes suspects out of the queue. */
    interface Reader {
        /** One neighbor to look up. */
        void onSuspect(int ifindex, int family, long addressHigh, long addressLow);

        /** Every suspect of this generation has been offered. */
        void onEnd(int generation);
    }

    /** Names what wakes the receiver when it is parked. */
    public void onOffer(Runnable wakeUpReceiver) {
        wakeUp = wakeUpReceiver;
    }

    /** Offers a neighbor to look up; false when the queue is full. CoalesceStage only. */
    boolean offer(int ifindex, int family, long addressHigh, long addressLow) {
        int claim = ring.tryClaim(SUSPECT, LENGTH);
        if (claim < 0) {
            return false;
        }
        ring.buffer().putInt(claim + IFINDEX, ifindex);
        ring.buffer().putInt(claim + FAMILY, family);
        ring.buffer().putLong(claim + HIGH, addressHigh);
        ring.buffer().putLong(claim + LOW, addressLow);
        ring.commit(claim);
        wakeUp.run();
        return true;
    }

    /** Says that all have been offered; false when the queue is full. CoalesceStage only. */
    boolean offerEnd(int generation) {
        int claim = ring.tryClaim(END, Integer.BYTES);
        if (claim < 0) {
            return false;
        }
        ring.buffer().putInt(claim, generation);
        ring.commit(claim);
        wakeUp.run();
        return true;
    }

    /** Hands at most {@code limit} entries to the reader; returns how many. Receiver only. */
    int read(Reader reader, int limit) {
        return ring.size() == 0 ? 0 : ring.read(
                (type, buffer, index, length) -> {
                    if (type == END) {
                        reader.onEnd(buffer.getInt(index));
                    } else {
                        reader.onSuspect(buffer.getInt(index + IFINDEX), buffer.getInt(index + FAMILY),
                                buffer.getLong(index + HIGH), buffer.getLong(index + LOW));
                    }
                },
                limit);
    }

    /** Whether there is something to read. */
    boolean hasNext() {
        return ring.size() > 0;
    }
}
