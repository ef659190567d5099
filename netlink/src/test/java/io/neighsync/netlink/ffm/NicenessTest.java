package io.neighsync.netlink.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.neighsync.netlink.ThreadStat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The nice value of one thread, as /proc/tid/stat has it. */
class NicenessTest {
    private static final Path SELF = Path.of("/proc/thread-self");

    @Test
    void shouldSetThatOfOneThreadOnly() throws InterruptedException, IOException {
        int before = ThreadStat.nice(SELF);
        CompletableFuture<Integer> set = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                Path tid = Files.readSymbolicLink(SELF).getFileName();
                int result = Niceness.set(Integer.parseInt(tid.toString()), Niceness.MOST);
                set.complete(result == 0 ? ThreadStat.nice(SELF) : result);
            } catch (IOException e) {
                set.completeExceptionally(e);
            }
        });
        thread.join();

        assertThat(set.join()).isEqualTo(Niceness.MOST);
        assertThat(ThreadStat.nice(SELF)).isEqualTo(before);
    }

    @Test
    void shouldSayThatThereIsNoSuchThread() {
        assertThat(Niceness.set(Integer.MAX_VALUE, 1)).isEqualTo(-Errno.ESRCH);
    }

    @Test
    void shouldRefuseWhatIsNoNiceValueOfAnOrdinaryThread() {
        assertThatThrownBy(() -> Niceness.set(0, 20)).isInstanceOf(IllegalArgumentException.class)
            .hasMessage("a nice value of 20 is not in 0..19");
    }
}
