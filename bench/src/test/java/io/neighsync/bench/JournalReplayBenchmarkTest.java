package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The benchmark does its work. */
@Timeout(60)
class JournalReplayBenchmarkTest {
    private final JournalReplayBenchmark benchmark = new JournalReplayBenchmark();

    @BeforeEach
    void setUp() {
        benchmark.setUp();
    }

    @AfterEach
    void tearDown() {
        benchmark.tearDown();
    }

    @Test
    void shouldReadEveryRow() {
        assertThat(benchmark.snapshot()).isEqualTo(JournalReplayBenchmark.ROWS);
        assertThat(benchmark.records()).isEqualTo(JournalReplayBenchmark.ROWS);
    }

    @Test
    void shouldLeaveAPipelineThatHasEveryRow() {
        JournalReplayBenchmark.FreshPipeline fresh = new JournalReplayBenchmark.FreshPipeline();
        fresh.setUp();
        try {
            assertThat(benchmark.readyTable(fresh)).isEqualTo(JournalReplayBenchmark.ROWS);
        } finally {
            fresh.tearDown();
        }
    }
}
