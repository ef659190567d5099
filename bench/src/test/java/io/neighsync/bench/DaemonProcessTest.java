package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A shell stands in for the daemon. */
@Timeout(60)
class DaemonProcessTest {
    @Test
    void shouldCountTheOverrunsOfADaemonThatWasReady() {
        try (DaemonProcess daemon = run("trap 'echo overruns=3 resyncs=1; exit' TERM; echo redis unix:x;"
            + " echo ready rows=0; while :; do sleep 0.01; done")) {
            daemon.awaitReady();
            assertThat(daemon.isAlive()).isTrue();
            assertThat(daemon.stop()).isEqualTo(3);
            assertThat(daemon.isAlive()).isFalse();
        }
    }

    @Test
    void shouldFailWithTheLogOfADaemonThatNeverWasReady() {
        try (DaemonProcess daemon = run("echo no such file >&2")) {
            assertThatThrownBy(daemon::awaitReady).hasMessageContaining("before it was ready\nno such file");
        }
    }

    @Test
    void shouldFailWhenTheDaemonDoesNotEndWell() {
        try (DaemonProcess daemon = run("trap 'echo overruns=0; exit 1' TERM; echo ready rows=0;"
            + " while :; do sleep 0.01; done")) {
            daemon.awaitReady();
            assertThatThrownBy(daemon::stop).hasMessageContaining("ended with 1");
        }
    }

    @Test
    void shouldEndADaemonOfAnotherMakeHoweverMuchItPrintsAndWhateverItEndsWith() {
        try (DaemonProcess daemon = DaemonProcess.ofAnyMake(
            List.of("sh", "-c", "trap 'exit 7' TERM; yes | head -c 1000000; while :; do sleep 0.01; done"))) {
            assertThat(daemon.pid()).isPositive();
            daemon.terminate();
            assertThat(daemon.isAlive()).isFalse();
        }
    }

    private static DaemonProcess run(String script) {
        return new DaemonProcess(List.of("sh", "-c", script));
    }
}
