package io.neighsync.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.lmax.disruptor.Sequence;
import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.Decision;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.Origin;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.event.Verdict;
import io.neighsync.engine.table.NeighborTable;
import io.neighsync.engine.table.VrfCounts;
import io.neighsync.netlink.Ntf;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a verdict: what is kept, repeated, failed, and which routes go. */
class CoalescePolicyTest {
    private static final int IFINDEX = 1;
    private static final PolicySettings STRICT = new PolicySettings(true, false, false, Set.of());

    private final Counters counters = new Counters();
    private final SuspectQueue suspects = new SuspectQueue();
    private final Sequence acknowledged = new Sequence(-1);
    private final VrfCounts vrfs = new VrfCounts(name -> true);
    private final NeighborTable table = new NeighborTable(64, vrfs);
    private final CoalesceStage stage =
            new CoalesceStage(table, vrfs, suspects, new ResyncRequests(), acknowledged, counters);
    private PolicySettings settings = PolicySettings.PLAIN;
    private long sequence;
    private int generation;

    @AfterEach
    void close() {
        table.close();
    }

    @Test
    void shouldLeaveARowThatIsKeptAsItIs() {
        assertThat(set(1, Verdict.KEEP, 7).decision).as("none begins").isEqualTo(Decision.NONE);
        set(1, Verdict.SET, 7);
        assertThat(set(1, Verdict.KEEP, 8).decision).isEqualTo(Decision.NONE);
        assertThat(decided(1)).isEqualTo(RowValue.of(7));
        assertThat(counters.get(Counter.IGNORED)).isEqualTo(2);
    }

    @Test
    void shouldTakeANewAddressOverWhereARowIsHeld() {
        assertThat(set(1, Verdict.REFRESH, 7).decision).as("none begins").isEqualTo(Decision.NONE);
        set(1, Verdict.SET, 7);
        assertThat(set(1, Verdict.REFRESH, 7).decision).as("the same").isEqualTo(Decision.NONE);
        NeighborEvent moved = set(1, Verdict.REFRESH, 8);
        assertThat(moved.decision).isEqualTo(Decision.SET);
        assertThat(moved.value).isEqualTo(RowValue.of(8));
    }

    @Test
    void shouldCountWhatIsKeptAsSeen() {
        set(1, Verdict.SET, 7);
        set(2, Verdict.SET, 7);
        begin(ResyncCause.AUDIT);
        on(neighbor(EventKind.NEIGH_SET, Origin.DUMP, 1, Verdict.KEEP, 7));
        on(mark(EventKind.DUMP_DONE));
        assertThat(readSuspects()).containsExactly(2L);
    }

    @Test
    void shouldWriteTheZeroAddressOfWhatIsNotResolved() {
        assertThat(set(1, Verdict.SET_ZERO, 7).value).isEqualTo(RowValue.of(0));
        assertThat(set(1, Verdict.SET_ZERO, 8).decision).isEqualTo(Decision.NONE);
        assertThat(set(1, Verdict.SET, 8).value).isEqualTo(RowValue.of(8));
        assertThat(set(1, Verdict.DEL, 8).decision).isEqualTo(Decision.DEL);
    }

    @Test
    void shouldCallNoRepairWhatIsNeverAnnounced() {
        begin(ResyncCause.AUDIT);
        NeighborEvent incomplete = neighbor(EventKind.NEIGH_SET, Origin.DUMP, 1, Verdict.SET_ZERO, 0);
        incomplete.nudState = Nud.NUD_INCOMPLETE;
        assertThat(on(incomplete).decision).isEqualTo(Decision.SET);
        endGeneration();
        assertThat(counters.get(Counter.NEIGHBOR_REPAIRS)).isZero();
        begin(ResyncCause.AUDIT);
        NeighborEvent failed = neighbor(EventKind.NEIGH_SET, Origin.DUMP, 2, Verdict.SET_ZERO, 0);
        failed.nudState = Nud.NUD_FAILED;
        on(failed);
        endGeneration();
        assertThat(counters.get(Counter.NEIGHBOR_REPAIRS)).as("FAILED is announced").isEqualTo(1);
    }

    @Test
    void shouldRepeatEveryNotificationInStrictMode() {
        set(1, Verdict.SET, 7);
        assertThat(set(1, Verdict.SET, 7).decision).isEqualTo(Decision.NONE);
        strict(true);
        for (int i = 0; i < 2; i++) {
            NeighborEvent again = set(1, Verdict.SET, 7);
            assertThat(again.decision).isEqualTo(Decision.SET);
            assertThat(again.repeated).isTrue();
        }
        assertThat(set(1, Verdict.KEEP, 7).decision).isEqualTo(Decision.NONE);
        for (Origin answer : List.of(Origin.DUMP, Origin.CONFIRM)) {
            NeighborEvent dumped = on(neighbor(EventKind.NEIGH_SET, answer, 1, Verdict.SET, 7));
            assertThat(dumped.decision).as("%s", answer).isEqualTo(Decision.NONE);
            assertThat(dumped.repeated).isFalse();
        }
        strict(false);
        assertThat(set(1, Verdict.SET, 7).decision).isEqualTo(Decision.NONE);
    }

    @Test
    void shouldDeleteWhatItDoesNotHoldInStrictMode() {
        strict(true);
        for (int i = 0; i < 2; i++) {
            NeighborEvent unknown = delete(1, Verdict.DEL);
            assertThat(unknown.decision).isEqualTo(Decision.DEL);
            assertThat(unknown.repeated).isTrue();
            assertThat(unknown.value).isEqualTo(RowValue.ABSENT);
        }
        assertThat(set(2, Verdict.DEL, 7).decision).as("FAILED, say").isEqualTo(Decision.DEL);
        assertThat(on(neighbor(EventKind.NEIGH_DEL, Origin.CONFIRM, 3, Verdict.DEL, 0)).decision)
                .as("an answer about nothing").isEqualTo(Decision.NONE);
        acknowledged.set(sequence);
        stage.onDutyCycle();
        assertThat(find(1)).as("it is not remembered").isEqualTo(NeighborTable.NONE);
    }

    @Test
    void shouldHoldTheKeyOfARowThatIsKeptAlthoughItsNeighborIsGone() {
        strict(true);
        int row = set(1, Verdict.SET, 7).row;
        assertThat(delete(1, Verdict.KEEP).decision).isEqualTo(Decision.NONE);
        acknowledged.set(sequence);
        stage.onDutyCycle();
        assertThat(vrfs.publishedRows()).isEqualTo(1);
        assertThat(set(2, Verdict.SET, 8).row).as("its id is not used again").isNotEqualTo(row);
        assertThat(set(1, Verdict.SET, 7).row).as("its key has one owner").isEqualTo(row);
        assertThat(delete(1, Verdict.DEL).row).isEqualTo(row);
        acknowledged.set(sequence);
        stage.onDutyCycle();
        assertThat(find(1)).isEqualTo(NeighborTable.NONE);
        assertThat(vrfs.publishedRows()).isEqualTo(1);
        assertThat(table.live()).isEqualTo(1);
    }

    @Test
    void shouldDeleteWhatTheStrictModeKeptOnceItIsLeft() {
        strict(true);
        set(1, Verdict.SET, 7);
        delete(1, Verdict.KEEP);
        set(2, Verdict.SET, 7);
        acknowledged.set(sequence);
        stage.onDutyCycle();
        begin(ResyncCause.AUDIT);
        on(neighbor(EventKind.NEIGH_SET, Origin.DUMP, 2, Verdict.SET, 7));
        on(mark(EventKind.DUMP_DONE));
        assertThat(readSuspects()).as("C++ keeps it for ever").isEmpty();
        on(mark(EventKind.SWEEP_DONE));
        strict(false);
        begin(ResyncCause.CONFIG);
        on(neighbor(EventKind.NEIGH_SET, Origin.DUMP, 2, Verdict.SET, 7));
        on(mark(EventKind.DUMP_DONE));
        assertThat(readSuspects()).containsExactly(1L);
        assertThat(on(neighbor(EventKind.NEIGH_DEL, Origin.CONFIRM, 1, Verdict.DEL, 0)).decision)
                .isEqualTo(Decision.DEL);
        on(mark(EventKind.SWEEP_DONE));
        acknowledged.set(sequence);
        stage.onDutyCycle();
        assertThat(find(1)).isEqualTo(NeighborTable.NONE);
        assertThat(vrfs.publishedRows()).isEqualTo(1);
    }

    @Test
    void shouldForgetWhatIsKeptWithItsLink() {
        strict(true);
        set(1, Verdict.SET, 7);
        delete(1, Verdict.KEEP);
        acknowledged.set(sequence);
        stage.onDutyCycle();
        assertThat(find(1)).isNotEqualTo(NeighborTable.NONE);
        NeighborEvent gone = mark(EventKind.LINK_DEL);
        gone.ifindex = IFINDEX;
        on(gone);
        assertThat(vrfs.publishedRows()).isZero();
        acknowledged.set(sequence);
        stage.onDutyCycle();
        assertThat(find(1)).isEqualTo(NeighborTable.NONE);
    }

    @Test
    void shouldPassEveryFailureOn() {
        assertThat(failure(Origin.NOTIFICATION, 1, Verdict.SET)).isEqualTo(Decision.SET);
        assertThat(failure(Origin.NOTIFICATION, 1, Verdict.KEEP)).as("INCOMPLETE").isEqualTo(Decision.NONE);
        assertThat(failure(Origin.NOTIFICATION, 1, Verdict.SET)).as("it failed again").isEqualTo(Decision.SET);
        assertThat(failure(Origin.DUMP, 1, Verdict.SET)).as("it is known").isEqualTo(Decision.NONE);
        assertThat(failure(Origin.DUMP, 2, Verdict.SET)).as("it was lost").isEqualTo(Decision.SET);
        assertThat(failure(Origin.NOTIFICATION, 1, Verdict.DEL)).isEqualTo(Decision.DEL);
        assertThat(failure(Origin.NOTIFICATION, 1, Verdict.DEL)).as("it is not there").isEqualTo(Decision.NONE);
        assertThat(failure(Origin.NOTIFICATION, 1, Verdict.KEEP)).isEqualTo(Decision.NONE);
    }

    @Test
    void shouldEndAFailureWithItsNeighbor() {
        failure(Origin.NOTIFICATION, 1, Verdict.SET);
        NeighborEvent deleted = neighbor(EventKind.NEIGH_DEL, Origin.NOTIFICATION, 1, Verdict.DEL, 0);
        deleted.failedVerdict = Verdict.DEL;
        assertThat(on(deleted).failedDecision).isEqualTo(Decision.DEL);
        failure(Origin.NOTIFICATION, 2, Verdict.SET);
        NeighborEvent gone = mark(EventKind.LINK_DEL);
        gone.ifindex = IFINDEX;
        on(gone);
        assertThat(failure(Origin.DUMP, 2, Verdict.KEEP)).as("forgotten with its link").isEqualTo(Decision.NONE);
    }

    @Test
    void shouldDecideAboutEveryFailureAnewAfterAnError() {
        failure(Origin.NOTIFICATION, 1, Verdict.SET);
        begin(ResyncCause.ERROR);
        assertThat(failure(Origin.DUMP, 1, Verdict.KEEP)).isEqualTo(Decision.SET);
        assertThat(failure(Origin.DUMP, 2, Verdict.DEL)).isEqualTo(Decision.DEL);
        NeighborEvent ipv4 = neighbor(EventKind.NEIGH_SET, Origin.DUMP, 3, Verdict.SET, 7);
        ipv4.family = Rtnetlink.AF_INET;
        assertThat(on(ipv4).failedDecision).as("never has any").isEqualTo(Decision.NONE);
    }

    @Test
    void shouldDropTheRouteThatARowTakesThePlaceOf() {
        assertThat(routed(1, Verdict.SET, 7, 0)).isTrue();
        assertThat(routed(1, Verdict.SET, 7, 0)).as("nothing is set").isFalse();
        assertThat(routed(1, Verdict.SET, 8, 0)).isTrue();
        assertThat(routed(1, Verdict.DEL, 8, 0)).isFalse();
        assertThat(routed(1, Verdict.SET, 8, 0)).as("set again").isTrue();
        assertThat(routed(1, Verdict.SET_ZERO, 8, 0)).isTrue();
        assertThat(routed(2, Verdict.KEEP, 8, 0)).as("none begins").isFalse();
        assertThat(set(3, Verdict.SET, 7).dropRoute).as("no VRF, or no EVPN").isFalse();
    }

    @Test
    void shouldDropTheRouteOfANeighborThatHasMoved() {
        routed(1, Verdict.SET, 7, 0);
        assertThat(routed(1, Verdict.SET, 7, Ntf.NTF_EXT_LEARNED)).as("to another switch").isTrue();
        assertThat(routed(1, Verdict.SET, 7, Ntf.NTF_EXT_LEARNED | Ntf.NTF_ROUTER)).isFalse();
        assertThat(routed(1, Verdict.REFRESH, 7, 0)).as("only being probed").isFalse();
        assertThat(routed(1, Verdict.KEEP, 7, 0)).isFalse();
        assertThat(routed(1, Verdict.SET, 7, 0)).as("and back").isTrue();
        assertThat(routed(1, Verdict.SET, 7, 0)).isFalse();
    }

    @Test
    void shouldDropTheRouteWithEachSetInStrictMode() {
        strict(true);
        assertThat(routed(1, Verdict.SET, 7, Ntf.NTF_EXT_LEARNED)).isTrue();
        assertThat(routed(1, Verdict.SET, 7, Ntf.NTF_EXT_LEARNED)).isTrue();
        assertThat(routed(1, Verdict.KEEP, 7, 0)).as("C++ does nothing").isFalse();
        delete(1, Verdict.KEEP);
        assertThat(routed(1, Verdict.KEEP, 7, 0)).isFalse();
        assertThat(routed(1, Verdict.DEL, 7, 0)).isFalse();
    }

    private void strict(boolean strict) {
        settings = strict ? STRICT : PolicySettings.PLAIN;
        on(mark(EventKind.CONFIG_CHANGED));
    }

    private void begin(ResyncCause cause) {
        generation++;
        NeighborEvent event = mark(EventKind.DUMP_BEGIN);
        event.causes = cause.bit();
        on(event);
    }

    private void endGeneration() {
        on(mark(EventKind.DUMP_DONE));
        readSuspects();
        on(mark(EventKind.SWEEP_DONE));
    }

    /** The addresses offered until the end of the sweep. */
    private List<Long> readSuspects() {
        List<Long> offered = new ArrayList<>();
        stage.onDutyCycle();
        suspects.read(new SuspectQueue.Reader() {
            @Override
            public void onSuspect(int ifindex, int family, long addressHigh, long addressLow) {
                offered.add(addressLow);
            }

            @Override
            public void onEnd(int endedGeneration) {
                assertThat(endedGeneration).isEqualTo(generation);
            }
        }, SuspectQueue.CAPACITY);
        assertThat(stage.hasWork()).isFalse();
        return offered;
    }

    private NeighborEvent set(long address, Verdict verdict, long lladdr) {
        return on(neighbor(EventKind.NEIGH_SET, Origin.NOTIFICATION, address, verdict, lladdr));
    }

    private NeighborEvent delete(long address, Verdict verdict) {
        return on(neighbor(EventKind.NEIGH_DEL, Origin.NOTIFICATION, address, verdict, 0));
    }

    private Decision failure(Origin origin, long address, Verdict failed) {
        NeighborEvent event = neighbor(EventKind.NEIGH_SET, origin, address, Verdict.KEEP, 0);
        event.failedVerdict = failed;
        return on(event).failedDecision;
    }

    private boolean routed(long address, Verdict verdict, long lladdr, int ntfFlags) {
        NeighborEvent event = neighbor(EventKind.NEIGH_SET, Origin.NOTIFICATION, address, verdict, lladdr);
        event.mayHaveRoute = true;
        event.ntfFlags = ntfFlags;
        return on(event).dropRoute;
    }

    private NeighborEvent mark(EventKind kind) {
        NeighborEvent event = new NeighborEvent();
        event.kind = kind;
        return event;
    }

    private static NeighborEvent neighbor(
            EventKind kind, Origin origin, long address, Verdict verdict, long lladdr) {
        NeighborEvent event = new NeighborEvent();
        event.kind = kind;
        event.origin = origin;
        event.ifindex = IFINDEX;
        event.family = Rtnetlink.AF_INET6;
        event.addressLow = address;
        event.nudState = Nud.NUD_REACHABLE;
        event.lladdrLength = 6;
        event.lladdr = lladdr;
        event.verdict = verdict;
        return event;
    }

    private NeighborEvent on(NeighborEvent event) {
        event.generation = generation;
        event.settings = settings;
        stage.onEvent(event, ++sequence, true);
        return event;
    }

    private int find(long address) {
        return table.find(IFINDEX, Rtnetlink.AF_INET6, 0, address);
    }

    private long decided(long address) {
        return table.decided(find(address));
    }
}
