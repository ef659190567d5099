package io.neighsync.engine.simulation;

import static io.neighsync.netlink.Rtnetlink.AF_INET;
import static io.neighsync.netlink.Rtnetlink.AF_INET6;
import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.netlink.DatagramBatch;
import io.neighsync.netlink.MessageCursor;
import io.neighsync.netlink.NeighborDecoder;
import io.neighsync.netlink.NetlinkErrorDecoder;
import io.neighsync.netlink.NetlinkPort;
import io.neighsync.netlink.NetlinkRequests;
import io.neighsync.netlink.NetlinkSocket;
import io.neighsync.netlink.Nlm;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import io.neighsync.netlink.ffm.Errno;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What dump sockets of a kernel say, for the simulated one and the running one alike. */
@Timeout(60)
abstract class KernelDumpContract {
    private static final int FIRST = 0x0a00_0001;
    private static final int ROWS = 2000;
    private static final long MAC = 0x0200_0000_0001L;
    private static final long OTHER_MAC = 0x0200_0000_0002L;
    private static final long FC00 = 0xfc00L << 48;
    private static final int RECEIVE_BUFFER = 1 << 20;

    private final DatagramBatch one = new DatagramBatch(1, NetlinkSocket.DATAGRAM_BYTES);
    private final UnsafeBuffer request = new UnsafeBuffer(new byte[64 * 1024]);
    private final MessageCursor messages = new MessageCursor();
    private final NeighborDecoder neighbor = new NeighborDecoder();
    private final NetlinkErrorDecoder answer = new NetlinkErrorDecoder();
    private KernelUnderTest kernel;
    private NetlinkPort port;
    private int eth0;

    abstract KernelUnderTest open();

    @BeforeEach
    void openKernel() {
        kernel = open();
        eth0 = kernel.addLink("eth0");
        port = kernel.openDump(RECEIVE_BUFFER);
    }

    @AfterEach
    void closeKernel() {
        one.close();
        if (kernel != null) {
            if (port != null) {
                port.close();
            }
            kernel.close();
        }
    }

    @Test
    void shouldAnswerForOneNeighborAtOnceAndInOrder() {
        kernel.setNeighbors(eth0, FIRST, 2, MAC);
        kernel.setNeighbor(eth0, AF_INET6, FC00, 1, Nud.NUD_PERMANENT, 0, MAC);
        int length = 0;
        length += NetlinkRequests.encodeNeighborGet(request, length, 1, eth0, AF_INET, 0, FIRST + 1);
        length += NetlinkRequests.encodeNeighborGet(request, length, 2, eth0, AF_INET, 0, FIRST + 2);
        length += NetlinkRequests.encodeNeighborGet(request, length, 3, eth0, AF_INET6, FC00, 1);
        length += NetlinkRequests.encodeNeighborGet(request, length, 4, eth0, AF_INET6, FC00, 2);
        length += NetlinkRequests.encodeNeighborGet(request, length, 5, 4711, AF_INET, 0, FIRST);
        send(length);
        assertThat(readAll()).containsExactly(
                "1 RTM_NEWNEIGH 10.0.0.2 PERMANENT 20000000001",
                "2 ENOENT Neighbour entry not found",
                "3 RTM_NEWNEIGH fc00::1 PERMANENT 20000000001",
                "4 ENOENT Neighbour entry not found",
                "5 ENODEV Unknown device ifindex");
    }

    @Test
    void shouldSayWhatIsTrueWhenAskedNotWhenRead() {
        kernel.setNeighbors(eth0, FIRST, 1, MAC);
        send(NetlinkRequests.encodeNeighborGet(request, 0, 1, eth0, AF_INET, 0, FIRST));
        kernel.setNeighbors(eth0, FIRST, 1, OTHER_MAC);
        assertThat(readAll()).containsExactly("1 RTM_NEWNEIGH 10.0.0.1 PERMANENT 20000000001");
    }

    @Test
    void shouldHoldAsManyAnswersAsTheReceiveBufferPaysFor() {
        port.close();
        port = kernel.openDump(131_072);
        int held = 131_072 / 832;
        int length = 0;
        for (int i = 0; i < held + 20; i++) {
            length += NetlinkRequests.encodeNeighborGet(request, length, i, eth0, AF_INET, 0, FIRST);
        }
        send(length);
        assertThat(port.drops()).isEqualTo(20);
        assertThat(port.receive(one)).isEqualTo(-Errno.ENOBUFS);
        assertThat(port.receive(one)).isEqualTo(1);
        send(NetlinkRequests.encodeNeighborGet(request, 0, 1, eth0, AF_INET, 0, FIRST));
        assertThat(port.drops()).as("no answer while congested").isEqualTo(21);
        assertThat(readAll()).hasSize(held - 1);
        send(NetlinkRequests.encodeNeighborGet(request, 0, 1, eth0, AF_INET, 0, FIRST));
        assertThat(readAll()).hasSize(1);
    }

    @Test
    void shouldRefuseASecondDumpUntilTheLastRowsAreFilled() {
        kernel.setNeighbors(eth0, FIRST, ROWS, MAC);
        send(NetlinkRequests.encodeNeighborDump(request, 0, 1, AF_INET));
        send(NetlinkRequests.encodeNeighborDump(request, 0, 2, AF_INET));
        List<String> all = readAll();
        assertThat(all).filteredOn(line -> line.startsWith("1 RTM_NEWNEIGH 10.")).hasSize(ROWS).doesNotHaveDuplicates();
        assertThat(all).contains("2 EBUSY ");
        assertThat(all.getLast()).isEqualTo("1 NLMSG_DONE 0");
        send(NetlinkRequests.encodeNeighborDump(request, 0, 3, AF_INET6));
        assertThat(readAll().getLast()).isEqualTo("3 NLMSG_DONE 0");
    }

    @Test
    void shouldFillADatagramLongBeforeItIsRead() {
        kernel.setNeighbors(eth0, FIRST, ROWS, MAC);
        send(NetlinkRequests.encodeNeighborDump(request, 0, 1, AF_INET));
        kernel.setNeighbors(eth0, FIRST, ROWS, OTHER_MAC);
        List<String> first = readOne();
        assertThat(first).isNotEmpty().allMatch(row -> row.endsWith("20000000001"));
        kernel.setNeighbors(eth0, FIRST, ROWS, MAC);
        List<String> second = readOne();
        assertThat(second).isNotEmpty().allMatch(row -> row.endsWith("20000000002"));
        List<String> rest = readAll();
        assertThat(rest.subList(0, rest.size() - 1)).isNotEmpty().allMatch(row -> row.endsWith("20000000001"));
        assertThat(rest.getLast()).isEqualTo("1 NLMSG_DONE 0");
    }

    @Test
    void shouldFillNoDatagramWhileMoreThanHalfOfTheBufferIsUsed() {
        kernel.setNeighbors(eth0, FIRST, ROWS, MAC);
        port.close();
        port = kernel.openDump(131_072);
        learnRoomForDatagrams();
        send(NetlinkRequests.encodeNeighborDump(request, 0, 1, AF_INET));
        for (int i = 0; i < 100; i++) {
            send(NetlinkRequests.encodeNeighborGet(request, 0, 2, eth0, AF_INET, 0, FIRST));
        }
        assertThat(readOne()).isNotEmpty().allMatch(row -> row.startsWith("1 "));
        kernel.setNeighbors(eth0, FIRST, ROWS, OTHER_MAC);
        for (int i = 0; i < 100; i++) {
            assertThat(readOne()).containsExactly("2 RTM_NEWNEIGH 10.0.0.1 PERMANENT 20000000001");
        }
        assertThat(readOne()).isNotEmpty().allMatch(row -> row.endsWith("20000000002"));
        assertThat(readAll()).endsWith("1 NLMSG_DONE 0");
    }

    @Test
    void shouldEndANeighborDumpInTheDatagramOfTheLastRows() {
        kernel.setNeighbors(eth0, FIRST, 5, MAC);
        send(NetlinkRequests.encodeNeighborDump(request, 0, 1, AF_INET));
        assertThat(readOne()).hasSize(6).endsWith("1 NLMSG_DONE 0");
        assertThat(readOne()).isEmpty();
    }

    @Test
    void shouldEndALinkDumpInADatagramOfItsOwn() {
        send(NetlinkRequests.encodeLinkDump(request, 0, 1));
        List<String> datagram = readOne();
        List<String> last = datagram;
        while (!datagram.isEmpty()) {
            last = datagram;
            datagram = readOne();
        }
        assertThat(last).containsExactly("1 NLMSG_DONE 0");
    }

    @Test
    void shouldDumpBothFamiliesWhenAskedForNone() {
        kernel.setNeighbors(eth0, FIRST, 50, MAC);
        for (int i = 0; i < 50; i++) {
            kernel.setNeighbor(eth0, AF_INET6, FC00, i, Nud.NUD_PERMANENT, 0, MAC);
        }
        send(NetlinkRequests.encodeNeighborDump(request, 0, 1, Rtnetlink.AF_UNSPEC));
        assertThat(readAll()).filteredOn(line -> line.contains("PERMANENT")).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void shouldNeverMarkANeighborDumpInterrupted() {
        kernel.setNeighbors(eth0, FIRST, ROWS, MAC);
        send(NetlinkRequests.encodeNeighborDump(request, 0, 1, AF_INET));
        List<String> all = new ArrayList<>(readOne());
        kernel.setNeighbors(eth0, FIRST + ROWS, 3 * ROWS, MAC);
        kernel.addBridge("br0");
        all.addAll(readAll());
        assertThat(all).endsWith("1 NLMSG_DONE 0").noneMatch(line -> line.contains("INTR"));
    }

    @Test
    void shouldMarkTheFirstRowFilledAfterTheSetOfLinksHasChanged() {
        for (int i = 1; i < 60; i++) {
            kernel.addLink("eth" + i);
        }
        send(NetlinkRequests.encodeLinkDump(request, 0, 1));
        assertThat(readOne()).isNotEmpty().noneMatch(line -> line.contains("INTR"));
        kernel.addBridge("br0");
        assertThat(readOne()).isNotEmpty().noneMatch(line -> line.contains("INTR"));
        List<String> marked = readOne();
        assertThat(marked.getFirst()).isEqualTo("1 RTM_NEWLINK INTR");
        assertThat(marked.subList(1, marked.size())).isNotEmpty().noneMatch(line -> line.contains("INTR"));
        assertThat(readAll()).endsWith("1 NLMSG_DONE 0").noneMatch(line -> line.contains("INTR"));
    }

    @Test
    void shouldNotMarkALinkDumpWhenALinkOnlyChanges() {
        for (int i = 1; i < 60; i++) {
            kernel.addLink("eth" + i);
        }
        kernel.addBridge("br0");
        send(NetlinkRequests.encodeLinkDump(request, 0, 1));
        assertThat(readOne()).isNotEmpty();
        kernel.rename("eth1", "renamed");
        kernel.setMaster("eth2", "br0");
        assertThat(readAll()).endsWith("1 NLMSG_DONE 0").noneMatch(line -> line.contains("INTR"));
    }

    @Test
    void shouldNotMarkALinkDumpWhenTheSetOfLinksChangesAfterTheLastRow() {
        kernel.addBridge("br0");
        learnRoomForDatagrams();
        send(NetlinkRequests.encodeLinkDump(request, 0, 1));
        kernel.remove("br0");
        List<String> all = readAll();
        assertThat(all).hasSizeGreaterThan(2).endsWith("1 NLMSG_DONE 0").noneMatch(line -> line.contains("INTR"));
    }

    /** The kernel fills datagrams of 32 KiB only for a socket that has shown to have room for them. */
    private void learnRoomForDatagrams() {
        send(NetlinkRequests.encodeLinkDump(request, 0, 0));
        readAll();
    }

    private void send(int length) {
        assertThat(port.send(request, 0, length)).isEqualTo(length);
    }

    private List<String> readAll() {
        List<String> all = new ArrayList<>();
        List<String> datagram = readOne();
        while (!datagram.isEmpty()) {
            all.addAll(datagram);
            datagram = readOne();
        }
        return all;
    }

    private List<String> readOne() {
        List<String> lines = new ArrayList<>();
        int received = port.receive(one);
        assertThat(received).isBetween(0, 1);
        if (received == 1) {
            assertThat(one.senderPortId(0)).isZero();
            assertThat(one.isTruncated(0)).isFalse();
            messages.wrap(one.buffer(), one.offset(0), one.length(0));
            while (messages.next()) {
                lines.add(line());
            }
        }
        return lines;
    }

    private String line() {
        StringBuilder line = new StringBuilder().append(messages.sequence()).append(' ');
        if (neighbor.wrap(one.buffer(), messages.offset(), messages.length())) {
            line.append("RTM_NEWNEIGH ").append(EventLog.address(neighbor)).append(' ')
                    .append(Nud.toString(neighbor.nudState())).append(' ').append(Long.toHexString(neighbor.lladdr()));
        } else if (answer.wrap(one.buffer(), messages.offset(), messages.length())) {
            line.append(messages.type() == Nlm.NLMSG_DONE ? "NLMSG_DONE " + answer.errno()
                    : Errno.name(answer.errno()) + " " + answer.message());
        } else {
            line.append(Rtnetlink.toString(messages.type()));
        }
        return (messages.flags() & Nlm.NLM_F_DUMP_INTR) != 0 ? line + " INTR" : line.toString();
    }
}
