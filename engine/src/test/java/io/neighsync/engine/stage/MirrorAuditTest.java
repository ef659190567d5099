package io.neighsync.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.table.PendingSet;
import io.neighsync.engine.table.UnclaimedKeys;
import io.neighsync.netlink.Rtnetlink;
import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Row {@code n} has the key {@code kn}. */
class MirrorAuditTest {
    private static final int ROWS = 4_096;
    private static final long VALUE = RowValue.of(7);

    private final PendingSet rows = new PendingSet(ROWS);
    private final BatchLedger batch = new BatchLedger(8);
    private final MirrorAudit audit = new MirrorAudit(rows, (row, held) -> {
        byte[] key = ("k" + row).getBytes(StandardCharsets.US_ASCII);
        return held.claim(new UnsafeBuffer(key), 0, key.length);
    });
    private final UnclaimedKeys held = new UnclaimedKeys(ROWS);

    @AfterEach
    void close() {
        audit.close();
        rows.close();
    }

    @Test
    void shouldFindNothingWhereRedisHoldsWhatItAcknowledged() {
        row(0, VALUE);
        row(1, RowValue.ABSENT);
        hold("k0", VALUE);
        assertThat(differences(true)).isZero();
        assertThat(audit.isRunning()).isFalse();
    }

    @Test
    void shouldFindRowsThatAreGoneChangedOrToo() {
        row(0, VALUE);
        row(1, VALUE);
        hold("k1", RowValue.of(8));
        hold("stranger", VALUE);
        assertThat(differences(true)).isEqualTo(3);
    }

    @Test
    void shouldSayNothingOfStrangersWhenTheyAreKnownOfOrWhenRowIdsWereReused() {
        hold("stranger", VALUE);
        audit.begin(batch);
        audit.onReuse();
        audit.compare(held);
        audit.walk(true);
        assertThat(audit.differences()).isZero();
    }

    @Test
    void shouldLeaveStrangersOutWhenTheyAreNotToCount() {
        hold("stranger", VALUE);
        assertThat(differences(false)).isZero();
    }

    @Test
    void shouldSayNothingOfRowsThatWereWrittenMeanwhileOrOnTheirWay() {
        row(0, VALUE);
        row(1, VALUE);
        batch.enter(BatchLedger.Kind.ROW, 1, VALUE, 1, 0);
        audit.begin(batch);
        audit.onWrite(0);
        audit.compare(held);
        audit.walk(true);
        assertThat(audit.differences()).isZero();
    }

    @Test
    void shouldSayNothingOfRowsThatTheNextAuditMayJudge() {
        row(0, VALUE);
        batch.enter(BatchLedger.Kind.ROW, 0, VALUE, 1, 0);
        audit.begin(batch);
        batch.clear();
        audit.compare(held);
        audit.walk(true);
        assertThat(audit.differences()).isZero();
        audit.begin(batch);
        audit.compare(new UnclaimedKeys(ROWS));
        audit.walk(true);
        assertThat(audit.differences()).as("it was not written since").isEqualTo(1);
    }

    @Test
    void shouldSayNothingOfRowsOfWhichNothingIsKnown() {
        row(0, RowValue.UNKNOWN);
        row(1, RowValue.REFUSED);
        assertThat(differences(true)).isZero();
    }

    @Test
    void shouldCompareSomeRowsADutyCycle() {
        for (int row = 0; row < 3_000; row++) {
            row(row, VALUE);
        }
        audit.begin(batch);
        audit.compare(held);
        assertThat(audit.walk(true)).isLessThan(3_000);
        assertThat(audit.isRunning()).isTrue();
        while (audit.isRunning()) {
            audit.walk(true);
        }
        assertThat(audit.differences()).isEqualTo(3_000);
    }

    @Test
    void shouldThrowAwayWhatWasReadForAnAuditThatWasBrokenOff() {
        row(0, VALUE);
        audit.begin(batch);
        audit.close();
        audit.compare(held);
        assertThat(audit.walk(true)).isZero();
        assertThat(audit.differences()).isZero();
    }

    private int differences(boolean strangers) {
        audit.begin(batch);
        audit.compare(held);
        audit.walk(strangers);
        return audit.differences();
    }

    private void row(int row, long acknowledged) {
        rows.bind(row, 2, Rtnetlink.AF_INET, 0, row);
        rows.desire(row, VALUE);
        rows.acknowledge(row, acknowledged);
        if (acknowledged == RowValue.ABSENT) {
            rows.desire(row, RowValue.ABSENT);
        }
    }

    private void hold(String key, long value) {
        byte[] bytes = key.getBytes(StandardCharsets.US_ASCII);
        held.add(new UnsafeBuffer(bytes), 0, bytes.length, value, false);
    }
}
