package io.neighsync.engine.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.lmax.disruptor.Sequence;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Frames keep their bytes until nobody needs them any more. */
class FrameStoreTest {
    private static final int RING = 256;
    private static final int LARGE_PLACES = 64;
    private static final int LARGE = FrameStore.INLINE_BYTES + 1;

    private final Sequence parsed = new Sequence(-1);
    private final FrameStore store = new FrameStore(RING);

    @BeforeEach
    void release() {
        store.releaseBehind(parsed);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void shouldKeepEverySlotOfTheRingApart() {
        NeighborEvent[] events = new NeighborEvent[RING];
        for (int i = 0; i < RING; i++) {
            events[i] = store(i, FrameStore.INLINE_BYTES);
        }
        for (int i = 0; i < RING; i++) {
            assertHolds(events[i], i, FrameStore.INLINE_BYTES);
        }
    }

    @Test
    void shouldUseTheInlinePlaceAgainOneRingLater() {
        NeighborEvent first = store(5, 40);
        NeighborEvent later = store(5 + RING, 50);
        assertThat(later.frame).isSameAs(first.frame);
        assertThat(later.frameOffset).isEqualTo(first.frameOffset);
        assertHolds(later, 5 + RING, 50);
    }

    @Test
    void shouldTakeTheLongestMessage() {
        NeighborEvent event = store(1, FrameStore.LARGE_BYTES);
        assertHolds(event, 1, FrameStore.LARGE_BYTES);
    }

    @Test
    void shouldHaveRoomForALargeFrameOnlyWhenTheOldestWasParsed() {
        for (int i = 0; i < LARGE_PLACES; i++) {
            assertThat(store.hasRoom(LARGE)).isTrue();
            store(10 + i, LARGE);
        }
        assertThat(store.hasRoom(LARGE)).isFalse();
        assertThat(store.hasRoom(FrameStore.INLINE_BYTES)).isTrue();
        parsed.set(9);
        assertThat(store.hasRoom(LARGE)).isFalse();
        parsed.set(10);
        assertThat(store.hasRoom(LARGE)).isTrue();
        store(100, LARGE);
        assertThat(store.hasRoom(LARGE)).isFalse();
    }

    @Test
    void shouldNeverOverwriteAFrameThatIsNotParsedYet() {
        Random random = new Random(7);
        Map<Long, NeighborEvent> unparsed = new HashMap<>();
        long next = 0;
        for (int step = 0; step < 20_000; step++) {
            int length = random.nextInt(4) == 0 ? LARGE + random.nextInt(4_000) : 1 + random.nextInt(LARGE - 1);
            if (next - parsed.get() <= RING && store.hasRoom(length) && random.nextInt(3) > 0) {
                unparsed.put(next, store(next, length));
                next++;
            } else if (parsed.get() < next - 1) {
                long sequence = parsed.get() + 1;
                NeighborEvent event = unparsed.remove(sequence);
                assertHolds(event, sequence, event.frameLength);
                parsed.set(sequence);
            }
        }
        assertThat(next).isGreaterThan(5_000);
    }

    private NeighborEvent store(long sequence, int length) {
        byte[] bytes = new byte[length + 3];
        new Random(sequence).nextBytes(bytes);
        NeighborEvent event = new NeighborEvent();
        store.store(event, sequence, new UnsafeBuffer(bytes), 3, length);
        return event;
    }

    private static void assertHolds(NeighborEvent event, long sequence, int length) {
        byte[] expected = new byte[length + 3];
        new Random(sequence).nextBytes(expected);
        assertThat(event.frameLength).isEqualTo(length);
        UnsafeBuffer actual = new UnsafeBuffer(event.frame, event.frameOffset, length);
        assertThat(actual).isEqualTo(new UnsafeBuffer(expected, 3, length));
    }
}
