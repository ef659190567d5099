package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What redis-benchmark prints. */
class RedisBenchmarkWorkTest {
    @Test
    void shouldReadTheRateAndNotTheProgress() {
        assertThat(RedisBenchmarkWork.rate("HSET k f: rps=812345.0 (overall: 800000.0) avg_msec=0.2\r"
            + "HSET k f: 912408.75 requests per second, p50=0.255 msec\n\n")).isEqualTo(912_408.75);
    }

    @Test
    void shouldSayWhatItPrintedInstead() {
        assertThatThrownBy(() -> RedisBenchmarkWork.rate("Could not connect to Redis\n"))
            .hasMessage("redis-benchmark printed no rate: Could not connect to Redis");
    }
}
