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

import io.neighsync.engine.codec.LinkRecord;
import io.neighsync.engine.codec.MarkRecord;
import io.neighsync.engine.codec.OpenedRecord;
import io.neighsync.engine.codec.ProgressRecord;
import io.neighsync.engine.codec.RawRecord;
import io.neighsync.engine.codec.RowRecord;
import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Decision;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkChange;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.Origin;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.engine.replay.JournalRecord;
import io.neighsync.journal.CaptureMode;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is recorded of each event, and when. */
class JournalStageTest {
    private final JournaledEvents journal = new JournaledEvents(CaptureMode.NONE);

    @AfterEach
    void close() {
        journal.close();
    }

    private JournalRecord lastRecord() {
        return journal.segments.last().records().getLast();
    }

    @Test
    void shouldBeginTheFirstSegmentWithWhoWritesItAndACompleteSnapshot() {
        journal.epoch = 9;
        journal.clock.update(77);
        journal.attached();
        assertThat(journal.texts(1)).containsExactly("OPENED 1 after 0", "COMPLETE");
        JournalRecord opened = journal.segments.last().records().getFirst();
        assertThat(opened.sequence()).isEqualTo(BASE - 1);
        assertThat(opened.nanos()).isEqualTo(77);
        UnsafeBuffer payload = opened.payload();
        assertThat(OpenedRecord.run(payload, 0)).isEqualTo(JournaledEvents.RUN);
        assertThat(OpenedRecord.kernel(payload, 0)).isEqualTo(JournaledEvents.KERNEL);
        assertThat(OpenedRecord.epoch(payload, 0)).isEqualTo(9);
        assertThat(OpenedRecord.wallOffset(payload, 0)).isEqualTo(journal.wallOffset);
        assertThat(OpenedRecord.lowWatermark(payload, 0)).isEqualTo(BASE);
        assertThat(OpenedRecord.linksChanged(payload, 0)).isEqualTo(-1);
    }

    @Test
    void shouldNameTheEpochOfAnEarlierRunUntilRedisStageHoldsTheFence() {
        journal.attached();
        assertThat(OpenedRecord.epoch(journal.segments.last().records().getFirst().payload(), 0)).isEqualTo(3);
    }

    @Test
    void shouldRecordEachDecisionBeforeTheSlotNamesTheSegment() {
        journal.attached();
        assertThat(journal.on(row(0, 5))).isEqualTo(1);
        assertThat(journal.on(row(0, 0))).isEqualTo(1);
        assertThat(journal.textsFrom(2)).containsExactly("ROW 7 0=5", "ROW 7 0=absent");
        assertThat(lastRecord().sequence()).isEqualTo(BASE + 1);
        journal.segments.last().failAfter(0);
        assertThat(journal.on(row(0, 6))).as("not recorded").isZero();
    }

    @Test
    void shouldRecordWhyARowWasDecided() {
        journal.attached();
        journal.on(opened(4, ResyncCause.OVERRUN));
        NeighborEvent event = row(2, 0x0200_0000_0001L);
        event.generation = 4;
        event.origin = Origin.CONFIRM;
        event.repeated = true;
        event.failedDecision = Decision.DEL;
        journal.clock.update(99);
        journal.on(event);
        UnsafeBuffer payload = lastRecord().payload();
        assertThat(lastRecord().nanos()).isEqualTo(99);
        assertThat(RowRecord.causes(payload, 0)).isEqualTo(ResyncCause.OVERRUN.bit());
        assertThat(RowRecord.generation(payload, 0)).isEqualTo(4);
        assertThat(RowRecord.origin(payload, 0)).isEqualTo(Origin.CONFIRM);
        assertThat(RowRecord.flags(payload, 0))
                .isEqualTo(RowRecord.DECIDED | RowRecord.REPEATED | RowRecord.FAILED_DECIDED);
    }

    @Test
    void shouldRecordAFailureThatLeavesTheNeighborsRowAsItIs() {
        journal.attached();
        NeighborEvent event = row(3, 1);
        event.decision = Decision.NONE;
        event.failedDecision = Decision.SET;
        journal.on(event);
        assertThat(lastRecord()).hasToString("ROW 7 3= failed");
        assertThat(journal.stage.rows().isFailed(3)).isTrue();
        assertThat(journal.stage.rows().present()).isEqualTo(1);
    }

    @Test
    void shouldRecordNothingOfEventsThatDecideNothing() {
        journal.attached();
        NeighborEvent noop = row(0, 5);
        noop.decision = Decision.NONE;
        assertThat(journal.on(noop)).as("all decisions are recorded").isEqualTo(1);
        journal.on(event(EventKind.INVALID));
        journal.on(event(EventKind.FOREIGN));
        assertThat(journal.textsFrom(2)).isEmpty();
    }

    @Test
    void shouldRecordMarksWithTheirSettingsButNoHeartbeats() {
        journal.attached();
        NeighborEvent changed = event(EventKind.CONFIG_CHANGED);
        changed.settings = new PolicySettings(false, true, false, Set.of(new LinkName("Vlan100")));
        changed.overruns = 3;
        journal.on(changed);
        assertThat(MarkRecord.settings(lastRecord().payload(), 0)).isEqualTo(changed.settings);
        assertThat(MarkRecord.overruns(lastRecord().payload(), 0)).isEqualTo(3);
        journal.on(opened(1, ResyncCause.START));
        journal.on(event(EventKind.LINKS_DONE));
        journal.on(event(EventKind.DUMP_DONE));
        journal.on(event(EventKind.OVERRUN));
        journal.on(closed(1));
        assertThat(journal.textsFrom(2)).containsExactly("MARK CONFIG_CHANGED", "MARK DUMP_BEGIN",
                "MARK LINKS_DONE", "MARK DUMP_DONE", "MARK OVERRUN", "MARK SWEEP_DONE");
    }

    @Test
    void shouldRecordLinksThatComeMoveAndGo() {
        journal.attached();
        journal.on(link(ETH0, "eth0"));
        NeighborEvent enslaved = link(ETH0, "eth0", new LinkChange(ETH0, new LinkName("eth0"), 20, null, false));
        enslaved.master = 20;
        journal.on(enslaved);
        UnsafeBuffer payload = lastRecord().payload();
        assertThat(LinkRecord.master(payload, 0)).isEqualTo(20);
        assertThat(LinkRecord.vrfIfindex(payload, 0)).isEqualTo(20);
        journal.on(row(0, 5));
        journal.on(goneLink(ETH0));
        assertThat(journal.textsFrom(2)).containsExactly(
                "LINK 7 eth0", "LINK 7 eth0", "ROW 7 0=5", "LINK_GONE 7", "LINK 7 gone");
        assertThat(journal.stage.rows().present()).isZero();
        assertThat(journal.stage.rows().decidedAt(0)).isEqualTo(journal.sequence());
    }

    @Test
    void shouldRecordEveryLinkThatOneEventChanges() {
        journal.attached();
        journal.on(link(ETH0, "eth0"));
        journal.on(link(ETH1, "eth0", new LinkChange(ETH1, new LinkName("eth0"), 0, null, false),
                new LinkChange(ETH0, null, 0, null, false)));
        assertThat(journal.textsFrom(3)).containsExactly("LINK 8 eth0", "LINK 7 null");
        journal.on(link(ETH0, "eth5"));
        NeighborEvent vrf = link(20, "Vrf-red", new LinkChange(20, new LinkName("Vrf-red"), 20, null, false),
                new LinkChange(ETH0, null, 20, null, false));
        vrf.vrf = true;
        vrf.vrfTable = 1_001;
        journal.on(vrf);
        assertThat(journal.textsFrom(5)).containsExactly("LINK 7 eth5", "LINK 20 Vrf-red", "LINK 7 null");
        assertThat(LinkRecord.name(lastRecord().payload(), 0)).as("not published, but known").hasToString("eth5");
    }

    /** Row ids are the table's own; the journal names neighbors. */
    @Test
    void shouldLetARowStandForAnotherNeighborOnceItsIdIsUsedAgain() {
        journal.attached();
        journal.on(row(0, 5));
        journal.on(row(0, 0));
        NeighborEvent other = row(0, 6);
        other.addressLow = 99;
        journal.on(other);
        assertThat(journal.textsFrom(2)).containsExactly("ROW 7 0=5", "ROW 7 0=absent", "ROW 7 99=6");
        assertThat(journal.stage.rows().addressLow(0)).isEqualTo(99);
    }

    @Test
    void shouldTellHowFarRedisIsOnlyWhenThatIsNews() {
        journal.attached();
        journal.on(row(0, 5));
        journal.on(event(EventKind.TICK));
        assertThat(journal.textsFrom(3)).as("not in Redis yet").containsExactly("PROGRESS " + BASE);
        journal.acknowledge();
        journal.on(event(EventKind.TICK));
        assertThat(lastRecord()).hasToString("PROGRESS " + (BASE + 1));
        journal.on(event(EventKind.TICK));
        journal.acknowledge();
        journal.on(event(EventKind.TICK));
        assertThat(journal.textsFrom(3)).as("nothing was decided since").hasSize(2);
        journal.on(row(0, 6));
        journal.on(event(EventKind.TICK));
        assertThat(journal.textsFrom(5)).containsExactly("ROW 7 0=6", "PROGRESS " + (BASE + 4));
    }

    @Test
    void shouldTellANewEpochAndAStepOfTheClock() {
        journal.attached();
        journal.on(event(EventKind.TICK));
        assertThat(journal.textsFrom(2)).isEmpty();
        journal.epoch = 12;
        journal.on(event(EventKind.TICK));
        assertThat(ProgressRecord.epoch(lastRecord().payload(), 0)).isEqualTo(12);
        journal.acknowledge();
        journal.on(event(EventKind.TICK));
        int before = journal.textsFrom(0).size();
        journal.wallOffset += 1_000_000;
        journal.on(event(EventKind.TICK));
        assertThat(journal.textsFrom(0)).as("a millisecond is no step").hasSize(before);
        journal.wallOffset -= 2_000_001;
        journal.on(event(EventKind.TICK));
        assertThat(journal.textsFrom(0)).hasSize(before + 1);
        assertThat(ProgressRecord.wallOffset(lastRecord().payload(), 0)).isEqualTo(journal.wallOffset);
        assertThat(ProgressRecord.epoch(lastRecord().payload(), 0)).isEqualTo(12);
    }

    @Test
    void shouldRecordEveryEventAsItWasReceivedBeforeWhatWasDecidedWhenItCaptures() {
        try (JournaledEvents raw = new JournaledEvents(CaptureMode.RAW).attached()) {
            NeighborEvent event = row(0, 5);
            event.frame = KernelMessages.newNeighbor(ETH0, 0, 5);
            event.frameLength = event.frame.capacity();
            event.generation = 2;
            raw.on(event);
            JournalRecord record = raw.segments.last().records().get(2);
            assertThat(RawRecord.bodyLength(record.payload().capacity())).isEqualTo(event.frameLength);
            UnsafeBuffer frame = new UnsafeBuffer(
                    record.payload(), RawRecord.bodyOffset(0), event.frameLength);
            assertThat(frame).isEqualTo(event.frame);
            assertThat(RawRecord.generation(record.payload(), 0)).isEqualTo(2);
            NeighborEvent changed = event(EventKind.CONFIG_CHANGED);
            changed.settings = new PolicySettings(true, false, false, Set.of());
            raw.on(changed);
            raw.on(link(ETH0, "eth0"));
            raw.on(event(EventKind.INVALID));
            raw.on(event(EventKind.TICK));
            assertThat(raw.textsFrom(2)).containsExactly("RAW NEIGH_SET", "ROW 7 0=5",
                    "RAW CONFIG_CHANGED", "MARK CONFIG_CHANGED", "RAW LINK_SET", "LINK 7 eth0", "RAW INVALID",
                    "RAW TICK", "PROGRESS " + BASE);
            assertThat(MarkRecord.settings(raw.segments.last().records().get(4).payload(), RawRecord.bodyOffset(0)))
                    .isEqualTo(changed.settings);
        }
    }

    @Test
    void shouldKeepWhatAnEarlierJournalHadForTheSnapshotAndRecordNothingOfIt() {
        journal.restore(link(ETH0, "eth0"), 40);
        journal.restore(row(0, 5), 17);
        NeighborEvent failed = row(1, 6);
        failed.decision = Decision.NONE;
        failed.failedDecision = Decision.SET;
        journal.restore(failed, 18);
        assertThat(journal.count(Counter.JOURNAL_GAPS)).isZero();
        journal.attached();
        assertThat(journal.texts(1)).containsExactly("OPENED 1 after 0", "LINK 7 eth0", "SNAPSHOT_ROWS 2", "COMPLETE");
        assertThat(journal.stage.rows().decidedAt(0)).isEqualTo(17);
        assertThat(journal.stage.rows().decidedAt(1)).isEqualTo(18);
        assertThat(OpenedRecord.linksChanged(journal.segments.last().records().getFirst().payload(), 0)).isEqualTo(40);
    }

    @Test
    void shouldCountRecordsBytesAndSegments() {
        journal.attached();
        journal.on(row(0, 5));
        assertThat(journal.count(Counter.JOURNAL_RECORDS)).isEqualTo(3);
        assertThat(journal.count(Counter.JOURNAL_BYTES)).isEqualTo(journal.segments.last().position());
        assertThat(journal.count(Counter.JOURNAL_SEGMENTS)).isEqualTo(1);
    }
}
