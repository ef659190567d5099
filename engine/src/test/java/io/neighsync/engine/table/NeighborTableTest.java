package io.neighsync.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.RowValue;
import io.neighsync.netlink.Rtnetlink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys, life and death of rows. */
class NeighborTableTest {
    private static final int CAPACITY = 16;
    private static final long NO_GENERATION = Long.MAX_VALUE;

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

    private int insert(int ifindex, long address) {
        return table.insert(ifindex, Rtnetlink.AF_INET, 0, address);
    }

    private static NeighborEvent event(int generation) {
        NeighborEvent event = new NeighborEvent();
        event.generation = generation;
        return event;
    }
}
