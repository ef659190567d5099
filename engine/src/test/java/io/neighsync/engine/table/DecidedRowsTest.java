package io.neighsync.engine.table;

import static io.neighsync.netlink.Rtnetlink.AF_INET;
import static io.neighsync.netlink.Rtnetlink.AF_INET6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.neighsync.engine.event.RowValue;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What was decided last about each row, by row id. */
class DecidedRowsTest {
    private static final int ROWS = 16;
    private static final int ETH0 = 7;
    private static final int ETH1 = 8;
    private static final long VALUE = RowValue.of(5);

    private final DecidedRows rows = new DecidedRows(ROWS);

    @AfterEach
    void close() {
        rows.close();
    }

    @Test
    void shouldHoldTheLastDecisionOfEachTableAndWhenItWasMade() {
        rows.bind(3, ETH0, AF_INET6, 0xfc00L << 48, -1);
        assertThat(rows.isPresent(3)).isFalse();
        rows.decide(3, VALUE, 10);
        assertThat(rows.value(3)).isEqualTo(VALUE);
        assertThat(rows.decidedAt(3)).isEqualTo(10);
        rows.fail(3, true, 11);
        assertThat(rows.isFailed(3)).isTrue();
        assertThat(rows.value(3)).isEqualTo(VALUE);
        assertThat(rows.decidedAt(3)).isEqualTo(11);
        assertThat(rows.ifindex(3)).isEqualTo(ETH0);
        assertThat(rows.family(3)).isEqualTo(AF_INET6);
        assertThat(rows.addressHigh(3)).isEqualTo(0xfc00L << 48);
        assertThat(rows.addressLow(3)).isEqualTo(-1);
        assertThat(rows.family(2)).as("never used").isZero();
        assertThat(rows.highWater()).isEqualTo(4);
    }

    @Test
    void shouldCountARowOnceThatIsToBeInEitherTable() {
        rows.bind(0, ETH0, AF_INET, 0, 1);
        rows.decide(0, VALUE, 1);
        rows.decide(0, RowValue.of(6), 2);
        rows.fail(0, true, 3);
        assertThat(rows.present()).isEqualTo(1);
        rows.decide(0, RowValue.ABSENT, 4);
        assertThat(rows.present()).as("failed").isEqualTo(1);
        rows.fail(0, false, 5);
        assertThat(rows.present()).isZero();
        rows.fail(0, false, 6);
        rows.decide(0, RowValue.ABSENT, 7);
        assertThat(rows.present()).isZero();
        assertThat(rows.decidedAt(0)).isEqualTo(7);
    }

    @Test
    void shouldStandForAnotherKeyWithoutWhatWasDecidedOfTheOneBefore() {
        rows.bind(0, ETH0, AF_INET, 0, 1);
        rows.decide(0, VALUE, 1);
        rows.fail(0, true, 1);
        rows.bind(0, ETH0, AF_INET, 0, 1);
        assertThat(rows.isPresent(0)).as("the same key").isTrue();
        long[][] others = {
            {ETH1, AF_INET, 0, 1}, {ETH1, AF_INET6, 0, 1}, {ETH1, AF_INET6, 1, 1}, {ETH1, AF_INET6, 1, 2}};
        for (long[] other : others) {
            rows.bind(0, (int) other[0], (int) other[1], other[2], other[3]);
            assertThat(rows.isPresent(0)).isFalse();
            assertThat(rows.isFailed(0)).isFalse();
            assertThat(rows.present()).isZero();
            rows.decide(0, VALUE, 2);
            rows.fail(0, true, 2);
        }
    }

    @Test
    void shouldDeleteAllRowsOfALinkAndLeaveThoseDeletedBeforeAsTheyAre() {
        for (int row = 0; row < 4; row++) {
            rows.bind(row, row == 3 ? ETH1 : ETH0, AF_INET, 0, row);
            rows.decide(row, VALUE, row);
        }
        rows.fail(1, true, 4);
        rows.decide(2, RowValue.ABSENT, 5);
        rows.removeLink(ETH0, 9);
        assertThat(IntStream.range(0, 4).mapToObj(rows::isPresent)).containsExactly(false, false, false, true);
        assertThat(IntStream.range(0, 4).mapToObj(rows::decidedAt)).containsExactly(9L, 9L, 5L, 3L);
        assertThat(rows.present()).isEqualTo(1);
    }

    @Test
    void shouldTakeOverARowThatItCopied() {
        UnsafeBuffer copy = new UnsafeBuffer(new byte[2 * DecidedRows.ENTRY_BYTES]);
        rows.bind(0, ETH0, AF_INET6, -1, Long.MIN_VALUE);
        rows.decide(0, VALUE, Long.MAX_VALUE - 1);
        rows.fail(0, true, Long.MAX_VALUE);
        rows.copy(0, copy, 7);
        rows.take(5, copy, 7);
        assertThat(rows.addressHigh(5)).isEqualTo(-1);
        assertThat(rows.addressLow(5)).isEqualTo(Long.MIN_VALUE);
        assertThat(rows.ifindex(5)).isEqualTo(ETH0);
        assertThat(rows.family(5)).isEqualTo(AF_INET6);
        assertThat(rows.value(5)).isEqualTo(VALUE);
        assertThat(rows.isFailed(5)).isTrue();
        assertThat(rows.decidedAt(5)).isEqualTo(Long.MAX_VALUE);
        assertThat(rows.present()).isEqualTo(2);
        rows.decide(0, RowValue.ABSENT, 1);
        rows.fail(0, false, 2);
        rows.copy(0, copy, 0);
        rows.take(5, copy, 0);
        assertThat(rows.present()).as("deleted by the copy").isZero();
        assertThat(rows.decidedAt(5)).isEqualTo(2);
    }

    /** What a journal on disk holds. */
    @Test
    void shouldKeepItsLayout() {
        UnsafeBuffer copy = new UnsafeBuffer(new byte[DecidedRows.ENTRY_BYTES]);
        rows.bind(0, 5, AF_INET6, 1, 2);
        rows.decide(0, 3, 4);
        rows.fail(0, true, 4);
        rows.copy(0, copy, 0);
        assertThat(copy.byteArray()).inHexadecimal().isEqualTo(new byte[] {
            1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0,
            5, 0, 0, 0, 10, 1, 0, 0});
    }

    @Test
    void shouldForgetEverything() {
        rows.bind(2, ETH0, AF_INET, 0, 1);
        rows.decide(2, VALUE, 1);
        rows.clear();
        assertThat(rows.highWater()).isZero();
        assertThat(rows.present()).isZero();
        rows.bind(2, ETH0, AF_INET, 0, 1);
        assertThat(rows.isPresent(2)).isFalse();
    }

    @Test
    void shouldNameTheRemedyWhenThereIsNoPlaceForARow() {
        assertThatThrownBy(() -> rows.bind(ROWS, ETH0, AF_INET, 0, 1)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("row 16 of 16").hasMessageContaining("table.capacity");
    }
}
