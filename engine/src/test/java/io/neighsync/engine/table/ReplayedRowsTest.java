package io.neighsync.engine.table;

import static io.neighsync.netlink.Rtnetlink.AF_INET;
import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.RowValue;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Decided rows found by key, against a map. */
class ReplayedRowsTest {
    private static final int ETH0 = 7;
    private static final int MANY_DELETED = 1 << 16;
    private static final int ROWS = 3 * MANY_DELETED;

    private final ReplayedRows replayed = new ReplayedRows(ROWS);

    @AfterEach
    void close() {
        replayed.close();
    }

    private int row(long address) {
        return replayed.row(ETH0, AF_INET, 0, address);
    }

    private int find(long address) {
        return replayed.find(ETH0, AF_INET, 0, address);
    }

    private void decide(long address, long value, long at) {
        replayed.rows().decide(row(address), value, at);
    }

    @Test
    void shouldFindEachRowByItsWholeKey() {
        int row = row(1);
        assertThat(row(1)).isEqualTo(row);
        assertThat(find(1)).isEqualTo(row);
        assertThat(find(2)).isNegative();
        assertThat(replayed.find(ETH0, 10, 0, 1)).isNegative();
        assertThat(replayed.find(ETH0, AF_INET, 1, 1)).isNegative();
        assertThat(replayed.find(ETH0 + 1, AF_INET, 0, 1)).isNegative();
        assertThat(replayed.row(ETH0 + 1, AF_INET, 0, 1)).isNotEqualTo(row);
    }

    @Test
    void shouldFindWhatAMapWouldFind() {
        Random random = new Random(42);
        Map<Long, Long> model = new HashMap<>();
        for (int step = 0; step < 200_000; step++) {
            long address = random.nextInt(3_000);
            long value = random.nextInt(3) == 0 ? RowValue.ABSENT : RowValue.of(random.nextInt(4));
            decide(address, value, step);
            model.put(address, value);
            if (step % 50_000 == 49_999) {
                replayed.clear();
                model.clear();
            }
        }
        assertEqual(model);
        decide(5_000, RowValue.of(1), 1);
        model.put(5_000L, RowValue.of(1));
        assertEqual(model);
    }

    private void assertEqual(Map<Long, Long> model) {
        model.forEach((address, value) -> assertThat(replayed.rows().value(find(address))).isEqualTo(value));
        assertThat(replayed.rows().present())
                .isEqualTo((int) model.values().stream().filter(RowValue::isPresent).count());
        assertThat(replayed.rows().highWater()).isLessThanOrEqualTo(model.size());
    }

    /** The row of address 1, and that of address 2, which is deleted. */
    private static UnsafeBuffer snapshot() {
        UnsafeBuffer snapshot = new UnsafeBuffer(new byte[2 * DecidedRows.ENTRY_BYTES]);
        try (DecidedRows other = new DecidedRows(2)) {
            other.bind(0, ETH0, AF_INET, 0, 1);
            other.decide(0, RowValue.of(5), 17);
            other.bind(1, ETH0, AF_INET, 0, 2);
            other.decide(1, RowValue.ABSENT, 18);
            other.copy(0, snapshot, 0);
            other.copy(1, snapshot, DecidedRows.ENTRY_BYTES);
        }
        return snapshot;
    }

    private void take(UnsafeBuffer snapshot) {
        assertThat(replayed.take(snapshot, 0, 2)).isTrue();
    }

    @Test
    void shouldFindWhatWasTakenBeforeAnythingWasLookedUp() {
        for (int time = 0; time < 2; time++) {
            take(snapshot());
            assertThat(replayed.rows().present()).isEqualTo(1);
            assertThat(replayed.rows().value(find(1))).isEqualTo(RowValue.of(5));
            assertThat(row(2)).isEqualTo(find(2)).isNotNegative();
            decide(3, RowValue.of(7), 20);
            assertThat(replayed.rows().highWater()).isEqualTo(3);
            replayed.clear();
            assertThat(find(1)).isNegative();
            replayed.clear();
        }
    }

    @Test
    void shouldTakeTheRowsOfASecondSnapshotForThoseOfTheFirst() {
        take(snapshot());
        replayed.expectRepeats();
        take(snapshot());
        assertThat(replayed.rows().highWater()).isEqualTo(2);
        assertThat(replayed.rows().present()).isEqualTo(1);
    }

    @Test
    void shouldTakeNoMoreRowsThanThereIsRoomFor() {
        try (ReplayedRows one = new ReplayedRows(1)) {
            assertThat(one.take(snapshot(), 0, 2)).isFalse();
            assertThat(one.find(ETH0, AF_INET, 0, 1)).isZero();
        }
    }

    @Test
    void shouldForgetRowsThatWereTakenBeforeAnythingWasLookedUp() {
        take(snapshot());
        replayed.forgetDeleted(19);
        assertThat(find(1)).isNotNegative();
        assertThat(find(2)).isNegative();
    }

    @Test
    void shouldTakeOverRowsOfASnapshotThatAreThereOrNot() {
        decide(2, RowValue.of(6), 3);
        take(snapshot());
        assertThat(replayed.rows().value(find(1))).isEqualTo(RowValue.of(5));
        assertThat(replayed.rows().decidedAt(find(1))).isEqualTo(17);
        assertThat(replayed.rows().isPresent(find(2))).isFalse();
        assertThat(replayed.rows().decidedAt(find(2))).isEqualTo(18);
    }

    @Test
    void shouldForgetRowsThatWereDeletedLongAgoAndUseTheirPlacesAgain() {
        for (long address = 0; address < 100; address++) {
            decide(address, address < 10 ? RowValue.of(1) : RowValue.ABSENT, address);
        }
        replayed.forgetDeleted(50);
        assertThat(find(0)).as("present").isNotNegative();
        assertThat(find(10)).isNegative();
        assertThat(find(49)).isNegative();
        assertThat(find(50)).as("not before").isNotNegative();
        int highWater = replayed.rows().highWater();
        for (long address = 0; address < 40; address++) {
            decide(1 << 20 | address, RowValue.of(2), 1);
        }
        assertThat(replayed.rows().highWater()).as("their places are used again").isEqualTo(highWater);
        assertThat(replayed.rows().value(find(1 << 20 | 39))).isEqualTo(RowValue.of(2));
        assertThat(replayed.rows().present()).isEqualTo(50);
    }

    @Test
    void shouldSayThatThereIsNoRoomForMoreRows() {
        try (ReplayedRows few = new ReplayedRows(2)) {
            few.row(ETH0, AF_INET, 0, 1);
            assertThat(few.hasRoom(1)).isTrue();
            few.row(ETH0, AF_INET, 0, 2);
            assertThat(few.hasRoom(1)).isFalse();
            assertThat(few.row(ETH0, AF_INET, 0, 1)).as("is there").isNotNegative();
            assertThat(few.row(ETH0, AF_INET, 0, 3)).isNegative();
            few.clear();
            assertThat(few.row(ETH0, AF_INET, 0, 3)).isNotNegative();
        }
    }
}
