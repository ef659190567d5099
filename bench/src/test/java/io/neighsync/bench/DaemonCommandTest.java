package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a shell is given. */
class DaemonCommandTest {
    @Test
    void shouldPutSocketAndLinkInAndBecomeTheDaemon() {
        assertThat(new DaemonCommand("listener {redis} '{link}'").of("/tmp/redis.sock"))
            .containsExactly("sh", "-c", "exec listener /tmp/redis.sock 'Ethernet12'");
    }

    @Test
    void shouldRunWhatTheShellReads() {
        assertThat(Commands.run(new DaemonCommand("printf '%s|' {redis} 'a b'").of("/r"))).isEqualTo("/r|a b|");
    }
}
