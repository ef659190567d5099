package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.netlink.DatagramBatch;
import io.neighsync.netlink.MessageCursor;
import io.neighsync.netlink.NeighborDecoder;
import io.neighsync.netlink.NetlinkConfig;
import io.neighsync.netlink.NetlinkSocket;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The kernel speaks often of a neighbor that is in use; as long as its address stays, that is one write. */
@Timeout(60)
class UnchangedNeighborSystemTest {
    private static final int NOTIFICATIONS = 23;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int DISCARD_PORT = 9;
    /** 10.0.0.2. */
    private static final long NEIGHBOR = 0x0a00_0002L;
    private static final Map<String, String> FAST_TIMERS = Map.of(
            "base_reachable_time_ms", "200", "retrans_time_ms", "50", "delay_first_probe_time", "0");

    private final Map<String, Integer> states = new TreeMap<>();
    private int notifications;

    @Test
    void shouldWriteOnceHoweverOftenTheStateChanges() throws IOException {
        try (MirroredHost host = MirroredHost.enter(); PeerNetns peer = new PeerNetns()) {
            host.ip("link set peer0 netns " + peer.path(), "addr add 10.0.0.1/24 dev Ethernet0");
            peer.ip("addr add 10.0.0.2/24 dev peer0");
            peer.ip("link set peer0 up");
            for (Map.Entry<String, String> timer : FAST_TIMERS.entrySet()) {
                Files.writeString(Path.of("/proc/sys/net/ipv4/neigh/Ethernet0", timer.getKey()), timer.getValue());
            }
            try (DaemonProcess daemon = host.mirror()) {
                sendUntilTheKernelHasSpokenOften();
                Eventually.shouldHold(MirroredHost.SOON, "the row", () -> host.differences().isEmpty());
                assertThat(host.expected()).containsKey("Ethernet0:10.0.0.2");
                assertThat(daemon.terminate()).as(daemon.output()).isZero();
                System.out.println("notifications=" + notifications + " " + states + " rows_set="
                        + daemon.counted("rows_set") + " noops=" + daemon.counted("noops"));
                assertThat(states).containsKeys("REACHABLE", "PROBE");
                assertThat(daemon.counted("events")).isGreaterThanOrEqualTo(NOTIFICATIONS);
                assertThat(daemon.counted("noops")).isGreaterThanOrEqualTo(NOTIFICATIONS - 1);
                assertThat(daemon.counted("rows_set")).isEqualTo(1);
                assertThat(daemon.counted("rows_deleted")).isZero();
            }
        }
    }

    private void sendUntilTheKernelHasSpokenOften() throws IOException {
        try (NetlinkSocket socket = NetlinkSocket.openEvents(new NetlinkConfig(1 << 20, 64, 1 << 20));
                DatagramBatch batch = new DatagramBatch(64, NetlinkSocket.DATAGRAM_BYTES);
                DatagramSocket traffic = new DatagramSocket()) {
            InetAddress address = InetAddress.getByAddress(new byte[] {10, 0, 0, 2});
            DatagramPacket packet = new DatagramPacket(new byte[1], 1, address, DISCARD_PORT);
            Eventually.shouldHold(LIMIT, NOTIFICATIONS + " notifications", () -> {
                send(traffic, packet);
                count(batch, socket.receive(batch));
                return notifications >= NOTIFICATIONS;
            });
        }
    }

    private static void send(DatagramSocket traffic, DatagramPacket packet) {
        try {
            traffic.send(packet);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void count(DatagramBatch batch, int received) {
        MessageCursor messages = new MessageCursor();
        NeighborDecoder neighbor = new NeighborDecoder();
        for (int i = 0; i < received; i++) {
            messages.wrap(batch.buffer(), batch.offset(i), batch.length(i));
            while (messages.next()) {
                if (messages.type() == Rtnetlink.RTM_NEWNEIGH
                        && neighbor.wrap(batch.buffer(), messages.offset(), messages.length())
                        && neighbor.family() == Rtnetlink.AF_INET && neighbor.addressLow() == NEIGHBOR) {
                    notifications++;
                    states.merge(Nud.toString(neighbor.nudState()), 1, Integer::sum);
                }
            }
        }
    }
}
