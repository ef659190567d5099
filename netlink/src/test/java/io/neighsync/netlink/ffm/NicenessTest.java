package io.neighsync.netlink.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The nice value of one thread, as /proc/tid/stat has it. */
class NicenessTest {
    /** Fields of stat(5) behind the name in parentheses, of which the state is the third of all, nice the 19th. */
    private static final int NICE_FIELD = 19 - 3;

    @Test
    void shouldSetThatOfOneThreadOnly() throws InterruptedException, IOException {
        int before = niceOf(Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName());
        CompletableFuture<Integer> set = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                Path tid = Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName();
                int result = Niceness.set(Integer.parseInt(tid.toString()), Niceness.MOST);
                set.complete(result == 0 ? niceOf(tid) : result);
            } catch (IOException e) {
                set.completeExceptionally(e);
            }
        });
        thread.join();

        assertThat(set.join()).isEqualTo(Niceness.MOST);
        assertThat(niceOf(Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName())).isEqualTo(before);
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

    private static int niceOf(Path tid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + tid + "/stat"));
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[NICE_FIELD]);
    }
}
