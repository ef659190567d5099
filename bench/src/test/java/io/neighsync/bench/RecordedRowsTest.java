package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.codec.RecordType;
import io.neighsync.engine.replay.JournalLoader;
import io.neighsync.engine.table.DecidedRows;
import io.neighsync.journal.RecordReader;
import io.neighsync.netlink.Rtnetlink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The journals that are read are what they are said to be. */
@Timeout(60)
class RecordedRowsTest {
    private static final int ROWS = 1_000;

    private final RowSet rows = new RowSet(Rtnetlink.AF_INET6);

    @Test
    void shouldHoldEveryRowInASnapshot() {
        try (RecordedRows recorded = RecordedRows.inSnapshot(rows, ROWS)) {
            assertRows(recorded);
            assertThat(count(recorded, RecordType.ROW)).isZero();
            assertThat(count(recorded, RecordType.SNAPSHOT_ROWS)).isEqualTo(16);
        }
    }

    @Test
    void shouldHoldARecordForEachRow() {
        try (RecordedRows recorded = RecordedRows.inRecords(rows, ROWS)) {
            assertRows(recorded);
            assertThat(count(recorded, RecordType.ROW)).isEqualTo(ROWS);
            assertThat(count(recorded, RecordType.SNAPSHOT_ROWS)).isZero();
        }
    }

    private void assertRows(RecordedRows recorded) {
        JournalLoader.Loaded loaded = JournalLoader.load(recorded.segments(), ROWS);
        DecidedRows read = loaded.image().rows();
        assertThat(loaded.damages()).isEmpty();
        assertThat(loaded.image().isComplete()).isTrue();
        assertThat(read.present()).isEqualTo(ROWS);
        int last = loaded.image().find(
            rows.ifindex(ROWS - 1), rows.family(), rows.addressHigh(), rows.addressLow(ROWS - 1));
        assertThat(read.value(last)).isEqualTo(rows.value(ROWS - 1));
        assertThat(loaded.image().links().published(rows.ifindex(3))).isEqualTo(rows.link(3));
        loaded.image().close();
    }

    private static int count(RecordedRows recorded, RecordType type) {
        int count = 0;
        try (RecordReader reader = recorded.segments().getLast().reader().get()) {
            while (reader.next()) {
                count += reader.type() == type.code() ? 1 : 0;
            }
        }
        return count;
    }
}
