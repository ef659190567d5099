package io.neighsync.engine.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.RowValue;
import io.neighsync.journal.RecordReader;
import io.neighsync.netlink.Rtnetlink;
import java.util.Map;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The state that records lead to. */
class JournalImageTest {
    private static final long RUN = 0x77;
    private static final int ROWS = 1_000;
    private static final int ETH0 = 7;

    private final JournalImage image = new JournalImage(ROWS);

    @AfterEach
    void close() {
        image.close();
    }

    private void apply(WrittenSegment segment) {
        try (RecordReader reader = segment.whole().reader().get()) {
            while (reader.next()) {
                image.apply(reader);
            }
        }
    }

    private static WrittenSegment first() {
        return new WrittenSegment(1, 0, RUN, 99, 100);
    }

    private long value(int address) {
        int row = find(address);
        return row < 0 ? RowValue.UNKNOWN : image.rows().value(row);
    }

    private int find(int address) {
        return image.find(ETH0, Rtnetlink.AF_INET, 0, address);
    }

    @Test
    void shouldKnowNothingOfAnEmptyJournal() {
        assertThat(image.isComplete()).isFalse();
        assertThat(image.records()).isZero();
        assertThat(image.lastSequence()).isEqualTo(-1);
        assertThat(image.segment()).isZero();
        assertThat(image.kernel()).isNull();
        assertThat(image.runs()).isEmpty();
    }

    @Test
    void shouldLeadToWhatWasDecidedLast() {
        apply(first().snapshot(5, 40, 1, 2, 3).complete(100)
                .row(1, 6).row(2, 0).row(4, 7).failed(4, true).failed(3, true).failed(3, false));
        assertThat(value(1)).isEqualTo(RowValue.of(6));
        assertThat(value(2)).isEqualTo(RowValue.ABSENT);
        assertThat(value(3)).isEqualTo(RowValue.of(5));
        assertThat(value(4)).isEqualTo(RowValue.of(7));
        assertThat(image.rows().isFailed(find(4))).isTrue();
        assertThat(image.rows().isFailed(find(3))).isFalse();
        assertThat(image.rows().decidedAt(find(2))).isEqualTo(101);
        assertThat(image.rows().decidedAt(find(3))).isEqualTo(105);
        assertThat(image.rows().present()).isEqualTo(3);
        assertThat(image.lastSequence()).isEqualTo(105);
        assertThat(image.records()).isEqualTo(9);
    }

    @Test
    void shouldBeCompleteFromTheEndOfTheFirstSnapshotOn() {
        WrittenSegment segment = first().row(1, 5).snapshot(5, 40, 2);
        apply(segment);
        assertThat(image.isComplete()).isFalse();
        try (JournalImage other = new JournalImage(ROWS);
                RecordReader reader = segment.complete(100).whole().reader().get()) {
            while (reader.next()) {
                other.apply(reader);
            }
            assertThat(other.isComplete()).isTrue();
            assertThat(other.rows().present()).isEqualTo(2);
        }
    }

    @Test
    void shouldKnowWhoWroteItAndHowFarRedisWas() {
        apply(first().complete(100));
        assertThat(image.kernel()).isEqualTo(WrittenSegment.KERNEL);
        assertThat(image.epoch()).isEqualTo(101);
        assertThat(image.wallOffset()).isEqualTo(WrittenSegment.WALL_OFFSET);
        assertThat(image.runs()).isEqualTo(Map.of(RUN, 98L));
        assertThat(image.deletedFrom()).isEqualTo(100);
        apply(new WrittenSegment(2, 1, RUN + 1, 99, 100).progress(120));
        assertThat(image.runs()).isEqualTo(Map.of(RUN, 98L, RUN + 1, 99L));
        assertThat(image.epoch()).isEqualTo(200);
        assertThat(image.wallOffset()).isEqualTo(WrittenSegment.WALL_OFFSET + 1);
        apply(new WrittenSegment(3, 2, RUN + 1, 99, 100));
        assertThat(image.epoch()).as("never falls").isEqualTo(200);
    }

    @Test
    void shouldGoOnInASegmentThatContinuesTheOneBefore() {
        apply(first().snapshot(5, 40, 1, 2).complete(100).row(3, 6).row(1, 0));
        apply(new WrittenSegment(2, 1, RUN, 101, 102).row(4, 7));
        assertThat(image.isComplete()).as("its own snapshot is not needed").isTrue();
        assertThat(image.segment()).isEqualTo(2);
        assertThat(image.rows().present()).isEqualTo(3);
        assertThat(value(1)).as("still known to be deleted").isEqualTo(RowValue.ABSENT);
        assertThat(image.deletedFrom()).isEqualTo(100);
    }

    @Test
    void shouldBeginAnewInASegmentThatContinuesNothing() {
        apply(first().snapshot(5, 40, 1, 2).complete(100).link(ETH0, "eth0", "eth0"));
        apply(new WrittenSegment(2, 0, RUN, 200, 180, 50).snapshot(6, 150, 3));
        assertThat(image.isComplete()).isFalse();
        assertThat(find(1)).isNegative();
        assertThat(image.links().all()).isEmpty();
        assertThat(image.links().publishedAt()).isEqualTo(50);
        apply(new WrittenSegment(5, 4, RUN, 300, 280).complete(280));
        assertThat(image.rows().present()).as("another segment than the last is continued").isZero();
    }

    /** What the lost records deleted would come back. */
    @Test
    void shouldNotMergeASnapshotIntoAStateOfWhichRecordsAreMissing() {
        apply(first().snapshot(5, 40, 1, 2).complete(100));
        image.lose();
        assertThat(image.isComplete()).isFalse();
        apply(new WrittenSegment(2, 1, RUN, 150, 150).snapshot(6, 40, 2).complete(150));
        assertThat(image.isComplete()).isTrue();
        assertThat(image.rows().present()).isEqualTo(1);
        assertThat(value(2)).isEqualTo(RowValue.of(6));
    }

    @Test
    void shouldDeleteTheRowsOfAVanishedLink() {
        apply(first().snapshot(5, 40, 1, 2).complete(100).row(8, 1, 9).goneRows(ETH0).goneLink(ETH0));
        assertThat(image.rows().present()).isEqualTo(1);
        assertThat(image.rows().decidedAt(find(1))).isEqualTo(101);
        assertThat(image.links().find(ETH0)).isNull();
    }

    @Test
    void shouldKnowUnderWhichNamesRowsArePublishedAndSinceWhen() {
        apply(first().complete(100).link(ETH0, "eth0", "eth0").link(8, "eth1", null));
        assertThat(image.links().publishedAt()).isEqualTo(100);
        assertThat(image.links().published(ETH0)).hasToString("eth0");
        assertThat(image.links().find(8).name()).hasToString("eth1");
        apply(new WrittenSegment(2, 1, RUN, 101, 100, 100).link(ETH0, "eth5", "eth5"));
        assertThat(image.links().publishedAt()).isEqualTo(102);
    }

    /** A table has room for the neighbors there are, not for all there ever were: a start must not fail of it. */
    @Test
    void shouldHoldMoreDeletedRowsInTurnThanThereIsRoomFor() {
        WrittenSegment segment = first().complete(100);
        for (int address = 1; address <= 5 * ROWS; address++) {
            segment.row(address, 5).row(address, 0);
            if (address % 100 == 0) {
                segment.progress(segment.sequence() + 1);
            }
        }
        apply(segment.row(1, 6));
        assertThat(image.isComplete()).isTrue();
        assertThat(image.rows().present()).isEqualTo(1);
        assertThat(image.deletedFrom()).isGreaterThan(100);
    }

    /** As after the table's capacity was lowered. */
    @Test
    void shouldNotBeCompleteWhenASnapshotHasMoreRowsThanThereIsRoomFor() {
        WrittenSegment segment = first();
        for (int from = 0; from <= ROWS; from += 50) {
            segment.snapshot(5, 40, IntStream.range(from, from + 50).toArray());
        }
        apply(segment.complete(100).row(1, 6));
        assertThat(image.isComplete()).isFalse();
        assertThat(image.lastSequence()).isEqualTo(100);
        apply(new WrittenSegment(2, 1, RUN, 100, 101).snapshot(5, 40, 1, 2).complete(101));
        assertThat(image.isComplete()).isTrue();
        assertThat(image.rows().present()).isEqualTo(2);
    }

    /** It is read once more when there is a version that knows it. */
    @Test
    void shouldPassOverRecordsItDoesNotKnow() {
        apply(first().complete(100));
        image.apply(new RecordOfType(77, 500, new UnsafeBuffer(0, 0)));
        assertThat(image.lastSequence()).isEqualTo(500);
        assertThat(image.isComplete()).isTrue();
    }
}
