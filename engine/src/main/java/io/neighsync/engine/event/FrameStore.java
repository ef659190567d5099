package io.neighsync.engine.event;

import com.lmax.disruptor.Sequence;
import io.neighsync.netlink.ffm.ReservedMemory;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The memory behind the slots' frames. Neighbor messages (76 to about 110 bytes) lie inline, one fixed place a slot;
 * link messages (1 to 4 KiB, rare) lie in a few large places that are used again once ParseStage has passed them.
 *
 * <pre>
 *   inline  | slot 0: 128 B | slot 1: 128 B | ... ring.size        sequence &amp; (ring.size - 1)
 *   large   | 32 KiB | 32 KiB | ... 64                             taken in turn
 * </pre>
 *
 * <p>Written by the receiver only.
 */
public final class FrameStore implements AutoCloseable {
    /** Bytes of a slot's own place. */
    public static final int INLINE_BYTES = 128;
    /** Bytes of a large place, and so the longest message that is taken. */
    public static final int LARGE_BYTES = 32 * 1024;
    private static final int LARGE_FRAMES = 64;

    private final ReservedMemory memory;
    private final UnsafeBuffer inline;
    private final UnsafeBuffer large;
    private final long[] largeSequences = new long[LARGE_FRAMES];
    private final int mask;
    private Sequence parsed;
    private int nextLarge;

    /** Reserves the frames of a ring of this many slots (a power of two); pages are touched when first used. */
    public FrameStore(int ringSize) {
        long inlineBytes = (long) ringSize * INLINE_BYTES;
        memory = ReservedMemory.reserve("frames of the ring", inlineBytes + (long) LARGE_FRAMES * LARGE_BYTES);
        inline = new UnsafeBuffer(memory.buffer(), 0, (int) inlineBytes);
        large = new UnsafeBuffer(memory.buffer(), (int) inlineBytes, LARGE_FRAMES * LARGE_BYTES);
        mask = ringSize - 1;
        Arrays.fill(largeSequences, -1);
    }

    /** Names the sequence behind which large frames may be used again: ParseStage's. */
    public void releaseBehind(Sequence parseSequence) {
        parsed = parseSequence;
    }

    /** Whether a message of this length can be stored now; false only while the large places are all in use. */
    public boolean hasRoom(int length) {
        return length <= INLINE_BYTES || largeSequences[nextLarge] <= parsed.get();
    }

    /** Copies a message of at most {@link #LARGE_BYTES} into the place of this sequence and points the slot at it. */
    public void store(NeighborEvent event, long sequence, DirectBuffer source, int offset, int length) {
        if (length <= INLINE_BYTES) {
            place(event, inline, (int) (sequence & mask) * INLINE_BYTES, source, offset, length);
        } else {
            largeSequences[nextLarge] = sequence;
            place(event, large, nextLarge * LARGE_BYTES, source, offset, length);
            nextLarge = (nextLarge + 1) % LARGE_FRAMES;
        }
    }

    private static void place(
            NeighborEvent event, UnsafeBuffer target, int at, DirectBuffer source, int offset, int length) {
        target.putBytes(at, source, offset, length);
        event.frame = target;
        event.frameOffset = at;
        event.frameLength = length;
    }

    UnsafeBuffer inline() {
        return inline;
    }

    @Override
    public void close() {
        memory.close();
    }
}
