package io.neighsync.engine.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.codec.LinkRecord;
import io.neighsync.engine.codec.MarkRecord;
import io.neighsync.engine.codec.OpenedRecord;
import io.neighsync.engine.codec.ProgressRecord;
import io.neighsync.engine.codec.RawRecord;
import io.neighsync.engine.codec.RecordType;
import io.neighsync.engine.codec.RowRecord;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.journal.RecordReader;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class RecordCheckTest {
    private static final List<RecordType> TYPES = List.of(RecordType.values());
    private static final int OFFSET = 16;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[512]);

    private boolean isSound(RecordType type, int length) {
        MemorySegment segment = new MemorySegment(1, 1);
        segment.append(type.code(), 1, 1, buffer, OFFSET, length);
        try (RecordReader reader = segment.readable().reader().get()) {
            reader.next();
            return RecordCheck.isSound(type, reader);
        }
    }

    private int put(RecordType type) {
        NeighborEvent event = new NeighborEvent();
        event.kind = EventKind.DUMP_BEGIN;
        event.settings = new PolicySettings(true, false, true,
                Set.of(new LinkName("Ethernet0"), new LinkName("Vlan100")));
        return switch (type) {
            case OPENED -> OpenedRecord.LENGTH;
            case LINK -> {
                LinkRecord.put(buffer, OFFSET, 1, 2, 3, 4, 0);
                yield LinkRecord.putNames(buffer, OFFSET, new LinkName("Ethernet0"), new LinkName("abcdefghijklmno"));
            }
            case SNAPSHOT_ROWS -> {
                buffer.putInt(OFFSET, 3);
                yield 4 + 3 * 40;
            }
            case COMPLETE -> 8;
            case ROW -> RowRecord.put(buffer, OFFSET, event, 0);
            case LINK_GONE -> 8;
            case MARK -> MarkRecord.put(buffer, OFFSET, event);
            case PROGRESS -> ProgressRecord.put(buffer, OFFSET, 1, 2, 3);
            case RAW -> RawRecord.put(buffer, OFFSET, event);
        };
    }

    @Test
    void shouldTakeWhatIsWrittenAndNothingShorterOrLonger() {
        for (RecordType type : RecordType.values()) {
            int length = put(type);
            assertThat(isSound(type, length)).as(type + " of " + length).isTrue();
            if (type == RecordType.RAW) {
                continue;
            }
            for (int other = 0; other < length + 20; other++) {
                assertThat(isSound(type, other)).as(type + " of " + other).isEqualTo(other == length);
            }
        }
    }

    @Test
    void shouldNotTakeNumbersThatNameNothing() {
        int row = put(RecordType.ROW);
        for (int at : new int[] {39, 40, 41}) {
            byte before = buffer.getByte(OFFSET + at);
            buffer.putByte(OFFSET + at, (byte) 100);
            assertThat(isSound(RecordType.ROW, row)).as("byte " + at).isFalse();
            buffer.putByte(OFFSET + at, (byte) -1);
            assertThat(isSound(RecordType.ROW, row)).as("byte " + at).isFalse();
            buffer.putByte(OFFSET + at, before);
        }
        buffer.putByte(OFFSET, (byte) 99);
        assertThat(isSound(RecordType.MARK, put(RecordType.MARK))).isTrue();
        buffer.putByte(OFFSET, (byte) 99);
        assertThat(isSound(RecordType.RAW, 60)).isFalse();
        assertThat(isSound(RecordType.RAW, 7)).isFalse();
    }

    @Test
    void shouldNeverLetAnythingBeReadBehindTheEndOfAPayload() {
        Random random = new Random(1);
        MemoryJournal journal = new MemoryJournal(Integer.MAX_VALUE);
        MemorySegment segment = (MemorySegment) journal.take();
        for (int i = 0; i < 50_000; i++) {
            RecordType type = TYPES.get(random.nextInt(TYPES.size()));
            int length = random.nextInt(4) == 0 ? random.nextInt(200) : put(type);
            byte[] bytes = new byte[length];
            buffer.getBytes(OFFSET, bytes);
            for (int flips = random.nextInt(4); flips > 0 && length > 0; flips--) {
                bytes[random.nextInt(length)] = (byte) random.nextInt();
            }
            segment.append(type.code(), i, i, new UnsafeBuffer(bytes), 0, length);
            try (RecordReader reader = segment.readable().reader().get();
                    JournalImage image = new JournalImage(1 << 8)) {
                segment.cut(1);
                reader.next();
                if (RecordCheck.isSound(type, reader)) {
                    image.apply(reader);
                    new LinkNames().apply(type, reader);
                    if (type == RecordType.MARK) {
                        MarkRecord.settings(reader.buffer(), reader.offset());
                    }
                }
            }
            segment.cut(0);
        }
    }
}
