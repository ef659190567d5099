package io.neighsync.engine.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.codec.OpenedRecord;
import io.neighsync.engine.codec.RecordType;
import io.neighsync.journal.CaptureMode;
import io.neighsync.journal.RecordReader;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class JournalCursorTest {
    private static final long WALL = 1_763_867_527_000_000_000L;

    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[256]);

    private static List<String> read(JournalCursor cursor) {
        List<String> records = new ArrayList<>();
        while (cursor.next()) {
            records.add(cursor.segment() + " " + cursor.number() + " " + cursor.type());
        }
        return records;
    }

    private MemorySegment opened(int number, int previous) {
        MemorySegment segment = new MemorySegment(number, 100);
        open(segment, number, previous);
        return segment;
    }

    private void open(MemorySegment segment, int number, int previous) {
        OpenedRecord.putRun(payload, 0, 7, RecordedRun.KERNEL, number);
        int length = OpenedRecord.putState(payload, 0, WALL, 1, 0, -1, previous, 0);
        segment.append(RecordType.OPENED.code(), 10L * number, 1_000L * number, payload, 0, length);
    }

    private void append(MemorySegment segment, RecordType type, int length) {
        payload.setMemory(0, payload.capacity(), (byte) 0);
        segment.append(type.code(), 10L * segment.number() + 1, 1_000L * segment.number() + 1, payload, 0, length);
    }

    private static List<JournalSegment> readable(MemorySegment... segments) {
        List<JournalSegment> readable = new ArrayList<>();
        for (MemorySegment segment : segments) {
            readable.add(segment.readable());
        }
        return readable;
    }

    @Test
    void shouldReadSegmentAfterSegmentAndTellWhichContinueAnother() {
        MemorySegment first = opened(3, 2);
        append(first, RecordType.COMPLETE, Long.BYTES);
        MemorySegment second = opened(4, 3);
        MemorySegment third = opened(6, 5);
        MemorySegment fourth = opened(7, 0);
        List<String> continuing = new ArrayList<>();
        try (JournalCursor cursor = new JournalCursor(readable(first, second, third, fourth))) {
            while (cursor.next()) {
                continuing.add(cursor.segment() + "." + cursor.number() + " " + cursor.continues());
            }
            assertThat(continuing).containsExactly("3.0 false", "3.1 false", "4.0 true", "6.0 false", "7.0 false");
            assertThat(cursor.damages()).isEmpty();
            assertThat(cursor.next()).isFalse();
        }
    }

    @Test
    void shouldPassOverSegmentsThatAreOnlyPrepared() {
        MemorySegment first = opened(1, 0);
        MemorySegment empty = new MemorySegment(2, 10);
        MemorySegment third = opened(3, 1);
        try (JournalCursor cursor = new JournalCursor(readable(first, empty, third, new MemorySegment(4, 1)), true)) {
            assertThat(read(cursor)).containsExactly("1 0 OPENED", "3 0 OPENED");
            assertThat(cursor.continues()).isTrue();
            assertThat(cursor.damages()).isEmpty();
        }
    }

    @Test
    void shouldHandOutWhatWasAppendedWhileItReadBeforeItGoesOnToTheNextSegment() {
        MemorySegment first = opened(1, 0);
        MemorySegment second = new MemorySegment(2, 10);
        try (JournalCursor cursor = new JournalCursor(List.of(first.readable(), new JournalSegment(2, () -> {
            // in the moment in which the end of the first segment is seen
            append(first, RecordType.COMPLETE, Long.BYTES);
            open(second, 2, 1);
            return second.readable().reader().get();
        })))) {
            assertThat(read(cursor)).containsExactly("1 0 OPENED", "1 1 COMPLETE", "2 0 OPENED");
            assertThat(cursor.continues()).isTrue();
        }
    }

    @Test
    void shouldGoOnWithTheNextSegmentBehindADamageAsBehindAGap() {
        MemorySegment first = opened(1, 0);
        append(first, RecordType.COMPLETE, Long.BYTES);
        first.damage(1);
        MemorySegment second = opened(2, 1);
        MemorySegment third = opened(3, 2);
        try (JournalCursor cursor = new JournalCursor(readable(first, second, third))) {
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.segment()).isEqualTo(2);
            assertThat(cursor.continues()).isFalse();
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.continues()).isTrue();
            assertThat(cursor.damages()).extracting(JournalLoader.Damage::segment).containsExactly(1);
        }
    }

    @Test
    void shouldRefuseWhatIsNoRecordOfItsTypeOrInAWrongPlace() {
        MemorySegment headless = new MemorySegment(1, 10);
        append(headless, RecordType.COMPLETE, Long.BYTES);
        MemorySegment shortRow = opened(2, 0);
        append(shortRow, RecordType.ROW, 43);
        append(shortRow, RecordType.COMPLETE, Long.BYTES);
        MemorySegment twice = opened(3, 0);
        open(twice, 3, 0);
        MemorySegment foreign = new MemorySegment(4, 10);
        open(foreign, 5, 0);
        try (JournalCursor cursor = new JournalCursor(readable(headless, shortRow, twice, foreign, opened(6, 0)))) {
            assertThat(read(cursor)).containsExactly("2 0 OPENED", "3 0 OPENED", "6 0 OPENED");
            assertThat(cursor.damages()).extracting(JournalLoader.Damage::what).satisfiesExactly(
                    what -> assertThat(what).contains("segment 1", "record 0", "does not begin"),
                    what -> assertThat(what).contains("segment 2", "record 1", "ROW of 43 bytes"),
                    what -> assertThat(what).contains("segment 3", "record 1", "second record OPENED"),
                    what -> assertThat(what).contains("segment 4", "record 0", "segment 5"));
        }
    }

    @Test
    void shouldHandOutRecordsOfTypesItDoesNotKnow() {
        MemorySegment segment = opened(1, 0);
        segment.append(77, 11, 1_002, payload, 0, 5);
        try (JournalCursor cursor = new JournalCursor(readable(segment))) {
            cursor.next();
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.type()).isNull();
            assertThat(cursor.record().type()).isEqualTo(77);
        }
    }

    @Test
    void shouldTellTheTimeByTheClockThatWasInForce() {
        MemoryJournal journal = new MemoryJournal(100);
        List<Long> times = new ArrayList<>();
        List<Long> expected = new ArrayList<>();
        try (RecordedRun run = new RecordedRun(journal, 1, 1, 77_000, WALL, CaptureMode.NONE)) {
            run.settle();
            for (int i = 0; i < 10; i++) {
                run.set(1, "10.0.0.1", i);
                expected.add(run.wallNanos());
                run.stepWall(i * 1_000_000_000L);
                run.tick(true);
            }
        }
        try (JournalCursor cursor = new JournalCursor(journal.segments())) {
            while (cursor.next()) {
                if (cursor.type() == RecordType.ROW) {
                    times.add(cursor.wallNanos());
                }
            }
        }
        assertThat(times).isEqualTo(expected);
    }

    @Test
    void shouldFindWhatIsBehindTheLastRecordOnlyWhenItIsThorough() {
        MemorySegment first = opened(1, 0);
        first.leaveRest("behind the end");
        MemorySegment second = opened(2, 1);
        try (JournalCursor quick = new JournalCursor(readable(first, second));
                JournalCursor thorough = new JournalCursor(readable(first, second), true)) {
            assertThat(read(quick)).hasSize(2);
            assertThat(quick.damages()).isEmpty();
            assertThat(read(thorough)).hasSize(2);
            assertThat(thorough.damages()).extracting(JournalLoader.Damage::what).containsExactly("behind the end");
            assertThat(thorough.continues()).isFalse();
        }
    }

    @Test
    void shouldNotTakeForDamageWhatIsBeingAppended() {
        MemorySegment live = opened(1, 0);
        List<RecordReader> readers = new ArrayList<>();
        JournalSegment appended = new JournalSegment(1, () -> {
            RecordReader reader = live.readable().reader().get();
            readers.add(reader);
            if (readers.size() == 2) {
                append(live, RecordType.COMPLETE, Long.BYTES);
            }
            return reader;
        });
        live.leaveRest("something");
        try (JournalCursor cursor = new JournalCursor(List.of(appended), true)) {
            assertThat(read(cursor)).hasSize(1);
            assertThat(readers).hasSize(2);
            assertThat(cursor.damages()).isEmpty();
        }
    }
}
