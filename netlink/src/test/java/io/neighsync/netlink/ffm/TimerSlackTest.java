package io.neighsync.netlink.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How late a thread's timed waits may end, as /proc/tid/timerslack_ns has it. */
class TimerSlackTest {
    @Test
    void shouldSetThatOfTheCallingThreadOnly() throws InterruptedException, IOException {
        long before = slackNanos();
        CompletableFuture<Long> set = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                set.complete(TimerSlack.set(7) == 0 ? slackNanos() : -1);
            } catch (IOException e) {
                set.completeExceptionally(e);
            }
        });
        thread.join();

        assertThat(set.join()).isEqualTo(7);
        assertThat(slackNanos()).isEqualTo(before);
    }

    @Test
    void shouldRefuseZeroWhichWouldStandForTheThreadsDefault() {
        assertThatThrownBy(() -> TimerSlack.set(0)).isInstanceOf(IllegalArgumentException.class)
            .hasMessage("a timer slack of 0 ns is none: want at least 1");
    }

    private static long slackNanos() throws IOException {
        Path task = Files.readSymbolicLink(Path.of("/proc/thread-self"));
        return Long.parseLong(Files.readString(Path.of("/proc/" + task.getFileName() + "/timerslack_ns")).strip());
    }
}
