package io.neighsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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

    @Test
    void shouldHaveNoJournalAndNoOptionsUnlessAPartWantsThem() {
        DaemonCommand daemon = new DaemonCommand("ours --journal {journal} {options}");
        assertThat(daemon.of("/r")).last().isEqualTo("exec ours --journal none ");
        assertThat(daemon.under("env A=b").with("--one").with("--two").journaledIn(Path.of("/j")).of("/r"))
            .last().isEqualTo("exec env A=b ours --journal /j --one --two ");
    }

    @Test
    void shouldLeaveAnotherDaemonAsItIs() {
        DaemonCommand daemon = new DaemonCommand("theirs {redis}");
        assertThat(daemon.canJournal()).isFalse();
        assertThat(daemon.with("--one").journaledIn(Path.of("/j"))).isEqualTo(daemon);
    }
}
