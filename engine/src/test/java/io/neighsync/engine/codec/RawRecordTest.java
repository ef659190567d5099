package io.neighsync.engine.codec;

import static io.neighsync.engine.codec.Hex.OFFSET;
import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.FrameStore;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.Origin;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.journal.RecordFormat;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawRecordTest {
    private static final int FRAME_OFFSET = 12;

    private final UnsafeBuffer buffer = Hex.buffer();
    private final NeighborEvent event = new NeighborEvent();

    @ParameterizedTest
    @ValueSource(ints = {1, 76, 127, FrameStore.INLINE_BYTES, FrameStore.LARGE_BYTES})
    void shouldReadBackAMessageOfAnyLength(int length) {
        UnsafeBuffer frames = new UnsafeBuffer(new byte[FRAME_OFFSET + length + 1]);
        for (int i = 0; i < frames.capacity(); i++) {
            frames.putByte(i, (byte) i);
        }
        event.kind = EventKind.LINK_SET;
        event.origin = Origin.CONFIRM;
        event.generation = Integer.MIN_VALUE;
        event.frame = frames;
        event.frameOffset = FRAME_OFFSET;
        event.frameLength = length;
        int written = RawRecord.put(buffer, OFFSET, event);
        assertThat(written).isLessThanOrEqualTo(RecordFormat.MAX_PAYLOAD_LENGTH);
        assertThat(RawRecord.kind(buffer, OFFSET)).isEqualTo(EventKind.LINK_SET);
        assertThat(RawRecord.origin(buffer, OFFSET)).isEqualTo(Origin.CONFIRM);
        assertThat(RawRecord.generation(buffer, OFFSET)).isEqualTo(Integer.MIN_VALUE);
        assertThat(RawRecord.bodyLength(written)).isEqualTo(length);
        assertThat(new UnsafeBuffer(buffer, RawRecord.bodyOffset(OFFSET), length))
                .isEqualTo(new UnsafeBuffer(frames, FRAME_OFFSET, length));
    }

    @Test
    void shouldReadBackAMarkWithAllItHas() {
        event.kind = EventKind.DUMP_BEGIN;
        event.generation = 5;
        event.causes = 6;
        event.overruns = 7;
        event.settings = new PolicySettings(true, true, true, Set.of());
        RawRecord.put(buffer, OFFSET, event);
        int body = RawRecord.bodyOffset(OFFSET);
        assertThat(RawRecord.kind(buffer, OFFSET)).isEqualTo(EventKind.DUMP_BEGIN);
        assertThat(MarkRecord.kind(buffer, body)).isEqualTo(EventKind.DUMP_BEGIN);
        assertThat(MarkRecord.generation(buffer, body)).isEqualTo(5);
        assertThat(MarkRecord.causes(buffer, body)).isEqualTo(6);
        assertThat(MarkRecord.overruns(buffer, body)).isEqualTo(7);
        assertThat(MarkRecord.settings(buffer, body)).isEqualTo(event.settings);
    }

    @Test
    void shouldKeepItsLayout() {
        event.kind = EventKind.NEIGH_DEL;
        event.origin = Origin.DUMP;
        event.generation = 3;
        event.frame = new UnsafeBuffer(new byte[] {4, 5, 6});
        event.frameLength = 3;
        buffer.setMemory(0, 64, (byte) 0);
        assertThat(Hex.of(buffer, RawRecord.put(buffer, OFFSET, event)))
                .isEqualTo("03" + "01" + "0000" + "03000000" + "040506");
    }
}
