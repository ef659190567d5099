package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What a daemon prints when it is stopped. */
class DaemonLatencyWorkTest {
    private static final String WITHOUT = """
        overruns=2 resyncs=1
        latency_us p50=61.2 p90=80.0 p99=104.5 p99.9=900.0 max=1000.0
        stage=parse p50=0.1 p90=0.2 p99=0.3 p99.9=0.4 max=0.5
        stage=redis p50=5.1 p90=6.2 p99=7.3 p99.9=8.4 max=9.5""";

    @Test
    void shouldReadTheLatencyOfTheWholeAndOfTheStage() {
        assertThat(DaemonLatencyWork.Run.of(
            WITHOUT + "\nstage=journal p50=0.7 p90=0.8 p99=2.5 p99.9=9.9 max=12.0", 2))
            .isEqualTo(new DaemonLatencyWork.Run(61.2, 104.5, 0.7, 2.5, 2));
    }

    @Test
    void shouldTakeAStageThatIsNotThereForNothing() {
        assertThat(DaemonLatencyWork.Run.of(WITHOUT, 0))
            .isEqualTo(new DaemonLatencyWork.Run(61.2, 104.5, 0, 0, 0));
    }

    @Test
    void shouldSayWhatTheDaemonPrintedInstead() {
        assertThatThrownBy(() -> DaemonLatencyWork.Run.of("overruns=0", 0))
            .hasMessage("the daemon tells no latency_us p50:\noverruns=0");
    }
}
