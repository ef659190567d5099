package io.neighsync.netlink;

import static io.neighsync.netlink.Rtnetlink.AF_INET;
import static io.neighsync.netlink.Rtnetlink.AF_INET6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.neighsync.netlink.ffm.Errno;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Dumps and single requests against the running kernel. */
@Timeout(60)
class DumpSocketSystemTest {
    private static final int FIRST = 0x0a00_0001;
    private static final long HIGH = 0xfc00L << 48;

    private final UnsafeBuffer request = new UnsafeBuffer(new byte[NetlinkRequests.MAX_LENGTH]);
    private final NeighborDecoder neighbor = new NeighborDecoder();
    private final LinkDecoder link = new LinkDecoder();
    private final NetlinkErrorDecoder answer = new NetlinkErrorDecoder();
    private TestNetns netns;
    private NetlinkSocket socket;
    private NetlinkReader reader;
    private NeighborInjector injector;
    private int ifindex;

    @BeforeEach
    void open() {
        netns = TestNetns.enter();
        netns.ip("link add veth0 type veth peer name veth1");
        netns.ip("link set veth0 up");
        ifindex = netns.ifindex("veth0");
        socket = NetlinkSocket.openDump(new NetlinkConfig(4096, 64, 1 << 20));
        reader = new NetlinkReader(socket);
        injector = NeighborInjector.open();
    }

    @AfterEach
    void close() {
        if (netns != null) {
            injector.close();
            reader.close();
            socket.close();
            netns.close();
        }
    }

    @Test
    void shouldDumpEachOf100000NeighborsOnce() {
        int count = 100_000;
        injector.addInet(ifindex, FIRST, count, 0x0200_0000_0000L);
        BitSet seen = new BitSet(count);
        boolean[] done = new boolean[1];

        send(NetlinkRequests.encodeNeighborDump(request, 0, 17, AF_INET));
        reader.readUntil(() -> done[0], (batch, message) -> {
            assertThat(message.sequence()).isEqualTo(17);
            if (message.type() == Nlm.NLMSG_DONE) {
                done[0] = true;
                return;
            }
            assertThat(neighbor.wrap(batch.buffer(), message.offset(), message.length())).isTrue();
            if (neighbor.nudState() == Nud.NUD_PERMANENT) {
                int index = (int) neighbor.addressLow() - FIRST;
                assertThat(seen.get(index)).isFalse();
                seen.set(index);
                assertThat(neighbor.lladdr()).isEqualTo(0x0200_0000_0000L + index);
                assertThat(neighbor.ifindex()).isEqualTo(ifindex);
            }
        });
        assertThat(seen.cardinality()).isEqualTo(count);
    }

    @Test
    void shouldDumpOnlyTheFamilyAskedFor() {
        injector.addInet(ifindex, FIRST, 10, 1);
        injector.addInet6(ifindex, HIGH, 1, 20, 1);
        assertThat(permanent(AF_INET)).isEqualTo(10);
        assertThat(permanent(AF_INET6)).isEqualTo(20);
        injector.delete(ifindex, AF_INET6, HIGH, 1);
        injector.delete(ifindex, AF_INET, 0, FIRST);
        injector.flush();
        assertThat(permanent(AF_INET)).isEqualTo(9);
        assertThat(permanent(Rtnetlink.AF_UNSPEC)).isEqualTo(28);
    }

    @Test
    void shouldDumpLinks() {
        Map<String, Integer> links = new HashMap<>();
        boolean[] done = new boolean[1];
        send(NetlinkRequests.encodeLinkDump(request, 0, 3));
        reader.readUntil(() -> done[0], (batch, message) -> {
            done[0] |= answer.wrap(batch.buffer(), message.offset(), message.length());
            if (link.wrap(batch.buffer(), message.offset(), message.length())) {
                links.put(link.name(), link.ifindex());
            }
        });
        assertThat(answer.messageType()).isEqualTo(Nlm.NLMSG_DONE);
        assertThat(answer.errno()).isZero();
        assertThat(links).containsEntry("veth0", ifindex).containsEntry("veth1", netns.ifindex("veth1"))
            .containsEntry("lo", 1);
    }

    @Test
    void shouldGetASingleNeighbor() {
        injector.addInet(ifindex, FIRST, 2, 0x0200_0000_0000L);
        injector.addInet6(ifindex, HIGH, 1, 2, 0x0200_0000_0010L);

        assertThat(get(ifindex, AF_INET, 0, FIRST + 1)).isEqualTo("found 20000000001");
        assertThat(get(ifindex, AF_INET6, HIGH, 2)).isEqualTo("found 20000000011");
        assertThat(get(ifindex, AF_INET, 0, FIRST + 2)).startsWith("ENOENT: ").hasSizeGreaterThan(8);
        assertThat(get(ifindex, AF_INET6, HIGH, 3)).startsWith("ENOENT: ");
        assertThat(get(4711, AF_INET, 0, FIRST)).startsWith("ENODEV: ");
    }

    @Test
    void shouldAnswerPipelinedRequestsInOrder() {
        injector.addInet(ifindex, FIRST, 100, 1);
        for (int i = 0; i < 200; i++) {
            send(NetlinkRequests.encodeNeighborGet(request, 0, i, ifindex, AF_INET, 0, FIRST + i));
        }
        List<Integer> found = new ArrayList<>();
        List<Integer> missing = new ArrayList<>();
        reader.readUntil(() -> found.size() + missing.size() == 200, (batch, message) ->
            (message.type() == Rtnetlink.RTM_NEWNEIGH ? found : missing).add(message.sequence()));
        assertThat(found).hasSize(100).isSorted().endsWith(99);
        assertThat(missing).hasSize(100).isSorted().startsWith(100);
    }

    @Test
    void shouldHaveHeadersCheckedStrictly() {
        int length = NetlinkRequests.encodeNeighborDump(request, 0, 5, AF_INET);
        request.putShort(24, (short) Nud.NUD_STALE);
        send(length);
        boolean[] done = new boolean[1];
        reader.readUntil(() -> done[0],
            (batch, message) -> done[0] |= answer.wrap(batch.buffer(), message.offset(), message.length()));
        assertThat(answer.errno()).isEqualTo(Errno.EINVAL);
        assertThat(answer.hasMessage()).isTrue();
    }

    @Test
    void shouldRefuseToSendMoreThanItsBuffer() {
        UnsafeBuffer large = new UnsafeBuffer(new byte[NetlinkSocket.MAX_SEND + 4]);
        assertThat(socket.send(large, 0, large.capacity())).isEqualTo(-Errno.EMSGSIZE);
    }

    @Test
    void shouldTellWhyAnInjectionFails() {
        assertThatThrownBy(() -> injector.addInet(4711, FIRST, 1, 1)).hasMessageContaining("ENODEV");
        injector.addInet(ifindex, FIRST, 1, 1);
    }

    private int permanent(int family) {
        int[] count = new int[1];
        boolean[] done = new boolean[1];
        send(NetlinkRequests.encodeNeighborDump(request, 0, 7, family));
        reader.readUntil(() -> done[0], (batch, message) -> {
            done[0] |= message.type() == Nlm.NLMSG_DONE;
            boolean decoded = neighbor.wrap(batch.buffer(), message.offset(), message.length());
            count[0] += decoded && neighbor.nudState() == Nud.NUD_PERMANENT ? 1 : 0;
        });
        return count[0];
    }

    private String get(int ifindex, int family, long high, long low) {
        String[] result = new String[1];
        send(NetlinkRequests.encodeNeighborGet(request, 0, 9, ifindex, family, high, low));
        reader.readUntil(() -> result[0] != null, (batch, message) -> {
            assertThat(message.sequence()).isEqualTo(9);
            if (neighbor.wrap(batch.buffer(), message.offset(), message.length())) {
                assertThat(neighbor.addressHigh()).isEqualTo(high);
                assertThat(neighbor.addressLow()).isEqualTo(low);
                result[0] = "found %x".formatted(neighbor.lladdr());
            } else {
                assertThat(answer.wrap(batch.buffer(), message.offset(), message.length())).isTrue();
                assertThat(answer.requestType()).isEqualTo(Rtnetlink.RTM_GETNEIGH);
                result[0] = Errno.name(answer.errno()) + ": " + answer.message();
            }
        });
        return result[0];
    }

    private void send(int length) {
        assertThat(socket.send(request, 0, length)).isEqualTo(length);
    }
}
