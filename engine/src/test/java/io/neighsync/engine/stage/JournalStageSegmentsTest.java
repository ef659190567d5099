package io.neighsync.engine.stage;

import static io.neighsync.engine.stage.JournaledEvents.BASE;
import static io.neighsync.engine.stage.JournaledEvents.ETH0;
import static io.neighsync.engine.stage.JournaledEvents.ETH1;
import static io.neighsync.engine.stage.JournaledEvents.closed;
import static io.neighsync.engine.stage.JournaledEvents.event;
import static io.neighsync.engine.stage.JournaledEvents.goneLink;
import static io.neighsync.engine.stage.JournaledEvents.link;
import static io.neighsync.engine.stage.JournaledEvents.opened;
import static io.neighsync.engine.stage.JournaledEvents.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.codec.OpenedRecord;
import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkChange;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.replay.JournalImage;
import io.neighsync.engine.replay.JournalLoader;
import io.neighsync.engine.replay.RecordedSegment;
import io.neighsync.engine.table.DecidedRows;
import io.neighsync.journal.CaptureMode;
import io.neighsync.netlink.Rtnetlink;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Segments that begin, are full, fail or are not there; and what whoever reads them finds. */
class JournalStageSegmentsTest {
    private static final int ROWS_A_CYCLE = 128;
    private static final int IMAGE_ROWS = 4_096;

    private final JournaledEvents journal = new JournaledEvents(CaptureMode.NONE);

    @AfterEach
    void close() {
        journal.close();
    }

    private void set(int from, int to) {
        for (int row = from; row < to; row++) {
            journal.on(row(row, 5));
        }
    }

    /** The segment that is written has no room any more. */
    private void fillUp() {
        journal.segments.last().leave(0);
    }

    private JournalImage load() {
        return JournalLoader.load(journal.segments.whole(), IMAGE_ROWS).image();
    }

    private long openedAs(int segment, long previous) {
        RecordedSegment opened = journal.segments.all().get(segment - 1);
        assertThat(OpenedRecord.previous(opened.records().getFirst().payload(), 0)).isEqualTo((int) previous);
        return OpenedRecord.lowWatermark(opened.records().getFirst().payload(), 0);
    }

    @Test
    void shouldContinueAFullSegmentWithTheNextOneAndASnapshotOfEverything() {
        journal.attached();
        journal.on(link(ETH0, "eth0"));
        set(0, 3);
        fillUp();
        journal.segments.prepare();
        assertThat(journal.on(row(3, 5))).isEqualTo(2);
        assertThat(journal.on(row(0, 6))).isEqualTo(2);
        journal.cycle();
        assertThat(journal.texts(2)).containsExactly("OPENED 2 after 1", "LINK 7 eth0", "ROW 7 3=5", "ROW 7 0=6",
                "SNAPSHOT_ROWS 4", "COMPLETE");
        assertThat(journal.segments.released()).containsExactly(1);
        assertThat(journal.segments.restartsAt()).isEqualTo(2);
        assertThat(journal.count(Counter.JOURNAL_GAPS)).isZero();
        assertThat(journal.count(Counter.JOURNAL_SEGMENTS)).isEqualTo(2);
    }

    @Test
    void shouldSayWhenARestartCanBeginWithASegmentOnlyOnceItsSnapshotIsComplete() {
        set(0, ROWS_A_CYCLE);
        journal.segments.prepare();
        journal.stage.onDutyCycle();
        assertThat(journal.texts(1)).containsExactly("OPENED 1 after 0", "SNAPSHOT_ROWS 64", "SNAPSHOT_ROWS 64");
        assertThat(journal.segments.restartsAt()).isZero();
        assertThat(journal.stage.hasWork()).isTrue();
        journal.stage.onDutyCycle();
        assertThat(journal.textsFrom(3)).containsExactly("COMPLETE");
        assertThat(journal.segments.restartsAt()).isEqualTo(1);
        assertThat(journal.stage.hasWork()).isFalse();
    }

    @Test
    void shouldGoOnRecordingWhileASnapshotIsWritten() {
        set(0, 2 * ROWS_A_CYCLE);
        journal.segments.prepare();
        journal.stage.onDutyCycle();
        journal.on(row(0, 6));
        journal.on(row(2 * ROWS_A_CYCLE - 1, 0));
        journal.on(row(2 * ROWS_A_CYCLE, 7));
        journal.cycle();
        try (JournalImage image = load()) {
            assertThat(image.isComplete()).isTrue();
            assertThat(image.rows().present()).isEqualTo(2 * ROWS_A_CYCLE);
            assertThat(valueOf(image, 0)).isEqualTo(RowValue.of(6));
            assertThat(valueOf(image, 1)).isEqualTo(RowValue.of(5));
            assertThat(valueOf(image, 2 * ROWS_A_CYCLE - 1)).isEqualTo(RowValue.ABSENT);
            assertThat(valueOf(image, 2 * ROWS_A_CYCLE)).isEqualTo(RowValue.of(7));
        }
    }

    private static long valueOf(JournalImage image, int address) {
        return image.rows().value(image.find(ETH0, Rtnetlink.AF_INET, 0, address));
    }

    @Test
    void shouldTellHowLongTheSnapshotIsThatASegmentBeginsWith() {
        journal.on(link(ETH0, "eth0"));
        set(0, 3);
        journal.on(row(1, 0));
        journal.attached();
        assertThat(journal.segments.snapshotBytes()).isBetween(
                2L * DecidedRows.ENTRY_BYTES, 2L * DecidedRows.ENTRY_BYTES + 128);
    }

    @Test
    void shouldHoldDeletedRowsInTheSnapshotUntilRedisHasThemDeleted() {
        set(0, 4);
        journal.acknowledge();
        journal.on(row(0, 0));
        journal.acknowledge();
        journal.on(row(1, 0));
        journal.on(goneLink(ETH0));
        journal.attached();
        assertThat(journal.texts(1)).containsExactly("OPENED 1 after 0", "SNAPSHOT_ROWS 3", "COMPLETE");
        assertThat(openedAs(1, 0)).isEqualTo(BASE + 5);
        try (JournalImage image = load()) {
            assertThat(image.rows().present()).isZero();
            assertThat(image.find(ETH0, Rtnetlink.AF_INET, 0, 0)).as("gone from Redis too").isNegative();
            assertThat(image.find(ETH0, Rtnetlink.AF_INET, 0, 1)).isNotNegative();
            assertThat(image.rows().decidedAt(image.find(ETH0, Rtnetlink.AF_INET, 0, 3))).isEqualTo(BASE + 6);
        }
    }

    /** A Redis that is restored from an old copy may hold rows that were deleted from where the journal knows on. */
    @Test
    void shouldKnowEveryDeletionSinceTheSequenceItClaimsWhateverRedisAcknowledgesMeanwhile() {
        set(0, 2 * ROWS_A_CYCLE);
        journal.acknowledge();
        int last = 2 * ROWS_A_CYCLE - 1;
        journal.on(row(last, 0));
        long deletedAt = journal.sequence();
        journal.segments.prepare();
        journal.stage.onDutyCycle();
        journal.on(event(EventKind.INVALID));
        journal.acknowledge();
        journal.cycle();
        try (JournalImage image = load()) {
            boolean claimed = image.deletedFrom() <= deletedAt;
            assertThat(claimed).as("claims to know what was deleted since " + deletedAt)
                    .isEqualTo(image.find(ETH0, Rtnetlink.AF_INET, 0, last) >= 0);
        }
    }

    @Test
    void shouldRecordNothingAndCountWhatItMissesWhileThereIsNoSegment() {
        assertThat(journal.on(row(0, 5))).isZero();
        assertThat(journal.count(Counter.JOURNAL_GAPS)).as("none was there yet").isZero();
        journal.attached();
        assertThat(journal.texts(1)).containsExactly("OPENED 1 after 0", "SNAPSHOT_ROWS 1", "COMPLETE");
        fillUp();
        assertThat(journal.on(row(1, 5))).isZero();
        assertThat(journal.on(row(1, 6))).isZero();
        assertThat(journal.on(event(EventKind.TICK))).isZero();
        assertThat(journal.count(Counter.JOURNAL_GAPS)).isEqualTo(2);
        assertThat(journal.stage.segment()).isZero();
        assertThat(journal.segments.released()).containsExactly(1);
        journal.cycle();
        assertThat(journal.segments.all()).hasSize(1);
        journal.segments.prepare();
        journal.cycle();
        assertThat(journal.on(row(2, 5))).isEqualTo(2);
        assertThat(journal.texts(2)).as("continues nothing").containsExactly(
                "OPENED 2 after 0", "SNAPSHOT_ROWS 2", "COMPLETE", "ROW 7 2=5");
        assertThat(journal.segments.restartsAt()).isEqualTo(2);
    }

    @Test
    void shouldContinueNothingAfterARecordThatCouldNotBeAppended() {
        journal.attached();
        journal.segments.last().failAfter(1);
        journal.segments.prepare();
        assertThat(journal.on(row(0, 5))).isEqualTo(1);
        assertThat(journal.on(row(1, 5))).as("not recorded").isZero();
        assertThat(journal.on(row(2, 5))).as("nor is this").isZero();
        assertThat(journal.count(Counter.JOURNAL_GAPS)).isEqualTo(2);
        journal.cycle();
        assertThat(journal.texts(1)).containsExactly("OPENED 1 after 0", "COMPLETE", "ROW 7 0=5");
        assertThat(journal.texts(2)).containsExactly("OPENED 2 after 0", "SNAPSHOT_ROWS 3", "COMPLETE");
    }

    @Test
    void shouldGiveUpASnapshotThatCannotBeAppendedAndBeginAnotherOne() {
        set(0, 2 * ROWS_A_CYCLE);
        journal.segments.prepare();
        journal.stage.onDutyCycle();
        journal.segments.last().failAfter(0);
        journal.stage.onDutyCycle();
        assertThat(journal.stage.segment()).isZero();
        assertThat(journal.stage.hasWork()).isFalse();
        journal.segments.prepare();
        journal.cycle();
        assertThat(openedAs(2, 0)).isEqualTo(BASE);
        assertThat(journal.textsFrom(1)).containsExactly("SNAPSHOT_ROWS 64", "SNAPSHOT_ROWS 64", "SNAPSHOT_ROWS 64",
                "SNAPSHOT_ROWS 64", "COMPLETE");
        assertThat(journal.segments.restartsAt()).isEqualTo(2);
    }

    @Test
    void shouldBeginTheSnapshotAnewWhereItRunsIntoTheNextSegment() {
        set(0, 2 * ROWS_A_CYCLE);
        journal.segments.prepare();
        journal.stage.onDutyCycle();
        fillUp();
        journal.segments.prepare();
        journal.cycle();
        assertThat(journal.segments.restartsAt()).isEqualTo(2);
        try (JournalImage image = load()) {
            assertThat(image.isComplete()).isTrue();
            assertThat(image.rows().present()).isEqualTo(2 * ROWS_A_CYCLE);
        }
    }

    /** The record that ends a snapshot belongs to that snapshot, not to the next segment's. */
    @Test
    void shouldNotCallASnapshotCompleteThatHasJustBegun() {
        set(0, ROWS_A_CYCLE);
        journal.segments.prepare();
        journal.stage.onDutyCycle();
        fillUp();
        journal.segments.prepare();
        journal.stage.onDutyCycle();
        List<String> texts = journal.texts(2);
        assertThat(texts.getFirst()).isEqualTo("OPENED 2 after 1");
        if (texts.contains("COMPLETE")) {
            assertThat(texts.subList(0, texts.indexOf("COMPLETE"))).contains("SNAPSHOT_ROWS 64", "SNAPSHOT_ROWS 64");
        }
        journal.cycle();
        try (JournalImage image = JournalLoader.load(
                List.of(journal.segments.last().whole()), IMAGE_ROWS).image()) {
            assertThat(image.isComplete()).isTrue();
            assertThat(image.rows().present()).isEqualTo(ROWS_A_CYCLE);
        }
    }

    /** Whether the journal can tell what Redis holds depends on it. */
    @Test
    void shouldKnowWhenLinksChangedTheirNamesLastWhereTheSegmentChangesMeanwhile() {
        journal.attached();
        journal.on(link(ETH0, "eth0"));
        fillUp();
        journal.segments.prepare();
        journal.on(link(ETH0, "eth1"));
        long renamed = journal.sequence();
        journal.on(row(0, 5));
        journal.cycle();
        assertPublishedAt(renamed);
    }

    @Test
    void shouldKnowWhenALinkVanishedWhereTheSegmentChangesMeanwhile() {
        journal.attached();
        journal.on(link(ETH0, "eth0"));
        fillUp();
        journal.segments.prepare();
        journal.on(goneLink(ETH0));
        long gone = journal.sequence();
        journal.cycle();
        assertPublishedAt(gone);
    }

    @Test
    void shouldKnowWhenTheSecondLinkOfAnEventChangedItsNameWhereTheSegmentChangesBeforeTheFirst() {
        journal.attached();
        journal.on(link(ETH0, "eth0"));
        fillUp();
        journal.segments.prepare();
        journal.on(link(ETH1, "eth1", new LinkChange(ETH1, null, 0, null, false),
                new LinkChange(ETH0, null, 0, null, false)));
        long hidden = journal.sequence();
        journal.cycle();
        assertPublishedAt(hidden);
    }

    /** Whether it is read from the snapshot before, or from that of the segment that continues it. */
    private void assertPublishedAt(long sequence) {
        try (JournalImage image = load();
                JournalImage both = new JournalImage(IMAGE_ROWS)) {
            journal.segments.all().forEach(segment -> apply(segment, both));
            assertThat(image.isComplete()).isTrue();
            assertThat(image.links().publishedAt()).isEqualTo(sequence);
            assertThat(both.links().publishedAt()).isEqualTo(sequence);
        }
    }

    private static void apply(RecordedSegment segment, JournalImage image) {
        try (var reader = segment.whole().reader().get()) {
            while (reader.next()) {
                image.apply(reader);
            }
        }
    }

    /** The time of a record is when its event was received, wherever the segment changes. */
    @Test
    void shouldGiveRecordsTheTimeOfTheirEventAtTheBeginningOfASegmentToo() {
        journal.attached();
        fillUp();
        journal.segments.prepare();
        journal.clock.update(100);
        NeighborEvent event = row(0, 5);
        journal.stage.onEvent(received(event, 60), 50, true);
        assertThat(journal.textsFrom(1)).containsExactly("ROW 7 0=5");
        assertThat(journal.segments.last().records().getFirst().nanos()).isEqualTo(60);
        assertThat(journal.segments.last().records().getLast().nanos()).isEqualTo(60);
    }

    private static NeighborEvent received(NeighborEvent event, long nanos) {
        event.receivedNanos = nanos;
        return event;
    }

    @Test
    void shouldForgetEverythingWhenAStageFailedUntilAllIsDecidedAnew() {
        journal.attached();
        journal.on(link(ETH0, "eth0"));
        set(0, 3);
        journal.segments.prepare();
        assertThat(journal.on(opened(4, ResyncCause.ERROR))).isZero();
        journal.cycle();
        assertThat(journal.stage.segment()).as("not all is known").isZero();
        long forgotten = journal.sequence();
        journal.on(link(ETH0, "eth0"));
        set(0, 2);
        assertThat(journal.on(closed(3))).as("the generation before").isZero();
        journal.cycle();
        assertThat(journal.stage.segment()).isZero();
        assertThat(journal.on(closed(4))).isZero();
        journal.cycle();
        assertThat(journal.texts(2)).containsExactly(
                "OPENED 2 after 0", "LINK 7 eth0", "SNAPSHOT_ROWS 2", "COMPLETE");
        assertThat(OpenedRecord.linksChanged(journal.segments.last().records().getFirst().payload(), 0))
                .isGreaterThanOrEqualTo(forgotten);
        assertThat(journal.on(row(2, 5))).isEqualTo(2);
    }

    @Test
    void shouldWaitForTheGenerationThatHealsItAfterItFailedItself() {
        journal.attached();
        set(0, 3);
        journal.stage.onFailure();
        assertThat(journal.stage.segment()).isZero();
        assertThat(journal.stage.rows().present()).isZero();
        journal.segments.prepare();
        journal.on(closed(3));
        journal.cycle();
        assertThat(journal.stage.segment()).as("of a generation that was open then").isZero();
        journal.on(opened(4, ResyncCause.ERROR));
        journal.on(row(0, 5));
        journal.on(closed(4));
        journal.cycle();
        assertThat(journal.texts(2)).containsExactly("OPENED 2 after 0", "SNAPSHOT_ROWS 1", "COMPLETE");
    }

    @Test
    void shouldGoOnAsBeforeInAGenerationOfAnotherCause() {
        journal.attached();
        journal.on(row(0, 5));
        assertThat(journal.on(opened(4, ResyncCause.OVERRUN))).isEqualTo(1);
        journal.on(closed(4));
        assertThat(journal.stage.rows().present()).isEqualTo(1);
        assertThat(journal.segments.all()).hasSize(1);
    }

    @Test
    void shouldLookForASegmentAgainSoonWhenThereIsNone() {
        assertThat(journal.stage.maxParkNanos()).isEqualTo(20_000_000);
        journal.attached();
        assertThat(journal.stage.maxParkNanos()).isEqualTo(Long.MAX_VALUE);
    }
}
