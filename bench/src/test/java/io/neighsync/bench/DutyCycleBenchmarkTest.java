package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Both cycles do the same work. */
class DutyCycleBenchmarkTest {
    @Test
    void shouldDoTheSameWorkMeasuredAndNot() throws Exception {
        DutyCycleBenchmark benchmark = new DutyCycleBenchmark();
        benchmark.work = 1;
        assertThat(benchmark.measuredCycle()).isEqualTo(1);
        assertThat(benchmark.plainCycle()).isEqualTo(1);
    }
}
