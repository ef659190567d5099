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

/** Rows that stay although their neighbor is gone, and what is remembered besides a row's value. */
class NeighborTableKeptTest {
    private static final long NOT_OPEN = Long.MAX_VALUE;
    private static final int VRF = 10;

    private final VrfCounts vrfs = new VrfCounts(name -> true);
    private final NeighborTable table = new NeighborTable(8, vrfs);
    private long sequence;

    @AfterEach
    void close() {
        table.close();
    }

    @Test
    void shouldKeepTheIdOfADeadRowThatIsDecidedPresent() {
        int row = live(1);
        table.decide(row, RowValue.of(7));
        table.kill(row, ++sequence);
        assertThat(table.isKept(row)).isTrue();
        release();
        assertThat(find(1)).isEqualTo(row);
        assertThat(live(2)).isNotEqualTo(row);
        assertThat(vrfs.publishedRows()).isEqualTo(1);
        table.decide(row, RowValue.ABSENT);
        assertThat(table.isKept(row)).isFalse();
        table.kill(row, ++sequence);
        release();
        assertThat(find(1)).isEqualTo(NeighborTable.NONE);
        assertThat(live(3)).as("used again").isEqualTo(row);
    }

    @Test
    void shouldKeepTheIdOfADeadRowThatFailed() {
        int row = live(1);
        table.decideFailed(row, true);
        table.kill(row, ++sequence);
        release();
        assertThat(find(1)).isEqualTo(row);
        table.decideFailed(row, false);
        table.kill(row, ++sequence);
        release();
        assertThat(find(1)).isEqualTo(NeighborTable.NONE);
    }

    @Test
    void shouldLetAKeptRowLiveAgain() {
        int row = live(1);
        table.decide(row, RowValue.of(7));
        for (int i = 0; i < 3; i++) {
            table.kill(row, ++sequence);
            release();
            assertThat(find(1)).isEqualTo(row);
            assertThat(table.live()).isZero();
            table.store(row, event());
            assertThat(table.isLive(row)).isTrue();
            assertThat(table.isKept(row)).isFalse();
            assertThat(table.live()).isEqualTo(1);
        }
        table.decide(row, RowValue.ABSENT);
        table.kill(row, ++sequence);
        release();
        assertThat(find(1)).isEqualTo(NeighborTable.NONE);
    }

    @Test
    void shouldFreeAKeptRowOnlyBehindItsDelete() {
        int row = live(1);
        table.decide(row, RowValue.of(7));
        table.kill(row, ++sequence);
        release();
        assertThat(find(1)).isEqualTo(row);
        table.kill(row, ++sequence);
        table.decide(row, RowValue.ABSENT);
        table.release(sequence - 1, NOT_OPEN, 8);
        assertThat(find(1)).as("Redis has not acknowledged it").isEqualTo(row);
        table.release(sequence, sequence, 8);
        assertThat(find(1)).as("a tombstone of the open generation").isEqualTo(row);
        release();
        assertThat(find(1)).isEqualTo(NeighborTable.NONE);
    }

    @Test
    void shouldCountAKeptRowWhereItsLinkIs() {
        vrfs.describe(VRF, new LinkName("Vrf10"), 1);
        int row = live(1);
        table.decide(row, RowValue.of(7));
        table.kill(row, ++sequence);
        release();
        assertThat(find(1)).isEqualTo(row);
        table.follow(LinkChanges.of(List.of(new LinkChange(1, new LinkName("Ethernet0"), VRF, null, false))));
        assertThat(vrfs.all()).extracting(VrfCounts.Vrf::rows).containsExactly(0, 1);
        assertThat(vrfs.all()).extracting(VrfCounts.Vrf::ipv4Neighbors).containsExactly(0, 0);
        table.recount();
        assertThat(vrfs.all()).extracting(VrfCounts.Vrf::rows).containsExactly(0, 1);
        table.decide(row, RowValue.ABSENT);
        assertThat(vrfs.publishedRows()).isZero();
    }

    @Test
    void shouldSayWhenANeighborIsLearnedOtherwise() {
        int row = live(1);
        assertThat(table.learn(row, false)).isFalse();
        assertThat(table.learn(row, true)).isTrue();
        assertThat(table.learn(row, true)).isFalse();
        assertThat(table.learn(row, false)).isTrue();
        table.learn(row, true);
        table.decideFailed(row, true);
        table.decideFailed(row, false);
        table.kill(row, ++sequence);
        release();
        int next = live(2);
        assertThat(next).isEqualTo(row);
        assertThat(table.learn(next, false)).as("a new neighbor").isFalse();
        assertThat(table.isFailed(next)).isFalse();
    }

    private int live(long address) {
        int row = table.insert(1, Rtnetlink.AF_INET, 0, address);
        table.store(row, event());
        return row;
    }

    private int find(long address) {
        return table.find(1, Rtnetlink.AF_INET, 0, address);
    }

    private void release() {
        table.release(sequence, NOT_OPEN, 8);
    }

    private static NeighborEvent event() {
        NeighborEvent event = new NeighborEvent();
        event.family = Rtnetlink.AF_INET;
        return event;
    }
}
