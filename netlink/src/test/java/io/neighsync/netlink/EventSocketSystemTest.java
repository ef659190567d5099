package io.neighsync.netlink;

import static io.neighsync.netlink.Rtnetlink.AF_INET;
import static io.neighsync.netlink.Rtnetlink.AF_INET6;
import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.netlink.ffm.Errno;
import io.neighsync.netlink.ffm.Libc;
import io.neighsync.netlink.ffm.PollSet;
import io.neighsync.netlink.ffm.ReservedMemory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The event socket against the running kernel. */
@Timeout(60)
class EventSocketSystemTest {
    private static final int RECEIVE_BUFFER = 1 << 20;
    private static final long FE80 = 0xfe80L << 48;

    private final NeighborDecoder neighbor = new NeighborDecoder();
    private final LinkDecoder link = new LinkDecoder();
    private TestNetns netns;
    private int ifindex;

    @BeforeEach
    void enterNamespace() {
        netns = TestNetns.enter();
        netns.ip("link add veth0 type veth peer name veth1");
        netns.ip("link set veth0 up");
        netns.ip("link set veth1 up");
        ifindex = netns.ifindex("veth0");
        awaitOperationallyUp("veth0");
        awaitOperationallyUp("veth1");
    }

    @AfterEach
    void leaveNamespace() {
        if (netns != null) {
            netns.close();
        }
    }

    @Test
    void shouldReportAddReplaceAndDeleteOfBothFamilies() {
        try (NetlinkSocket socket = open(RECEIVE_BUFFER); NetlinkReader reader = new NetlinkReader(socket)) {
            netns.ip("neigh add 192.0.2.1 lladdr 02:00:00:00:00:01 dev veth0 nud permanent");
            netns.ip("neigh replace 192.0.2.1 lladdr 02:00:00:00:00:02 dev veth0 nud reachable router extern_learn");
            netns.ip("neigh add fe80::1 lladdr fe:00:00:00:00:03 dev veth0 nud stale");
            netns.ip("neigh del fe80::1 dev veth0");
            netns.ip("neigh del 192.0.2.1 dev veth0");

            List<String> seen = new ArrayList<>();
            reader.readUntil(() -> seen.stream().filter(line -> line.startsWith("DEL")).count() == 2,
                (batch, message) -> note(batch, message, seen));

            assertThat(seen).containsExactly(
                "NEW 2 192.0.2.1 020000000001 PERMANENT 0",
                "NEW 2 192.0.2.1 020000000002 REACHABLE EXT_LEARNED|ROUTER",
                "NEW 10 fe80::1 fe0000000003 STALE 0",
                "NEW 10 fe80::1 none FAILED 0",
                "DEL 10 fe80::1 none FAILED 0",
                "NEW 2 192.0.2.1 none FAILED ROUTER",
                "DEL 2 192.0.2.1 none FAILED ROUTER");
        }
    }

    @Test
    void shouldReportTheNameOfALinkBeforeItsNeighbor() {
        try (NetlinkSocket socket = open(RECEIVE_BUFFER); NetlinkReader reader = new NetlinkReader(socket)) {
            netns.ip("link add Ethernet12345 type veth peer name veth3");
            netns.ip("link set Ethernet12345 up");
            netns.ip("neigh add 192.0.2.9 lladdr 02:00:00:00:00:09 dev Ethernet12345");
            int index = netns.ifindex("Ethernet12345");

            List<String> seen = new ArrayList<>();
            reader.readUntil(() -> seen.contains("neighbor"), (batch, message) -> {
                if (link.wrap(batch.buffer(), message.offset(), message.length()) && link.ifindex() == index) {
                    assertThat(link.kind()).isEqualTo("veth");
                    seen.add(link.name());
                } else if (neighbor.wrap(batch.buffer(), message.offset(), message.length())
                    && neighbor.ifindex() == index && neighbor.family() == AF_INET) {
                    seen.add("neighbor");
                }
            });
            assertThat(seen.getFirst()).isEqualTo("Ethernet12345");
            assertThat(seen.getLast()).isEqualTo("neighbor");
        }
    }

    @Test
    void shouldNotBeReachedByBridgeMessages() {
        try (NetlinkSocket socket = open(RECEIVE_BUFFER); NetlinkReader reader = new NetlinkReader(socket)) {
            netns.ip("link add br0 type bridge");
            netns.ip("link set br0 up");
            netns.ip("link set veth0 master br0");
            for (int i = 0; i < 20; i++) {
                netns.bridge("fdb add 02:00:00:00:01:%02x dev veth0 master static".formatted(i));
            }
            netns.ip("link set veth0 nomaster");
            netns.ip("neigh add 192.0.2.1 lladdr 02:00:00:00:00:01 dev veth0 nud permanent");

            List<String> seen = new ArrayList<>();
            List<Integer> masters = new ArrayList<>();
            reader.readUntil(() -> !seen.isEmpty(), (batch, message) -> {
                assertThat(batch.buffer().getByte(message.offset() + 16)).isNotEqualTo((byte) Rtnetlink.AF_BRIDGE);
                if (link.wrap(batch.buffer(), message.offset(), message.length()) && link.ifindex() == ifindex) {
                    masters.add(link.master());
                }
                note(batch, message, seen);
            });
            assertThat(seen).containsExactly("NEW 2 192.0.2.1 020000000001 PERMANENT 0");
            assertThat(masters).contains(netns.ifindex("br0"));
            assertThat(masters.getLast()).isZero();
        }
    }

    @Test
    void shouldHaveExactlyTheReceiveBufferAskedFor() {
        for (int bytes : new int[] {4096, 212_992, 64 << 20, 256 << 20}) {
            try (NetlinkSocket socket = open(bytes)) {
                assertThat(socket.receiveBufferForced()).isTrue();
                assertThat(socket.effectiveReceiveBuffer()).isEqualTo(bytes);
                assertThat(Libc.getsockopt(socket.fd(), 1, 8)).isEqualTo(bytes);
            }
        }
    }

    @Test
    void shouldHoldMoreEventsOnceItsBufferHasGrown() {
        try (NetlinkSocket socket = open(212_992); DatagramBatch batch = new DatagramBatch(1024, 4096);
            NeighborInjector injector = NeighborInjector.open()) {
            socket.receiveBuffer(1 << 20);
            assertThat(socket.effectiveReceiveBuffer()).isEqualTo(1 << 20);
            injector.addInet(ifindex, 0x0a00_0000, 1000, 1);
            assertThat(socket.receive(batch)).isEqualTo(1000);

            batch.limit(1);
            injector.addInet(ifindex, 0x0a00_0000, 2, 2);
            assertThat(socket.receive(batch)).isEqualTo(1);
            assertThat(socket.receive(batch)).isEqualTo(1);
            assertThat(socket.receive(batch)).isZero();
        }
    }

    @Test
    void shouldHold256EventsIn208KibAndReportTheOverrunFirst() {
        try (NetlinkSocket socket = open(212_992); DatagramBatch batch = new DatagramBatch(64, 4096);
            NeighborInjector injector = NeighborInjector.open()) {
            injector.addInet(ifindex, 0x0a00_0000, 1000, 1);

            assertThat(socket.receive(batch)).isEqualTo(-Errno.ENOBUFS);
            assertThat(batch.count()).isZero();
            int held = 0;
            int received = socket.receive(batch);
            while (received > 0) {
                held += received;
                received = socket.receive(batch);
            }
            assertThat(received).isZero();
            assertThat(held).isBetween(200, 300);
            assertThat(socket.drops()).isEqualTo(1000 - held);

            injector.addInet(ifindex, 0x0b00_0000, 10, 1);
            assertThat(socket.receive(batch)).isEqualTo(10);
        }
    }

    @Test
    void shouldTellASenderThatIsNotTheKernel() {
        try (NetlinkSocket socket = open(RECEIVE_BUFFER); NetlinkSocket stranger = open(RECEIVE_BUFFER);
            ReservedMemory memory = ReservedMemory.reserve("test", 4096);
            DatagramBatch batch = new DatagramBatch(4, 4096); PollSet pollSet = new PollSet(1)) {
            assertThat(socket.portId()).isNotEqualTo(stranger.portId());
            memory.buffer().putShort(0, (short) Rtnetlink.AF_NETLINK);
            memory.buffer().putInt(4, socket.portId());
            NeighborRequests.encodeNewNeighbor(memory.buffer(), 64, 0, 0, 1, AF_INET, 0, 1, 2, 2, 0);
            assertThat(Libc.sendto(stranger.fd(), memory.address() + 64, 48, 0, memory.address(), 12)).isEqualTo(48);

            pollSet.add(socket.fd());
            assertThat(pollSet.await(5_000_000_000L)).isEqualTo(1);
            assertThat(socket.receive(batch)).isEqualTo(1);
            assertThat(batch.senderPortId(0)).isEqualTo(stranger.portId()).isNotZero();
            assertThat(batch.length(0)).isEqualTo(48);
        }
    }

    @Test
    void shouldMarkADatagramTruncatedThatDoesNotFit() {
        try (NetlinkSocket socket = open(RECEIVE_BUFFER); DatagramBatch batch = new DatagramBatch(1, 64);
            NeighborInjector injector = NeighborInjector.open()) {
            injector.addInet(ifindex, 0x0a00_0001, 1, 1);
            assertThat(socket.receive(batch)).isEqualTo(1);
            assertThat(batch.isTruncated(0)).isTrue();
            assertThat(batch.length(0)).isEqualTo(64);
            assertThat(batch.senderPortId(0)).isZero();
            assertThat(socket.receive(batch)).isZero();
        }
    }

    @Test
    void shouldBeReadyOnlyWhenSomethingIsThere() {
        try (NetlinkSocket socket = open(RECEIVE_BUFFER); PollSet pollSet = new PollSet(1);
            DatagramBatch batch = new DatagramBatch(4, 4096); NeighborInjector injector = NeighborInjector.open()) {
            int index = pollSet.add(socket.fd());
            while (socket.receive(batch) > 0) {
                assertThat(batch.count()).isPositive();
            }
            assertThat(pollSet.await(0)).isZero();
            injector.addInet6(ifindex, FE80, 9, 1, 1);
            assertThat(pollSet.await(5_000_000_000L)).isEqualTo(1);
            assertThat(pollSet.isReady(index)).isTrue();
            assertThat(socket.receive(batch)).isEqualTo(1);
            assertThat(neighbor.wrap(batch.buffer(), batch.offset(0), batch.length(0))).isTrue();
            assertThat(neighbor.addressHigh()).isEqualTo(FE80);
            assertThat(neighbor.addressLow()).isEqualTo(9);
            assertThat(neighbor.family()).isEqualTo(AF_INET6);
        }
    }

    @Test
    void shouldAnswerWithErrnoAfterClose() {
        NetlinkSocket socket = open(RECEIVE_BUFFER);
        socket.close();
        socket.close();
        try (DatagramBatch batch = new DatagramBatch(1, 64)) {
            assertThat(socket.receive(batch)).isEqualTo(-Errno.EBADF);
        }
    }

    /** The carrier comes up a little later, with an event that a test does not want to see. */
    private void awaitOperationallyUp(String name) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!netns.ip("-o link show dev " + name).contains("state UP")) {
            assertThat(System.nanoTime()).as("carrier of %s", name).isLessThan(deadline);
        }
    }

    private static NetlinkSocket open(int receiveBuffer) {
        return NetlinkSocket.openEvents(new NetlinkConfig(receiveBuffer, 64, 1 << 20));
    }

    /** Notes what a neighbor message on veth0 says; multicast and other links are the kernel's own business. */
    private void note(DatagramBatch batch, MessageCursor message, List<String> to) {
        if (neighbor.wrap(batch.buffer(), message.offset(), message.length()) && neighbor.ifindex() == ifindex
            && neighbor.nudState() != Nud.NUD_NOARP) {
            StringBuilder address = new StringBuilder();
            AddressText.append(address, neighbor.addressLength(), neighbor.addressHigh(), neighbor.addressLow());
            to.add((neighbor.messageType() == Rtnetlink.RTM_NEWNEIGH ? "NEW " : "DEL ") + neighbor.family()
                + " " + address + " " + (neighbor.lladdrLength() == 6 ? "%012x".formatted(neighbor.lladdr()) : "none")
                + " " + Nud.toString(neighbor.nudState()) + " " + Ntf.toString(neighbor.ntfFlags()));
        }
    }
}
