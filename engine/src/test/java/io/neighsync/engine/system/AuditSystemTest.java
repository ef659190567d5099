package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.netlink.TestNetns;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Notifications vanish without a word: they are taken out of the daemon's own socket while it is stopped, which neither
 * it nor the kernel can notice. Only an audit can.
 */
@Timeout(60)
class AuditSystemTest {
    /** Takes everything off a socket of another process: pidfd_open(2), pidfd_getfd(2), recv(2) with MSG_DONTWAIT. */
    private static final String THIEF = """
            my ($pid, $fd) = map { $_ + 0 } @ARGV;
            my $process = syscall(434, $pid, 0);
            die "pidfd_open: $!" if $process < 0;
            my $copy = syscall(438, $process, $fd, 0);
            die "pidfd_getfd: $!" if $copy < 0;
            open(my $socket, "+<&=", $copy) or die "open: $!";
            my $taken = 0;
            $taken++ while defined(recv($socket, my $message, 65536, 64));
            print $taken;
            """;
    private static final Path PERL = Path.of("/usr/bin/perl");
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int TIME_FACTOR = 5;

    @Test
    void shouldRepairAndCountWhatWasLostWithoutAWord() {
        if (!Files.isExecutable(PERL)) {
            TestNetns.skip("perl(1) is missing");
        }
        try (MirroredHost host = MirroredHost.enter()) {
            host.ip("neigh add 10.0.0.1 lladdr 02:00:00:00:00:01 dev Ethernet0 nud permanent",
                    "neigh add 10.0.0.2 lladdr 02:00:00:00:00:02 dev Ethernet0 nud permanent");
            try (DaemonProcess daemon = host.mirror("netlink.audit_interval=" + INTERVAL.toMillis() + "ms")) {
                host.awaitEqual(MirroredHost.SOON);
                daemon.pause();
                host.ip("neigh replace 10.0.0.1 lladdr 02:00:00:00:00:11 dev Ethernet0 nud permanent",
                        "neigh del 10.0.0.2 dev Ethernet0",
                        "neigh add fc00::3 lladdr 02:00:00:00:00:03 dev Ethernet0 nud permanent");
                assertThat(takeNotifications(daemon)).isEqualTo(4);
                assertThat(host.differences()).as("wrong, missing and too many").hasSize(3);
                daemon.resume();
                Duration took = Eventually.shouldHold(
                        INTERVAL.multipliedBy(TIME_FACTOR), "repaired", () -> host.differences().isEmpty());
                assertThat(daemon.terminate()).as(daemon.output()).isZero();
                System.out.println("4 notifications lost without a word: repaired after " + took.toMillis()
                        + " ms, audit_repairs=" + daemon.counted("audit_repairs"));
                assertThat(daemon.counted("audit_repairs")).isEqualTo(3);
                assertThat(daemon.counted("overruns")).isZero();
            }
        }
    }

    /** How many datagrams were taken. */
    private static int takeNotifications(DaemonProcess daemon) {
        try {
            int fd = EventSocketStatus.of(daemon).fd();
            Process process = new ProcessBuilder(PERL.toString(), "-e", THIEF,
                    String.valueOf(daemon.pid()), String.valueOf(fd)).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                TestNetns.skip("no other process's sockets here: " + said.strip() + "; run as root on Linux 5.6");
            }
            return Integer.parseInt(said);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
