package io.neighsync.engine.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.netlink.ffm.UnixDatagramReceiver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service manager receives on a real socket. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServiceNotifierTest {
    private static final String PID = String.valueOf(ProcessHandle.current().pid());

    @TempDir
    private Path directory;
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> complaints = new ArrayList<>();

    @BeforeEach
    void nameSocket() {
        environment.put("NOTIFY_SOCKET", directory.resolve("notify").toString());
    }

    private UnixDatagramReceiver bind() {
        return new UnixDatagramReceiver(environment.get("NOTIFY_SOCKET"));
    }

    private ServiceNotifier open() {
        return new ServiceNotifier(environment, complaints::add);
    }

    @Test
    void shouldSendEachStateAsItsVariables() {
        try (UnixDatagramReceiver manager = bind(); ServiceNotifier notifier = open()) {
            notifier.ready("neighbors=3");
            notifier.status("neighbors=4\nREADY=1");
            notifier.watchdog();
            notifier.stopping();
            assertThat(manager.receiveAll()).containsExactly(
                    "READY=1\nSTATUS=neighbors=3", "STATUS=neighbors=4 READY=1", "WATCHDOG=1", "STOPPING=1");
        }
    }

    @Test
    void shouldSendToAnAbstractSocket() {
        environment.put("NOTIFY_SOCKET", "@neighsyncd-notify-" + PID);
        try (UnixDatagramReceiver manager = bind(); ServiceNotifier notifier = open()) {
            notifier.watchdog();
            assertThat(manager.receiveAll()).containsExactly("WATCHDOG=1");
        }
    }

    @Test
    void shouldSayWhenItReloads() {
        try (UnixDatagramReceiver manager = bind(); ServiceNotifier notifier = open()) {
            long before = System.nanoTime() / 1_000;
            notifier.reloading();
            long after = System.nanoTime() / 1_000;
            String[] lines = manager.receive(Duration.ofSeconds(10)).orElseThrow().split("=", -1);
            assertThat(lines).hasSize(3).startsWith("RELOADING", "1\nMONOTONIC_USEC");
            assertThat(Long.parseLong(lines[2])).isBetween(before, after);
        }
    }

    @Test
    void shouldDoNothingWithoutAServiceManager() {
        for (Map<String, String> none : List.of(Map.of("WATCHDOG_USEC", "1000000"), Map.of("NOTIFY_SOCKET", ""))) {
            try (ServiceNotifier notifier = new ServiceNotifier(none, complaints::add)) {
                notifier.ready("");
                assertThat(notifier.watchdogInterval()).isEmpty();
            }
        }
        assertThat(complaints).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"run/notify", "vsock:2:1", "@", "/nobody/is/here"})
    void shouldGoOnAndComplainOnceWhenNobodyReceives(String address) {
        environment.put("NOTIFY_SOCKET", address);
        try (ServiceNotifier notifier = open()) {
            notifier.ready("");
            notifier.watchdog();
            notifier.reloading();
            notifier.stopping();
        }
        assertThat(complaints).hasSize(1);
    }

    @Test
    void shouldNotWaitForAManagerThatDoesNotRead() {
        try (UnixDatagramReceiver manager = bind(); ServiceNotifier notifier = open()) {
            for (int i = 0; i < 10_000; i++) {
                notifier.watchdog();
            }
            assertThat(manager.receiveAll()).hasSizeBetween(1, 9_999);
        }
    }

    @Test
    void shouldAskForTheWatchdogAtHalfOfItsTime() {
        assertThat(intervalOf("30000001", null)).isEqualTo(Duration.ofSeconds(15));
        assertThat(intervalOf("2", PID)).isEqualTo(Duration.ofNanos(1_000));
    }

    @Test
    void shouldLeaveTheWatchdogOfAnotherProcessAlone() {
        assertThat(intervalOf("30000000", "1")).isNull();
        assertThat(complaints).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-5", "30s", "99999999999999999999"})
    void shouldHaveNoWatchdogWhenItsTimeIsNone(String micros) {
        assertThat(intervalOf(micros, null)).isNull();
        assertThat(complaints).singleElement().asString().contains("WATCHDOG_USEC = " + micros);
    }

    private Duration intervalOf(String micros, String pid) {
        environment.put("WATCHDOG_USEC", micros);
        if (pid != null) {
            environment.put("WATCHDOG_PID", pid);
        }
        try (ServiceNotifier notifier = open()) {
            return notifier.watchdogInterval().orElse(null);
        }
    }
}
