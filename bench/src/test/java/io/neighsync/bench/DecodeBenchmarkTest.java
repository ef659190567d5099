package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The benchmark does its work. */
class DecodeBenchmarkTest {
    private final DecodeBenchmark benchmark = new DecodeBenchmark();

    @BeforeEach
    void setUp() {
        benchmark.setUp();
    }

    @AfterEach
    void tearDown() {
        benchmark.tearDown();
    }

    @Test
    void shouldDecodeTheSameEveryTime() {
        long neighbors = benchmark.neighborMessages();
        long links = benchmark.linkMessages();
        assertThat(neighbors).isNotZero().isEqualTo(benchmark.neighborMessages());
        assertThat(links).isNotZero().isEqualTo(benchmark.linkMessages());
    }
}
