package io.neighsync.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.lmax.disruptor.Sequence;
import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.Decision;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkChange;
import io.neighsync.engine.event.LinkChanges;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.Origin;
import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.event.Verdict;
import io.neighsync.engine.table.NeighborTable;
import io.neighsync.engine.table.VrfCounts;
import io.neighsync.netlink.Rtnetlink;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Decisions, event by event, and over a kernel that reorders, misses and loses. */
class CoalesceStageTest {
    private static final int CAPACITY = 2 * SuspectQueue.CAPACITY;
    private static final int SEEDS = 2_000;

    private final Counters counters = new Counters();
    private final ResyncRequests resyncs = new ResyncRequests();
    private final SuspectQueue suspects = new SuspectQueue();
    private final Sequence acknowledged = new Sequence(-1);
    private final VrfCounts vrfs = new VrfCounts(name -> true);
    private NeighborTable table = new NeighborTable(CAPACITY, vrfs);
    private CoalesceStage stage = new CoalesceStage(table, vrfs, suspects, resyncs, acknowledged, counters);
    private long sequence;
    private int generation;

    @AfterEach
    void close() {
        table.close();
    }

    @Test
    void shouldEndAsTheKernelWhateverItReordersMissesAndLoses() {
        for (int seed = 0; seed < SEEDS; seed++) {
            try (CoalesceWorld world = new CoalesceWorld(seed, CoalesceWorld.Mutant.NONE)) {
                world.run(steps(seed));
                assertThat(world.decided()).as("seed %d", seed).isEqualTo(world.kernel());
                assertThat(world.liveRows()).as("seed %d", seed).isEqualTo(world.kernel().size());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RECEIVE_ORDER", "NO_TOMBSTONES", "DELETE_WITHOUT_CONFIRMING"})
    void shouldCatchTheMutant(String mutant) {
        int wrong = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            try (CoalesceWorld world = new CoalesceWorld(seed, CoalesceWorld.Mutant.valueOf(mutant))) {
                world.run(steps(seed));
                wrong += world.decided().equals(world.kernel()) ? 0 : 1;
            }
        }
        assertThat(wrong).isPositive();
    }

    /** Most runs are short: what went wrong in the last generation must not be healed by a later change. */
    private static int steps(int seed) {
        return 20 + seed % 300;
    }

    @Test
    void shouldDecideTheSameHoweverEventsAreCutIntoBatches() {
        for (int seed = 0; seed < 200; seed++) {
            List<NeighborEvent> script = script(new Random(seed));
            List<String> whole = decisions(script, new Random(0), Integer.MAX_VALUE);
            assertThat(decisions(script, new Random(1), 1)).as("seed %d", seed).isEqualTo(whole);
            assertThat(decisions(script, new Random(2), 7)).as("seed %d", seed).isEqualTo(whole);
        }
    }

    @Test
    void shouldDecideNothingForWhatChangesNothing() {
        NeighborEvent first = set(Origin.NOTIFICATION, 1, 7);
        assertThat(first.decision).isEqualTo(Decision.SET);
        assertThat(first.value).isEqualTo(RowValue.of(7));
        assertThat(set(Origin.NOTIFICATION, 1, 7).decision).isEqualTo(Decision.NONE);
        NeighborEvent otherState = neighbor(EventKind.NEIGH_SET, Origin.NOTIFICATION, 1, 7);
        otherState.nudState = 0x10;
        assertThat(on(otherState).decision).isEqualTo(Decision.NONE);
        assertThat(set(Origin.NOTIFICATION, 1, 8).decision).isEqualTo(Decision.SET);
        assertThat(counters.get(Counter.NOOPS)).isEqualTo(2);
    }

    @Test
    void shouldDeleteOnceAndOnlyWhatHasARow() {
        assertThat(delete(Origin.NOTIFICATION, 1).decision).isEqualTo(Decision.NONE);
        NeighborEvent set = set(Origin.NOTIFICATION, 1, 7);
        NeighborEvent deleted = delete(Origin.NOTIFICATION, 1);
        assertThat(deleted.decision).isEqualTo(Decision.DEL);
        assertThat(deleted.row).isEqualTo(set.row);
        assertThat(deleted.value).isEqualTo(RowValue.ABSENT);
        assertThat(delete(Origin.NOTIFICATION, 1).decision).isEqualTo(Decision.NONE);
        assertThat(set(Origin.NOTIFICATION, 1, 7).decision).isEqualTo(Decision.SET);
    }

    @Test
    void shouldDeleteTheRowOfANeighborThatFailed() {
        set(Origin.NOTIFICATION, 1, 7);
        assertThat(ignored(1).decision).isEqualTo(Decision.DEL);
        assertThat(ignored(1).decision).isEqualTo(Decision.NONE);
        assertThat(counters.get(Counter.IGNORED)).isEqualTo(1);
        assertThat(table.live()).isEqualTo(1);
        assertThat(vrfs.publishedRows()).isZero();
    }

    @Test
    void shouldLetANotificationBeatADumpRowOfTheSameGeneration() {
        set(Origin.NOTIFICATION, 2, 5);
        begin();
        set(Origin.NOTIFICATION, 1, 8);
        assertThat(set(Origin.DUMP, 1, 7).decision).isEqualTo(Decision.NONE);
        assertThat(set(Origin.DUMP, 2, 6).decision).isEqualTo(Decision.SET);
        assertThat(counters.get(Counter.STALE_ANSWERS)).isEqualTo(1);
        assertThat(decided(1)).isEqualTo(RowValue.of(8));
    }

    @Test
    void shouldNotLetADumpRowBringADeletedNeighborBack() {
        set(Origin.NOTIFICATION, 1, 7);
        begin();
        delete(Origin.NOTIFICATION, 1);
        delete(Origin.NOTIFICATION, 2);
        acknowledged.set(sequence);
        stage.onDutyCycle();
        assertThat(set(Origin.DUMP, 1, 7).decision).isEqualTo(Decision.NONE);
        assertThat(set(Origin.DUMP, 2, 7).decision).isEqualTo(Decision.NONE);
        assertThat(table.live()).isZero();
        endDump();
        mark(EventKind.SWEEP_DONE);
        stage.onDutyCycle();
        assertThat(table.find(1, Rtnetlink.AF_INET, 0, 2)).isEqualTo(NeighborTable.NONE);
    }

    @Test
    void shouldOfferOnlyWhatTheDumpLackedAndNobodyTouched() {
        set(Origin.NOTIFICATION, 1, 7);
        set(Origin.NOTIFICATION, 2, 7);
        set(Origin.NOTIFICATION, 3, 7);
        set(Origin.NOTIFICATION, 4, 7);
        begin();
        set(Origin.DUMP, 1, 7);
        set(Origin.NOTIFICATION, 2, 7);
        delete(Origin.NOTIFICATION, 4);
        endDump();
        assertThat(readSuspects()).containsExactly("1 3", "end 1");
        assertThat(counters.get(Counter.SUSPECTS)).isEqualTo(1);
        assertThat(stage.hasWork()).isFalse();
    }

    @Test
    void shouldOfferTheRestLaterWhenTheQueueIsFull() {
        for (int i = 0; i < CAPACITY; i++) {
            set(Origin.NOTIFICATION, i, 7);
        }
        begin();
        mark(EventKind.DUMP_DONE);
        List<String> offered = new ArrayList<>();
        int rounds = 0;
        while (stage.hasWork()) {
            stage.onDutyCycle();
            assertThat(stage.onDutyCycle()).isZero();
            offered.addAll(readSuspects());
            rounds++;
        }
        assertThat(rounds).isGreaterThan(1);
        assertThat(offered).hasSize(CAPACITY + 1).doesNotHaveDuplicates().endsWith("end 1");
        assertThat(counters.get(Counter.SUSPECTS)).isEqualTo(CAPACITY);
    }

    @Test
    void shouldApplyAnAnswerOnlyWhileNobodyTouchedTheNeighbor() {
        for (int address = 1; address <= 4; address++) {
            set(Origin.NOTIFICATION, address, 7);
        }
        begin();
        endDump();
        set(Origin.NOTIFICATION, 3, 9);
        delete(Origin.NOTIFICATION, 4);
        assertThat(delete(Origin.CONFIRM, 1).decision).isEqualTo(Decision.DEL);
        assertThat(set(Origin.CONFIRM, 2, 8).decision).isEqualTo(Decision.SET);
        assertThat(delete(Origin.CONFIRM, 3).decision).isEqualTo(Decision.NONE);
        assertThat(set(Origin.CONFIRM, 4, 7).decision).isEqualTo(Decision.NONE);
        assertThat(decided(3)).isEqualTo(RowValue.of(9));
        assertThat(table.live()).isEqualTo(2);
    }

    @Test
    void shouldCountWhatFindsNoPlaceAndAskForAResyncOnceThereIsRoom() {
        useTableOf(16);
        for (int i = 0; i < 16; i++) {
            set(Origin.NOTIFICATION, i, 7);
        }
        assertThat(set(Origin.NOTIFICATION, 16, 7).decision).isEqualTo(Decision.NONE);
        assertThat(counters.get(Counter.TABLE_FULL)).isEqualTo(1);
        stage.onDutyCycle();
        assertThat(resyncs.isPending()).as("no room yet").isFalse();
        delete(Origin.NOTIFICATION, 3);
        stage.onDutyCycle();
        assertThat(resyncs.isPending()).as("the delete is not acknowledged yet").isFalse();
        acknowledged.set(sequence);
        stage.onDutyCycle();
        assertThat(resyncs.isPending()).isTrue();
        resyncs.takeAll();
        stage.onDutyCycle();
        assertThat(resyncs.isPending()).isFalse();
        assertThat(set(Origin.NOTIFICATION, 16, 7).decision).isEqualTo(Decision.SET);
    }

    @Test
    void shouldDeleteWhatIsLeftOfALinkThatIsGone() {
        set(Origin.NOTIFICATION, 1, 7);
        set(Origin.NOTIFICATION, 2, 7);
        NeighborEvent other = neighbor(EventKind.NEIGH_SET, Origin.NOTIFICATION, 3, 7);
        other.ifindex = 2;
        on(other);
        begin();
        NeighborEvent gone = new NeighborEvent();
        gone.kind = EventKind.LINK_DEL;
        gone.ifindex = 1;
        assertThat(on(gone).decision).isEqualTo(Decision.DEL_LINK);
        assertThat(table.live()).isEqualTo(1);
        assertThat(vrfs.publishedRows()).isEqualTo(1);
        assertThat(set(Origin.DUMP, 1, 7).decision).isEqualTo(Decision.NONE);
        assertThat(set(Origin.NOTIFICATION, 1, 7).decision).isEqualTo(Decision.SET);
    }

    @Test
    void shouldCountLinkLayerAddressesOfAnotherLength() {
        NeighborEvent event = neighbor(EventKind.NEIGH_SET, Origin.NOTIFICATION, 1, 0);
        event.lladdrLength = 20;
        event.verdict = Verdict.DEL;
        on(event);
        assertThat(counters.get(Counter.ODD_LLADDRS)).isEqualTo(1);
    }

    @Test
    void shouldShowLiveNeighborsAndRowsAsGauges() {
        set(Origin.NOTIFICATION, 1, 7);
        ignored(2);
        stage.onDutyCycle();
        assertThat(counters.get(Counter.NEIGHBORS)).isEqualTo(2);
        assertThat(counters.get(Counter.ROWS)).isEqualTo(1);
    }

    @Test
    void shouldCountWhatAnAuditFindsOfNeighborsWhenItCloses() {
        set(Origin.NOTIFICATION, 1, 7);
        set(Origin.NOTIFICATION, 2, 7);
        set(Origin.NOTIFICATION, 3, 7);
        begin(ResyncCause.AUDIT.bit());
        set(Origin.DUMP, 1, 7);
        set(Origin.DUMP, 2, 8);
        set(Origin.DUMP, 4, 7);
        endDump();
        delete(Origin.CONFIRM, 3);
        assertThat(counters.get(Counter.NEIGHBOR_REPAIRS)).as("a notification may be on its way").isZero();
        mark(EventKind.SWEEP_DONE);
        assertThat(counters.get(Counter.NEIGHBOR_REPAIRS)).as("one changed, one new, one gone").isEqualTo(3);
        begin(ResyncCause.OVERRUN.bit() | ResyncCause.AUDIT.bit());
        set(Origin.DUMP, 1, 9);
        mark(EventKind.SWEEP_DONE);
        begin(ResyncCause.START.bit());
        set(Origin.DUMP, 1, 10);
        mark(EventKind.SWEEP_DONE);
        assertThat(counters.get(Counter.NEIGHBOR_REPAIRS)).as("no audits").isEqualTo(3);
    }

    @Test
    void shouldNotCountANeighborThatADumpRepeatsWhenItsNotificationsFollow() {
        set(Origin.NOTIFICATION, 1, 7);
        begin(ResyncCause.AUDIT.bit());
        set(Origin.DUMP, 1, 8);
        set(Origin.DUMP, 1, 9);
        set(Origin.NOTIFICATION, 1, 8);
        set(Origin.NOTIFICATION, 1, 9);
        endDump();
        mark(EventKind.SWEEP_DONE);
        assertThat(counters.get(Counter.NEIGHBOR_REPAIRS)).isZero();
    }

    @Test
    void shouldNotCountWhatANotificationTellsBeforeTheAuditCloses() {
        set(Origin.NOTIFICATION, 1, 7);
        set(Origin.NOTIFICATION, 2, 7);
        begin(ResyncCause.AUDIT.bit());
        set(Origin.DUMP, 1, 8);
        set(Origin.DUMP, 3, 7);
        endDump();
        delete(Origin.CONFIRM, 2);
        set(Origin.NOTIFICATION, 1, 8);
        set(Origin.NOTIFICATION, 1, 8);
        delete(Origin.NOTIFICATION, 2);
        set(Origin.NOTIFICATION, 3, 9);
        mark(EventKind.SWEEP_DONE);
        assertThat(counters.get(Counter.NEIGHBOR_REPAIRS)).isZero();
        begin(ResyncCause.AUDIT.bit());
        set(Origin.DUMP, 1, 7);
        mark(EventKind.SWEEP_DONE);
        set(Origin.NOTIFICATION, 1, 7);
        begin(ResyncCause.AUDIT.bit());
        mark(EventKind.SWEEP_DONE);
        assertThat(counters.get(Counter.NEIGHBOR_REPAIRS)).as("what came after the close changes nothing").isEqualTo(1);
    }

    @Test
    void shouldDecideEverythingAnewInAGenerationAfterAnError() {
        set(Origin.NOTIFICATION, 1, 7);
        set(Origin.NOTIFICATION, 2, 7);
        set(Origin.NOTIFICATION, 3, 7);
        ignored(4);
        begin(ResyncCause.ERROR.bit() | ResyncCause.AUDIT.bit());
        NeighborEvent again = set(Origin.DUMP, 1, 7);
        assertThat(again.decision).isEqualTo(Decision.SET);
        assertThat(again.value).isEqualTo(RowValue.of(7));
        assertThat(again.row).isEqualTo(table.find(1, Rtnetlink.AF_INET, 0, 1));
        assertThat(set(Origin.NOTIFICATION, 2, 7).decision).isEqualTo(Decision.SET);
        assertThat(set(Origin.DUMP, 2, 7).decision).as("overtaken").isEqualTo(Decision.NONE);
        assertThat(ignored(4).decision).isEqualTo(Decision.DEL);
        endDump();
        assertThat(set(Origin.CONFIRM, 3, 7).decision).isEqualTo(Decision.SET);
        mark(EventKind.SWEEP_DONE);
        assertThat(set(Origin.NOTIFICATION, 1, 7).decision).isEqualTo(Decision.NONE);
        assertThat(vrfs.publishedRows()).isEqualTo(3);
        assertThat(counters.get(Counter.NEIGHBOR_REPAIRS)).isZero();
    }

    @Test
    void shouldTakeNeighborsAlongWithTheirLinkAndForgetVrfsThatAreGone() {
        links(EventKind.LINK_SET, 10, true, new LinkChange(10, new LinkName("Vrf-red"), 10, null, false));
        set(Origin.NOTIFICATION, 1, 7);
        links(EventKind.LINK_SET, 1, false, new LinkChange(1, new LinkName("eth0"), 10, null, false));
        assertThat(vrfText()).containsExactly("default 0", "Vrf-red 1");
        links(EventKind.LINKS_DONE, 33, true, new LinkChange(10, null, 0, null, true),
                new LinkChange(1, new LinkName("eth0"), 0, null, false));
        assertThat(vrfText()).containsExactly("default 1");
        assertThat(vrfs.publishedRows()).isEqualTo(1);
    }

    @Test
    void shouldForgetAVrfWhoseIndexALinkOfAnotherKindTook() {
        links(EventKind.LINK_SET, 10, true, new LinkChange(10, new LinkName("Vrf-red"), 10, null, false));
        links(EventKind.LINK_SET, 10, false, new LinkChange(10, new LinkName("eth9"), 0, null, false));
        assertThat(vrfText()).containsExactly("default 0");
        links(EventKind.LINK_SET, 10, true, new LinkChange(10, new LinkName("Vrf-red"), 10, null, false));
        links(EventKind.LINK_DEL, 10, true, new LinkChange(10, null, 0, null, true));
        assertThat(vrfText()).containsExactly("default 0");
    }

    @Test
    void shouldCountNeighborsByVrfAnewInAGenerationAfterAnError() {
        links(EventKind.LINK_SET, 10, true, new LinkChange(10, new LinkName("Vrf-red"), 10, null, false));
        links(EventKind.LINK_SET, 1, false, new LinkChange(1, new LinkName("eth0"), 10, null, false));
        set(Origin.NOTIFICATION, 1, 7);
        set(Origin.NOTIFICATION, 2, 7);
        links(EventKind.LINK_SET, 1, false, new LinkChange(1, new LinkName("eth0"), 10, null, false));
        assertThat(vrfText()).containsExactly("default 0", "Vrf-red 2");
        begin(ResyncCause.ERROR.bit());
        links(EventKind.LINK_SET, 11, true, new LinkChange(11, new LinkName("Vrf-red"), 11, null, false));
        links(EventKind.LINK_SET, 1, false, new LinkChange(1, new LinkName("eth0"), 11, null, false));
        set(Origin.DUMP, 1, 7);
        endDump();
        delete(Origin.CONFIRM, 2);
        mark(EventKind.SWEEP_DONE);
        assertThat(vrfText()).containsExactly("default 0", "Vrf-red 1");
        assertThat(vrfs.all().getLast().ifindex()).isEqualTo(11);
        assertThat(vrfs.publishedRows()).isEqualTo(1);
    }

    private void links(EventKind kind, int ifindex, boolean vrf, LinkChange... changes) {
        NeighborEvent event = new NeighborEvent();
        event.kind = kind;
        event.ifindex = ifindex;
        event.linkName = new LinkName("Vrf-red");
        event.vrf = vrf;
        event.linkChanges = LinkChanges.of(List.of(changes));
        on(event);
    }

    /** Each VRF's name and how many neighbors it has. */
    private List<String> vrfText() {
        return vrfs.all().stream().map(vrf -> vrf.name() + " " + vrf.ipv4Neighbors()).toList();
    }

    private void useTableOf(int capacity) {
        table.close();
        table = new NeighborTable(capacity, vrfs);
        stage = new CoalesceStage(table, vrfs, suspects, resyncs, acknowledged, counters);
    }

    /** Any events in any order a receiver could publish them, generations included. */
    private List<NeighborEvent> script(Random random) {
        List<NeighborEvent> script = new ArrayList<>();
        int open = 0;
        for (int i = 0; i < 400; i++) {
            int address = random.nextInt(12);
            boolean set = random.nextInt(3) > 0;
            NeighborEvent event = neighbor(set ? EventKind.NEIGH_SET : EventKind.NEIGH_DEL, Origin.NOTIFICATION,
                    address, random.nextInt(3));
            int step = random.nextInt(10);
            if (step == 0) {
                event.kind = switch (open) {
                    case 0 -> EventKind.DUMP_BEGIN;
                    case 1 -> EventKind.DUMP_DONE;
                    default -> EventKind.SWEEP_DONE;
                };
                open = (open + 1) % 3;
            } else if (step < 5 && open == 1 && set) {
                event.origin = Origin.DUMP;
            } else if (step < 5 && open == 2) {
                event.origin = Origin.CONFIRM;
            } else if (step == 9 && random.nextInt(5) == 0) {
                event.kind = EventKind.LINK_DEL;
            }
            generation += event.kind == EventKind.DUMP_BEGIN ? 1 : 0;
            event.generation = generation;
            script.add(event);
        }
        return script;
    }

    private List<String> decisions(List<NeighborEvent> script, Random random, int maxBatch) {
        useTableOf(64);
        acknowledged.set(-1);
        readSuspects();
        List<String> decisions = new ArrayList<>();
        int left = maxBatch;
        for (int i = 0; i < script.size(); i++) {
            NeighborEvent event = script.get(i);
            event.decision = Decision.NONE;
            stage.onEvent(event, i, left == 1);
            decisions.add(event.decision == Decision.NONE ? "" : event.decision + " " + event.addressLow
                    + " " + event.value);
            if (--left == 0) {
                acknowledged.set(Math.max(acknowledged.get(), i - random.nextInt(9)));
                stage.onDutyCycle();
                readSuspects();
                left = 1 + random.nextInt(maxBatch);
            }
        }
        return decisions;
    }

    private List<String> readSuspects() {
        List<String> read = new ArrayList<>();
        SuspectQueue.Reader reader = new SuspectQueue.Reader() {
            @Override
            public void onSuspect(int ifindex, int family, long addressHigh, long addressLow) {
                read.add(ifindex + " " + addressLow);
            }

            @Override
            public void onEnd(int endedGeneration) {
                read.add("end " + endedGeneration);
            }
        };
        while (suspects.hasNext()) {
            suspects.read(reader, Integer.MAX_VALUE);
        }
        return read;
    }

    private void begin() {
        begin(ResyncCause.START.bit());
    }

    private void begin(int causes) {
        generation++;
        NeighborEvent event = new NeighborEvent();
        event.kind = EventKind.DUMP_BEGIN;
        event.causes = causes;
        on(event);
    }

    private void endDump() {
        mark(EventKind.DUMP_DONE);
        stage.onDutyCycle();
    }

    private void mark(EventKind kind) {
        NeighborEvent event = new NeighborEvent();
        event.kind = kind;
        on(event);
    }

    private NeighborEvent set(Origin origin, long address, long lladdr) {
        return on(neighbor(EventKind.NEIGH_SET, origin, address, lladdr));
    }

    private NeighborEvent delete(Origin origin, long address) {
        return on(neighbor(EventKind.NEIGH_DEL, origin, address, 0));
    }

    /** A neighbor that has no row by policy. */
    private NeighborEvent ignored(long address) {
        NeighborEvent event = neighbor(EventKind.NEIGH_SET, Origin.NOTIFICATION, address, 0);
        event.verdict = Verdict.DEL;
        return on(event);
    }

    private static NeighborEvent neighbor(EventKind kind, Origin origin, long address, long lladdr) {
        NeighborEvent event = new NeighborEvent();
        event.kind = kind;
        event.origin = origin;
        event.ifindex = 1;
        event.family = Rtnetlink.AF_INET;
        event.addressLow = address;
        event.lladdrLength = 6;
        event.lladdr = lladdr;
        event.verdict = kind == EventKind.NEIGH_SET ? Verdict.SET : Verdict.DEL;
        return event;
    }

    private NeighborEvent on(NeighborEvent event) {
        event.generation = generation;
        stage.onEvent(event, ++sequence, true);
        return event;
    }

    private long decided(long address) {
        return table.decided(table.find(1, Rtnetlink.AF_INET, 0, address));
    }
}
