package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Percentiles in microseconds. */
class LatenciesTest {
    private final Latencies latencies = new Latencies();

    @Test
    void shouldTellPercentilesInMicroseconds() {
        for (int i = 1; i <= 1_000; i++) {
            latencies.record(i * 1_000L);
        }
        assertThat(latencies.micros(50)).isCloseTo(500, within(1.0));
        assertThat(latencies.micros(99)).isCloseTo(990, within(1.0));
        assertThat(latencies.maxMicros()).isCloseTo(1_000, within(1.0));
        assertThat(latencies.count()).isEqualTo(1_000);
    }

    @Test
    void shouldTakeWhatIsOutsideForTheNearest() {
        latencies.record(-5);
        assertThat(latencies.maxMicros()).isEqualTo(0.001);
        latencies.record(Long.MAX_VALUE);
        assertThat(latencies.maxMicros()).isCloseTo(1e7, within(1e4));
    }

    @Test
    void shouldKeepWhatItWasWhenTheOriginalForgets() {
        latencies.record(2_000);
        Latencies copy = latencies.copy();
        latencies.reset();
        assertThat(copy.count()).isOne();
        assertThat(latencies.count()).isZero();
    }
}
