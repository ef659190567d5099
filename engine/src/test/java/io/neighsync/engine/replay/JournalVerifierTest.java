package io.neighsync.engine.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.codec.OpenedRecord;
import io.neighsync.engine.codec.RecordType;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class JournalVerifierTest {
    private final UnsafeBuffer payload = new UnsafeBuffer(new byte[OpenedRecord.LENGTH]);

    private MemorySegment segment(int number, int previous, long... sequences) {
        MemorySegment segment = new MemorySegment(number, 100);
        OpenedRecord.putRun(payload, 0, 7, RecordedRun.KERNEL, number);
        int length = OpenedRecord.putState(payload, 0, 0, 1, 0, -1, previous, 0);
        segment.append(RecordType.OPENED.code(), sequences[0], 0, payload, 0, length);
        for (long sequence : sequences) {
            segment.append(RecordType.COMPLETE.code(), sequence, 0, payload, 0, Long.BYTES);
        }
        return segment;
    }

    private static JournalVerifier.Result verify(Set<Integer> quarantined, MemorySegment... segments) {
        List<JournalSegment> readable = Stream.of(segments).map(MemorySegment::readable).toList();
        return new JournalVerifier(readable, quarantined).verify(cursor -> { });
    }

    private static List<String> complaints(Set<Integer> quarantined, MemorySegment... segments) {
        return verify(quarantined, segments).damages().stream().map(JournalLoader.Damage::what).toList();
    }

    @Test
    void shouldCountWhatIsInAJournalInOrder() {
        JournalVerifier.Result result = verify(Set.of(), segment(4, 3, 10, 11), segment(5, 4, 11, 12),
                segment(6, 0, 40), new MemorySegment(7, 1));
        assertThat(result.damages()).isEmpty();
        assertThat(result.segments()).isEqualTo(4);
        assertThat(result.records()).isEqualTo(8);
        // 4 of the document, 32 of the record, 76 of OPENED, 8 of COMPLETE
        assertThat(result.bytes()).isEqualTo(3 * (4 + 32 + 76) + 5 * (4 + 32 + 8));
    }

    @Test
    void shouldNoticeASequenceThatFallsInASegmentAndBetweenTwo() {
        assertThat(complaints(Set.of(), segment(1, 0, 10, 12, 11, 13))).singleElement().asString()
                .contains("segment 1", "record 3", "sequence is 11", "12");
        assertThat(complaints(Set.of(), segment(1, 0, 10), segment(2, 1, 9, 12))).singleElement().asString()
                .contains("segment 2", "record 0", "sequence is 9");
    }

    @Test
    void shouldNoticeASegmentThatContinuesOneThatIsNotThere() {
        assertThat(complaints(Set.of(), segment(1, 0, 1), segment(3, 2, 2))).singleElement().asString()
                .contains("segment 3", "continues segment 2", "before it is 1");
        assertThat(complaints(Set.of(), segment(1, 0, 1), segment(2, 2, 2))).singleElement().asString()
                .contains("continues segment 2");
    }

    @Test
    void shouldNotComplainOfWhatRetentionRemovedOrQuarantineTook() {
        assertThat(complaints(Set.of(), segment(7, 6, 1))).isEmpty();
        assertThat(complaints(Set.of(2), segment(1, 0, 1), segment(3, 2, 2))).isEmpty();
        MemorySegment unreadable = segment(2, 1, 2);
        unreadable.damage(0);
        assertThat(complaints(Set.of(), segment(1, 0, 1), unreadable, segment(3, 2, 2)))
                .containsExactly("segment 2 cannot be read");
    }

    @Test
    void shouldNameDamageOfRecordsAndWhatIsBehindTheLastOne() {
        MemorySegment damaged = segment(1, 0, 1, 2, 3);
        damaged.damage(2);
        MemorySegment untidy = segment(2, 1, 4);
        untidy.leaveRest("segment 2 has something behind its end");
        assertThat(complaints(Set.of(), damaged, untidy)).containsExactly(
                "segment 1 cannot be read", "segment 2 has something behind its end");
    }
}
