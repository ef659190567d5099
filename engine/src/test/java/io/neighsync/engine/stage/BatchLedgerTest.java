package io.neighsync.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.stage.BatchLedger.Kind;
import io.neighsync.engine.stage.BatchLedger.Outcome;
import org.junit.jupiter.api.Test;

class BatchLedgerTest {
    private final BatchLedger batch = new BatchLedger(4);

    @Test
    void shouldKeepEntriesInOrderAndKnowTheOldest() {
        assertThat(batch.oldestSequence()).isEqualTo(Long.MAX_VALUE);
        batch.enter(Kind.ROW, 3, 7, 20, 100);
        batch.enter(Kind.ROUTE, 3, 0, 10, 0);
        batch.enter(Kind.UNCLAIMED, 1, 0, Long.MAX_VALUE, 0);
        assertThat(batch.size()).isEqualTo(3);
        assertThat(batch.oldestSequence()).isEqualTo(10);
        assertThat(batch.kind(1)).isEqualTo(Kind.ROUTE);
        assertThat(batch.subject(2)).isEqualTo(1);
        assertThat(batch.value(0)).isEqualTo(7);
        assertThat(batch.sequence(0)).isEqualTo(20);
        assertThat(batch.receivedNanos(0)).isEqualTo(100);
    }

    @Test
    void shouldLetARowLeaveAndKeepItsRoute() {
        batch.enter(Kind.ROUTE, 3, 0, 1, 0);
        batch.enter(Kind.ROW, 3, 0, 1, 0);
        batch.enter(Kind.UNCLAIMED, 3, 0, 1, 0);
        batch.leave(3);
        assertThat(batch.kind(0)).isEqualTo(Kind.ROUTE);
        assertThat(batch.kind(1)).isEqualTo(Kind.GONE);
        assertThat(batch.kind(2)).isEqualTo(Kind.UNCLAIMED);
    }

    @Test
    void shouldForgetOutcomesWithTheBatch() {
        batch.enter(Kind.ROW, 3, 0, 1, 0);
        assertThat(batch.isUnfinished()).isFalse();
        batch.outcome(0, Outcome.AGAIN);
        assertThat(batch.isUnfinished()).isTrue();
        batch.clear();
        batch.enter(Kind.ROW, 4, 0, 1, 0);
        assertThat(batch.isUnfinished()).isFalse();
        assertThat(batch.outcome(0)).isEqualTo(Outcome.DONE);
    }
}
