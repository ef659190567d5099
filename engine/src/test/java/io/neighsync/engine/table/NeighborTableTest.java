package io.neighsync.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.LinkChange;
import io.neighsync.engine.event.LinkChanges;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.RowValue;
import io.neighsync.netlink.Rtnetlink;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys, life and death of rows. */
class NeighborTableTest {
    private static final int CAPACITY = 16;
    private static final long NO_GENERATION = Long.MAX_VALUE;
    private static final int RED = 5;
    private static final int BLUE = 6;

    private final VrfCounts vrfs = new VrfCounts(name -> true);
    private final NeighborTable table = new NeighborTable(CAPACITY, vrfs);

    @AfterEach
    void close() {
        table.close();
    }

    @Test
    void shouldTellApartKeysThatDifferInOnePart() {
        int row = insert(1, 1);
        assertThat(table.find(1, Rtnetlink.AF_INET, 0, 1)).isEqualTo(row);
        assertThat(table.find(2, Rtnetlink.AF_INET, 0, 1)).isEqualTo(NeighborTable.NONE);
        assertThat(table.find(1, Rtnetlink.AF_INET6, 0, 1)).isEqualTo(NeighborTable.NONE);
        assertThat(table.find(1, Rtnetlink.AF_INET, 1, 1)).isEqualTo(NeighborTable.NONE);
        assertThat(table.find(1, Rtnetlink.AF_INET, 0, 2)).isEqualTo(NeighborTable.NONE);
    }

    @Test
    void shouldCountLiveAndPresentRows() {
        int row = insert(1, 1);
        assertThat(table.live()).isZero();
        table.store(row, event(1));
        table.decide(row, RowValue.of(7));
        table.decide(row, RowValue.of(8));
        assertThat(table.live()).isEqualTo(1);
        assertThat(vrfs.publishedRows()).isEqualTo(1);
        table.kill(row, 5);
        table.decide(row, RowValue.ABSENT);
        assertThat(table.live()).isZero();
        assertThat(vrfs.publishedRows()).isZero();
    }

    @Test
    void shouldKeepADeadRowUntilItsDeleteIsAcknowledged() {
        int row = insert(1, 1);
        table.store(row, event(1));
        table.kill(row, 10);
        table.release(9, NO_GENERATION, 100);
        assertThat(table.find(1, Rtnetlink.AF_INET, 0, 1)).isEqualTo(row);
        table.release(10, NO_GENERATION, 100);
        assertThat(table.find(1, Rtnetlink.AF_INET, 0, 1)).isEqualTo(NeighborTable.NONE);
        assertThat(insert(2, 2)).isEqualTo(row);
    }

    @Test
    void shouldKeepTheTombstonesOfAnOpenGeneration() {
        int row = insert(1, 1);
        table.store(row, event(1));
        table.kill(row, 10);
        table.release(100, 10, 100);
        assertThat(table.find(1, Rtnetlink.AF_INET, 0, 1)).isEqualTo(row);
        table.release(100, 11, 100);
        assertThat(table.find(1, Rtnetlink.AF_INET, 0, 1)).isEqualTo(NeighborTable.NONE);
    }

    @Test
    void shouldNotFreeARowThatCameBackToLife() {
        int row = insert(1, 1);
        table.store(row, event(1));
        table.kill(row, 10);
        table.store(row, event(1));
        table.release(100, NO_GENERATION, 100);
        assertThat(table.find(1, Rtnetlink.AF_INET, 0, 1)).isEqualTo(row);
        assertThat(table.isLive(row)).isTrue();

        table.kill(row, 20);
        table.release(100, NO_GENERATION, 100);
        assertThat(table.find(1, Rtnetlink.AF_INET, 0, 1)).isEqualTo(NeighborTable.NONE);
    }

    @Test
    void shouldRefuseMoreThanItsCapacityAndTakeThemWhenThereIsRoomAgain() {
        for (int i = 0; i < CAPACITY; i++) {
            table.store(insert(1, i), event(1));
        }
        assertThat(insert(1, CAPACITY)).isEqualTo(NeighborTable.NONE);
        table.kill(3, 1);
        table.release(1, NO_GENERATION, 100);
        assertThat(insert(1, CAPACITY)).isEqualTo(3);
    }

    @Test
    void shouldHoldAMillionRowsWithin128MiB() {
        try (NeighborTable million = new NeighborTable(1_000_000, vrfs)) {
            for (int i = 0; i < 1_000_000; i++) {
                million.store(million.insert(1 + (i & 7), Rtnetlink.AF_INET, 0, i), event(1));
            }
            for (int i = 0; i < 1_000_000; i++) {
                assertThat(million.find(1 + (i & 7), Rtnetlink.AF_INET, 0, i)).isEqualTo(i);
            }
            assertThat(million.reservedBytes()).isLessThanOrEqualTo(128L << 20);
        }
    }

    @Test
    void shouldTakeLiveNeighborsAlongWithTheirLinkAndNoOthers() {
        describe(RED, "Vrf-red");
        describe(BLUE, "Vrf-blue");
        int moved = storeIn(RED, 1, 1);
        table.decide(moved, RowValue.of(7));
        storeIn(RED, 1, 3);
        storeIn(RED, 2, 1);
        int dead = storeIn(RED, 1, 2);
        table.kill(dead, 5);
        table.follow(LinkChanges.of(List.of(new LinkChange(1, null, BLUE, null, false))));
        assertThat(counts()).containsExactly("default 0 0", "Vrf-red 1 0", "Vrf-blue 2 1");
        assertThat(vrfs.publishedRows()).isEqualTo(1);
        table.follow(LinkChanges.of(List.of(new LinkChange(1, null, BLUE, null, false))));
        table.kill(moved, 6);
        table.decide(moved, RowValue.ABSENT);
        assertThat(counts()).containsExactly("default 0 0", "Vrf-red 1 0", "Vrf-blue 1 0");
    }

    @Test
    void shouldLeaveTheVrfUnderWhichANeighborWasStoredAndComeBackUnderTheNextOne() {
        describe(RED, "Vrf-red");
        int row = storeIn(RED, 1, 1);
        table.decide(row, RowValue.of(7));
        NeighborEvent again = event(1);
        again.vrfIfindex = 0;
        again.family = Rtnetlink.AF_INET;
        table.store(row, again);
        assertThat(counts()).as("only its link takes a live neighbor along").containsExactly(
                "default 0 0", "Vrf-red 1 1");
        table.kill(row, 5);
        table.decide(row, RowValue.ABSENT);
        assertThat(counts()).containsExactly("default 0 0", "Vrf-red 0 0");
        table.store(row, again);
        table.decide(row, RowValue.of(7));
        assertThat(counts()).containsExactly("default 1 1", "Vrf-red 0 0");
    }

    @Test
    void shouldCountLiveNeighborsAnew() {
        describe(RED, "Vrf-red");
        int row = storeIn(RED, 1, 1);
        table.decide(row, RowValue.of(7));
        storeIn(RED, 1, 2);
        table.kill(storeIn(RED, 1, 3), 5);
        storeIn(0, 2, 1);
        vrfs.forgetAll();
        table.recount();
        assertThat(counts()).as("of a VRF that is not there").containsExactly("default 3 1");
        describe(RED, "Vrf-red");
        table.recount();
        table.recount();
        assertThat(counts()).containsExactly("default 1 0", "Vrf-red 2 1");
        assertThat(vrfs.publishedRows()).isEqualTo(1);
    }

    @Test
    void shouldCountARowOnceHoweverOftenItIsDecided() {
        int row = storeIn(0, 1, 1);
        table.decide(row, RowValue.ABSENT);
        table.decide(row, RowValue.of(7));
        table.decide(row, RowValue.of(8));
        assertThat(counts()).containsExactly("default 1 1");
        table.decide(row, RowValue.ABSENT);
        table.decide(row, RowValue.ABSENT);
        assertThat(counts()).containsExactly("default 1 0");
    }

    @Test
    void shouldBearTheMarkOfOneAuditUntilItIsTakenAway() {
        int row = storeIn(0, 1, 1);
        assertThat(table.unmarkRepaired(row, 3)).isFalse();
        table.markRepaired(row, 3);
        assertThat(table.unmarkRepaired(row, 2)).isFalse();
        assertThat(table.unmarkRepaired(row, 3)).isTrue();
        assertThat(table.unmarkRepaired(row, 3)).isFalse();
        table.markRepaired(row, 3);
        table.markRepaired(row, 4);
        assertThat(table.unmarkRepaired(row, 3)).isFalse();
        assertThat(table.unmarkRepaired(row, 4)).isTrue();
        int latest = 0x3fff_ffff;
        table.markRepaired(row, latest);
        assertThat(table.unmarkRepaired(row, latest)).isTrue();
    }

    @Test
    void shouldKeepTheMarkApartFromLifeAndDeath() {
        int row = storeIn(0, 1, 1);
        table.markRepaired(row, 3);
        assertThat(table.isLive(row)).isTrue();
        table.kill(row, 5);
        assertThat(table.isLive(row)).isFalse();
        assertThat(table.unmarkRepaired(row, 3)).as("a repair that deleted").isTrue();
        table.markRepaired(row, 3);
        table.release(5, NO_GENERATION, 100);
        assertThat(table.find(1, Rtnetlink.AF_INET, 0, 1)).isEqualTo(NeighborTable.NONE);
        assertThat(insert(1, 2)).isEqualTo(row);
        assertThat(table.unmarkRepaired(row, 3)).as("another neighbor").isFalse();
    }

    @Test
    void shouldKeepTheMarkOfARowThatIsTakenOutOfTheListOfTheDead() {
        int row = insert(1, 1);
        table.store(row, event(1));
        table.markRepaired(row, 3);
        table.release(100, NO_GENERATION, 100);
        assertThat(table.isLive(row)).isTrue();
        assertThat(table.unmarkRepaired(row, 3)).isTrue();
        table.kill(row, 101);
        table.release(101, NO_GENERATION, 100);
        assertThat(table.find(1, Rtnetlink.AF_INET, 0, 1)).isEqualTo(NeighborTable.NONE);
    }

    private void describe(int vrf, String name) {
        vrfs.describe(vrf, new LinkName(name), 1);
    }

    private int storeIn(int vrf, int ifindex, long address) {
        int row = insert(ifindex, address);
        NeighborEvent event = event(1);
        event.vrfIfindex = vrf;
        event.family = Rtnetlink.AF_INET;
        table.store(row, event);
        return row;
    }

    /** Each VRF's name, IPv4 neighbors and rows. */
    private List<String> counts() {
        return vrfs.all().stream().map(vrf -> vrf.name() + " " + vrf.ipv4Neighbors() + " " + vrf.rows()).toList();
    }

    private int insert(int ifindex, long address) {
        return table.insert(ifindex, Rtnetlink.AF_INET, 0, address);
    }

    private static NeighborEvent event(int generation) {
        NeighborEvent event = new NeighborEvent();
        event.generation = generation;
        return event;
    }
}
