package io.neighsync.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the other system tests rely on. */
@Timeout(60)
class TestNetnsSystemTest {
    private static final Path NAMESPACE = Path.of("/proc/thread-self/ns/net");

    @Test
    void shouldMoveTheThreadWithItsCommandsAndTheThreadsItStarts() throws IOException {
        String original = namespace();
        try (TestNetns netns = TestNetns.enter()) {
            assertThat(namespace()).isNotEqualTo(original);
            netns.ip("link add onlyhere type veth peer name peer");
            assertThat(Files.readString(Path.of("/proc/thread-self/net/dev"))).contains("onlyhere");
            assertThat(Files.readString(Path.of("/proc/self/net/dev"))).doesNotContain("onlyhere");
            assertThat(netns.ip("-o link show")).contains("onlyhere");
            CompletableFuture<String> child = new CompletableFuture<>();
            Thread.ofPlatform().start(() -> child.complete(namespace()));
            assertThat(child.join()).isEqualTo(namespace());
        }
        assertThat(namespace()).isEqualTo(original);
        assertThat(Files.readString(Path.of("/proc/thread-self/net/dev"))).doesNotContain("onlyhere");
    }

    private static String namespace() {
        try {
            return Files.readSymbolicLink(NAMESPACE).toString();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
