package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** The three record the same. */
class LatencyRecordBenchmarkTest {
    private final LatencyRecordBenchmark benchmark = new LatencyRecordBenchmark();

    @Test
    void shouldRecordTheSameInEveryKindOfHistogram() {
        Histogram plain = benchmark.plainHistogram();
        Histogram readable = benchmark.latencyHistogram().total();
        Histogram recorded = benchmark.singleWriterRecorder().getIntervalHistogram();
        assertThat(plain.getTotalCount()).isEqualTo(LatencyRecordBenchmark.LATENCIES);
        assertThat(readable).isEqualTo(plain);
        assertThat(recorded).isEqualTo(plain);
    }
}
