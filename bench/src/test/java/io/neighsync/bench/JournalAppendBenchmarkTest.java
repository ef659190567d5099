package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.codec.RowRecord;
import io.neighsync.journal.RecordFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The benchmark does its work, and fails when appending allocates. */
@Timeout(60)
class JournalAppendBenchmarkTest {
    private static final int SEGMENTS = 8;
    private static final long RECORD_BYTES = RecordFormat.HEADER_LENGTH + RowRecord.LENGTH;

    private final JournalAppendBenchmark benchmark = new JournalAppendBenchmark();

    @Test
    void shouldFillAFreshSegmentEachTime() {
        benchmark.setUp();
        for (int i = 0; i < SEGMENTS; i++) {
            benchmark.takeSegment();
            assertThat(benchmark.append())
                .isBetween(JournalAppendBenchmark.APPENDS * RECORD_BYTES, 4L << 20);
            benchmark.releaseSegment();
        }
        benchmark.tearDown();
    }
}
