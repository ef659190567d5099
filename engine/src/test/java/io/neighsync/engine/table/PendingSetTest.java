package io.neighsync.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.RowValue;
import io.neighsync.netlink.Rtnetlink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rows, their values and the lists they stand in. */
class PendingSetTest {
    private static final int ROWS = 32;

    private final PendingSet set = new PendingSet(ROWS);

    @AfterEach
    void close() {
        set.close();
    }

    @Test
    void shouldStandForTheKeyItWasBoundTo() {
        assertThat(set.isBound(3, 0, 0, 0, 0)).isFalse();
        set.bind(3, 7, Rtnetlink.AF_INET6, -1, 5);
        assertThat(set.isBound(3, 7, Rtnetlink.AF_INET6, -1, 5)).isTrue();
        assertThat(set.isBound(3, 8, Rtnetlink.AF_INET6, -1, 5)).isFalse();
        assertThat(set.isBound(3, 7, Rtnetlink.AF_INET, -1, 5)).isFalse();
        assertThat(set.isBound(3, 7, Rtnetlink.AF_INET6, -2, 5)).isFalse();
        assertThat(set.isBound(3, 7, Rtnetlink.AF_INET6, -1, 6)).isFalse();
        assertThat(set.ifindex(3)).isEqualTo(7);
        assertThat(set.family(3)).isEqualTo(Rtnetlink.AF_INET6);
        assertThat(set.addressHigh(3)).isEqualTo(-1);
        assertThat(set.addressLow(3)).isEqualTo(5);
        assertThat(set.highWater()).isEqualTo(4);
    }

    @Test
    void shouldBeginAbsentAndInNoListWhenBoundAgain() {
        set.bind(0, 1, Rtnetlink.AF_INET, 0, 1);
        set.desire(0, RowValue.of(7));
        set.acknowledge(0, RowValue.of(6));
        set.inFlight(0, true);
        set.refused(0, true);
        set.bind(0, 1, Rtnetlink.AF_INET, 0, 2);
        assertThat(set.desired(0)).isEqualTo(RowValue.ABSENT);
        assertThat(set.acknowledged(0)).isEqualTo(RowValue.ABSENT);
        assertThat(set.isInFlight(0)).isFalse();
        assertThat(set.isRefused(0)).isFalse();
    }

    @Test
    void shouldKeepEveryMarkApart() {
        PendingSet.RowList list = set.newList();
        bindAll();
        list.append(1);
        set.inFlight(1, true);
        set.refused(1, true);
        set.inFlight(1, false);
        assertThat(set.isListed(1)).isTrue();
        assertThat(set.isRefused(1)).isTrue();
        assertThat(set.isInFlight(1)).isFalse();
        list.forget();
        set.unlist(1);
        assertThat(set.isListed(1)).isFalse();
        assertThat(set.isRefused(1)).isFalse();
        assertThat(set.isBound(1, 1, Rtnetlink.AF_INET, 0, 1)).isTrue();
    }

    @Test
    void shouldForgetEveryRowWhenCleared() {
        bindAll();
        set.desire(ROWS - 1, RowValue.of(7));
        set.acknowledge(ROWS - 1, RowValue.of(6));
        set.inFlight(0, true);
        set.refused(1, true);
        set.clear();
        assertThat(set.highWater()).isZero();
        for (int row = 0; row < ROWS; row++) {
            assertThat(set.isBound(row, 1, Rtnetlink.AF_INET, 0, row)).isFalse();
            assertThat(set.isBound(row, 0, 0, 0, 0)).isFalse();
            assertThat(set.isInFlight(row)).isFalse();
            assertThat(set.isRefused(row)).isFalse();
            assertThat(set.desired(row)).isEqualTo(RowValue.ABSENT);
            assertThat(set.acknowledged(row)).isEqualTo(RowValue.ABSENT);
        }
        set.bind(2, 7, Rtnetlink.AF_INET, 0, 1);
        assertThat(set.highWater()).isEqualTo(3);
        assertThat(set.isBound(2, 7, Rtnetlink.AF_INET, 0, 1)).isTrue();
    }

    @Test
    void shouldRememberTheOldestDecisionOfTheRowAtTheHead() {
        PendingSet.RowList list = set.newList();
        bindAll();
        assertThat(list.oldestSequence()).isEqualTo(Long.MAX_VALUE);
        set.begin(4, 100, 9_000);
        set.begin(5, 101, 0);
        list.append(4);
        list.append(5);
        assertThat(list.oldestSequence()).isEqualTo(100);
        assertThat(set.receivedNanos(4)).isEqualTo(9_000);
        list.remove(4);
        assertThat(list.oldestSequence()).isEqualTo(101);
    }

    @Test
    void shouldListRowsAsADequeWould() {
        Random random = new Random(11);
        bindAll();
        PendingSet.RowList list = set.newList();
        PendingSet.RowList other = set.newList();
        Deque<Integer> model = new ArrayDeque<>();
        Deque<Integer> otherModel = new ArrayDeque<>();
        for (int step = 0; step < 20_000; step++) {
            boolean first = random.nextBoolean();
            change(first ? list : other, first ? model : otherModel, random);
            assertThat(contents(list)).containsExactlyElementsOf(model);
            assertThat(contents(other)).containsExactlyElementsOf(otherModel);
        }
    }

    private void change(PendingSet.RowList list, Deque<Integer> model, Random random) {
        int row = random.nextInt(ROWS);
        if (!set.isListed(row)) {
            if (random.nextBoolean()) {
                list.append(row);
                model.addLast(row);
            } else {
                list.prepend(row);
                model.addFirst(row);
            }
        } else if (model.remove(row)) {
            list.remove(row);
        }
        assertThat(list.size()).isEqualTo(model.size());
        assertThat(list.last()).isEqualTo(model.isEmpty() ? PendingSet.NONE : (int) model.getLast());
    }

    /** In order, by taking the head again and again and putting all back. */
    private static List<Integer> contents(PendingSet.RowList list) {
        List<Integer> rows = new ArrayList<>();
        while (list.first() != PendingSet.NONE) {
            rows.add(list.first());
            list.remove(list.first());
        }
        rows.forEach(list::append);
        return rows;
    }

    private void bindAll() {
        for (int row = 0; row < ROWS; row++) {
            set.bind(row, 1, Rtnetlink.AF_INET, 0, row);
        }
    }
}
