package io.neighsync.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The kernel of the benchmarks speaks as a kernel does, and no sooner than it is to. */
class ScheduledKernelTest {
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);
    private static final int SEQUENCE = 77;

    private final ScheduledKernel kernel = ScheduledKernel.changing(2);
    private final DatagramBatch batch = new DatagramBatch(4, 256);
    private final NeighborDecoder neighbor = new NeighborDecoder();

    @AfterEach
    void close() {
        batch.close();
    }

    @Test
    void shouldSendNothingBeforeItIsDue() {
        long now = System.nanoTime();
        kernel.schedule(now - 2 * HOUR + TimeUnit.SECONDS.toNanos(1), HOUR, 4);
        assertThat(kernel.events().receive(batch)).isEqualTo(2);
        assertThat(kernel.isExhausted()).isFalse();
        assertThat(kernel.nanosToNext(now)).isEqualTo(TimeUnit.SECONDS.toNanos(1));
        assertThat(kernel.events().receive(batch)).isZero();
    }

    @Test
    void shouldTellAllNotificationsApartAndWhenEachWasDue() {
        long begin = System.nanoTime() - 5 * HOUR;
        kernel.schedule(begin, HOUR, 3);
        List<Long> addresses = new ArrayList<>();
        List<Long> due = new ArrayList<>();
        receive(addresses, due);
        assertThat(addresses).containsExactly(0x0a00_0001L, 0x0a00_0002L, 0x0a00_0001L);
        assertThat(due).containsExactly(begin, begin + HOUR, begin + 2 * HOUR);
        assertThat(kernel.isExhausted()).isTrue();
        kernel.schedule(begin + HOUR, HOUR, 1);
        receive(addresses, due);
        assertThat(addresses).endsWith(0x0a00_0002L).hasSize(4);
        assertThat(due).endsWith(begin + HOUR).hasSize(4);
    }

    private void receive(List<Long> addresses, List<Long> due) {
        assertThat(kernel.events().receive(batch)).isPositive();
        for (int i = 0; i < batch.count(); i++) {
            assertThat(neighbor.wrap(batch.buffer(), batch.offset(i), batch.length(i))).isTrue();
            addresses.add(neighbor.addressLow());
            due.add(kernel.dueAtOf(neighbor.lladdr()));
        }
    }

    @Test
    void shouldSendNoMoreAtOnceThanThereIsRoomFor() {
        kernel.schedule(System.nanoTime() - HOUR, 1, 6);
        assertThat(kernel.events().receive(batch)).isEqualTo(4);
        assertThat(kernel.events().receive(batch)).isEqualTo(2);
        assertThat(kernel.nanosToNext(System.nanoTime())).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldAnswerThatThereIsALinkAndNoNeighbor() {
        NetlinkPort dump = kernel.openDump();
        UnsafeBuffer request = new UnsafeBuffer(new byte[NetlinkRequests.MAX_LENGTH]);
        dump.send(request, 0, NetlinkRequests.encodeLinkDump(request, 0, SEQUENCE));
        assertThat(dump.receive(batch)).isOne();
        LinkDecoder link = new LinkDecoder();
        assertThat(link.wrap(batch.buffer(), batch.offset(0), batch.length(0))).isTrue();
        assertThat(link.messageType()).isEqualTo(Rtnetlink.RTM_NEWLINK);
        assertThat(link.name()).isEqualTo("Ethernet12");
        assertDone(dump);
        dump.send(request, 0, NetlinkRequests.encodeNeighborDump(request, 0, SEQUENCE, Rtnetlink.AF_INET));
        assertDone(dump);
        assertThat(dump.receive(batch)).isZero();
        assertThat(kernel.dumps()).isEqualTo(2);
    }

    private void assertDone(NetlinkPort dump) {
        assertThat(dump.receive(batch)).isOne();
        assertThat(batch.buffer().getShort(batch.offset(0) + 4)).isEqualTo((short) Nlm.NLMSG_DONE);
        assertThat(batch.buffer().getInt(batch.offset(0) + 8)).isEqualTo(SEQUENCE);
    }
}
