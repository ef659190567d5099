package io.neighsync.netlink.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Datagrams through the real kernel. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnixDatagramSenderTest {
    private static final int O_CLOEXEC = 0x80000;
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    private String path() {
        return directory.resolve("socket").toString();
    }

    @Test
    void shouldSendToAPath() {
        try (UnixDatagramReceiver receiver = new UnixDatagramReceiver(path());
                UnixDatagramSender sender = UnixDatagramSender.open(path())) {
            assertThat(sender.send("READY=1\nSTATUS=grün")).isEqualTo(20);
            assertThat(receiver.receive(SOON)).contains("READY=1\nSTATUS=grün");
        }
    }

    @Test
    void shouldSendToAnAbstractName() {
        String name = "@neighsyncd-" + ProcessHandle.current().pid();
        try (UnixDatagramReceiver receiver = new UnixDatagramReceiver(name);
                UnixDatagramSender sender = UnixDatagramSender.open(name)) {
            sender.send("one");
            sender.send("two");
            assertThat(receiver.receiveAll()).containsExactly("one", "two");
        }
    }

    @Test
    void shouldNotWaitForAReceiverThatIsFullAndFindOneThatCameBack() {
        try (UnixDatagramSender sender = UnixDatagramSender.open(path())) {
            assertThat(sender.send("early")).isEqualTo(-Errno.ENOENT);
            try (UnixDatagramReceiver full = new UnixDatagramReceiver(path())) {
                int result = 0;
                for (int i = 0; i < 100_000 && result >= 0; i++) {
                    result = sender.send("more");
                }
                assertThat(result).isEqualTo(-Errno.EAGAIN);
                assertThat(full.receiveAll()).isNotEmpty().containsOnly("more");
            }
            try (UnixDatagramReceiver again = new UnixDatagramReceiver(path())) {
                sender.send("late");
                assertThat(again.receive(SOON)).contains("late");
            }
        }
    }

    @Test
    void shouldCutATextThatIsTooLong() {
        try (UnixDatagramReceiver receiver = new UnixDatagramReceiver(path());
                UnixDatagramSender sender = UnixDatagramSender.open(path())) {
            String longest = "x".repeat(UnixDatagramSender.MAX_BYTES);
            assertThat(sender.send(longest + "y")).isEqualTo(UnixDatagramSender.MAX_BYTES);
            assertThat(receiver.receive(SOON)).contains(longest);
        }
    }

    @Test
    void shouldCloseItsSocketWhenAProgramIsExecuted() throws IOException {
        Set<String> before = sockets();
        try (UnixDatagramSender sender = UnixDatagramSender.open(path())) {
            Set<String> opened = sockets();
            opened.removeAll(before);
            assertThat(sender.send("nobody")).isNegative();
            assertThat(opened).hasSize(1);
            String flags = Files.readAllLines(Path.of("/proc/self/fdinfo/" + opened.iterator().next())).get(1);
            assertThat(Integer.parseInt(flags.substring("flags:".length()).strip(), 8) & O_CLOEXEC).isPositive();
        }
    }

    private static Set<String> sockets() throws IOException {
        Set<String> found = new HashSet<>();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path link : links) {
                if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).toString().startsWith("socket:")) {
                    found.add(link.getFileName().toString());
                }
            }
        }
        return found;
    }

    @Test
    void shouldRefuseToSendOnceClosed() {
        UnixDatagramSender sender = UnixDatagramSender.open(path());
        sender.close();
        sender.close();
        assertThat(sender.send("late")).isEqualTo(-Errno.EBADF);
    }

    @Test
    void shouldRefuseAnAddressThatIsNone() {
        assertThatThrownBy(() -> UnixDatagramSender.open("run/x")).isInstanceOf(IllegalArgumentException.class);
    }
}
