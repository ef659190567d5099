package io.neighsync.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.neighsync.netlink.ffm.PollSet;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Receiving and decoding allocates nothing once compiled. */
@Timeout(120)
class ReceiveAllocationSystemTest {
    private static final int EVENTS_PER_ROUND = 1_000;
    private static final int ROUNDS_PER_WINDOW = 50;
    private static final int MAX_WINDOWS = 40;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final MessageCursor messages = new MessageCursor();
    private final NeighborDecoder neighbor = new NeighborDecoder();
    private final LinkDecoder link = new LinkDecoder();
    private final PollSet pollSet = new PollSet(1);
    private final DatagramBatch batch = new DatagramBatch(64, NetlinkSocket.DATAGRAM_BYTES);

    @Test
    void shouldAllocateNothingPerEvent() {
        try (TestNetns netns = TestNetns.enter();
            NetlinkSocket socket = NetlinkSocket.openEvents(new NetlinkConfig(8 << 20, 64, 1 << 20));
            NeighborInjector injector = NeighborInjector.open()) {
            netns.ip("link add veth0 type veth peer name veth1");
            netns.ip("link set veth0 up");
            int ifindex = netns.ifindex("veth0");
            pollSet.add(socket.fd());
            // When the compiler is done is its own business: one whole window without an allocation is proof.
            long least = Long.MAX_VALUE;
            for (int window = 0; window < MAX_WINDOWS && least > 0; window++) {
                least = Math.min(least, allocatedInWindow(socket, injector, ifindex, 1 + window * ROUNDS_PER_WINDOW));
            }
            assertThat(least).isZero();
        } finally {
            pollSet.close();
            batch.close();
        }
    }

    private long allocatedInWindow(NetlinkPort port, NeighborInjector injector, int ifindex, int firstLladdr) {
        long allocated = 0;
        for (int round = 0; round < ROUNDS_PER_WINDOW; round++) {
            injector.addInet(ifindex, 0x0a00_0000, EVENTS_PER_ROUND, firstLladdr + round);
            long before = threads.getCurrentThreadAllocatedBytes();
            int seen = drain(port);
            allocated += threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(seen).isEqualTo(EVENTS_PER_ROUND);
        }
        return allocated;
    }

    private int drain(NetlinkPort port) {
        int neighbors = 0;
        while (pollSet.await(0) > 0) {
            int received = port.receive(batch);
            for (int i = 0; i < received; i++) {
                neighbors += decode(i);
            }
        }
        return neighbors;
    }

    private int decode(int datagram) {
        int neighbors = 0;
        messages.wrap(batch.buffer(), batch.offset(datagram), batch.length(datagram));
        while (messages.next()) {
            if (neighbor.wrap(batch.buffer(), messages.offset(), messages.length())) {
                neighbors += neighbor.addressLength() == 4 && neighbor.lladdr() != 0 ? 1 : 0;
            } else {
                link.wrap(batch.buffer(), messages.offset(), messages.length());
            }
        }
        return neighbors;
    }
}
