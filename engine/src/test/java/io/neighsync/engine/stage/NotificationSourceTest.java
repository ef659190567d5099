package io.neighsync.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.FrameStore;
import io.neighsync.engine.event.Origin;
import io.neighsync.netlink.DatagramBatch;
import io.neighsync.netlink.ffm.Errno;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.CachedNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The event socket against a scripted kernel. */
class NotificationSourceTest {
    private static final int SLOTS = 64;
    private static final int BATCH = 8;
    private static final int GENERATION = 3;

    private final PublishedEvents events = new PublishedEvents(SLOTS);
    private final ScriptedPort port = new ScriptedPort();
    private final DatagramBatch batch = new DatagramBatch(BATCH, 32 * 1024);
    private final ResyncRequests resyncs = new ResyncRequests();
    private final NotificationSource source = new NotificationSource(
            port, batch, events.publisher(), resyncs, new CachedNanoClock(), events.counters());

    @AfterEach
    void close() {
        batch.close();
        events.close();
    }

    @Test
    void shouldPublishEveryKindInTheOrderReceived() {
        port.datagram(KernelMessages.newLink(1, "eth0"))
                .datagram(KernelMessages.newNeighbor(1, 1, 7), KernelMessages.delNeighbor(1, 1))
                .datagram(KernelMessages.header(20, 32))
                .datagram(KernelMessages.delLink(1));
        poll();
        List<PublishedEvents.Published> published = events.take();
        assertThat(published).extracting(PublishedEvents.Published::kind).containsExactly(
                EventKind.LINK_SET, EventKind.NEIGH_SET, EventKind.NEIGH_DEL, EventKind.LINK_DEL);
        assertThat(published).allSatisfy(event -> {
            assertThat(event.origin()).isEqualTo(Origin.NOTIFICATION);
            assertThat(event.generation()).isEqualTo(GENERATION);
        });
        assertThat(published.get(1).frame()).isEqualTo(KernelMessages.newNeighbor(1, 1, 7));
        assertThat(events.count(Counter.EVENTS)).isEqualTo(4);
    }

    @Test
    void shouldGoOnWhereItStoppedWhenTheRingIsFullInTheMiddleOfADatagram() {
        UnsafeBuffer[] messages = new UnsafeBuffer[SLOTS + SLOTS / 2];
        for (int i = 0; i < messages.length; i++) {
            messages[i] = KernelMessages.newNeighbor(1, i, 7);
        }
        port.datagram(messages).datagram(KernelMessages.delLink(9));
        List<PublishedEvents.Published> published = new ArrayList<>();
        poll();
        assertThat(source.isStalled()).isTrue();
        assertThat(poll()).isZero();
        published.addAll(events.take());
        assertThat(published).hasSize(SLOTS);
        poll();
        published.addAll(events.take());
        assertThat(source.isStalled()).isFalse();
        assertThat(published).hasSize(messages.length + 1);
        for (int i = 0; i < messages.length; i++) {
            assertThat(published.get(i).frame()).isEqualTo(messages[i]);
        }
        assertThat(published.getLast().kind()).isEqualTo(EventKind.LINK_DEL);
    }

    @Test
    void shouldMarkCountAndAskForAResyncWhenTheKernelDroppedSome() {
        port.errno(Errno.ENOBUFS).datagram(KernelMessages.delLink(1)).errno(0);
        poll();
        assertThat(source.isStalled()).isTrue();
        assertThat(resyncs.isPending()).isTrue();
        assertThat(events.count(Counter.OVERRUNS)).isZero();
        poll();
        assertThat(events.takeKinds()).containsExactly(EventKind.OVERRUN, EventKind.LINK_DEL);
        assertThat(source.isDrained()).isFalse();
        poll();
        assertThat(source.isDrained()).isTrue();
        assertThat(events.count(Counter.NETLINK_ERRORS)).isZero();
    }

    @Test
    void shouldNotBeDrainedAnyMoreWhenAnOverrunOrADatagramFollows() {
        poll();
        assertThat(source.isDrained()).isTrue();
        port.errno(Errno.ENOBUFS);
        poll();
        assertThat(source.isDrained()).isFalse();
        poll();
        assertThat(source.isDrained()).isTrue();
        port.datagram(KernelMessages.delLink(1));
        poll();
        assertThat(source.isDrained()).isFalse();
    }

    @Test
    void shouldKeepTheOverrunMarkUntilTheRingHasRoom() {
        events.fill();
        port.errno(Errno.ENOBUFS);
        poll();
        assertThat(poll()).isZero();
        assertThat(source.isStalled()).isTrue();
        events.take();
        poll();
        assertThat(events.takeKinds()).containsExactly(EventKind.OVERRUN);
        assertThat(events.count(Counter.OVERRUNS)).isEqualTo(1);
    }

    @Test
    void shouldTreatATruncatedDatagramLikeAnOverrunAndKeepItsWholeMessages() {
        UnsafeBuffer whole = KernelMessages.newNeighbor(1, 1, 7);
        UnsafeBuffer cut = KernelMessages.newNeighbor(1, 2, 7);
        cut.putInt(0, 1_000);
        port.truncated(whole, cut).datagram(KernelMessages.delLink(1));
        poll();
        poll();
        assertThat(events.takeKinds()).containsExactly(EventKind.NEIGH_SET, EventKind.LINK_DEL, EventKind.OVERRUN);
        assertThat(events.count(Counter.OVERRUNS)).isEqualTo(1);
        assertThat(resyncs.isPending()).isTrue();
    }

    @Test
    void shouldRefuseWhatAProcessSent() {
        port.foreign(KernelMessages.newNeighbor(1, 1, 7)).datagram(KernelMessages.delLink(1));
        poll();
        assertThat(events.takeKinds()).containsExactly(EventKind.LINK_DEL);
        assertThat(events.count(Counter.FOREIGN_DATAGRAMS)).isEqualTo(1);
        assertThat(resyncs.isPending()).isFalse();
    }

    @Test
    void shouldLoseOnlyTheRestOfADatagramToABadLength() {
        UnsafeBuffer bad = KernelMessages.newNeighbor(1, 2, 7);
        bad.putInt(0, 3);
        port.datagram(KernelMessages.newNeighbor(1, 1, 7), bad, KernelMessages.newNeighbor(1, 3, 7))
                .datagram(KernelMessages.delLink(1));
        poll();
        assertThat(events.takeKinds()).containsExactly(EventKind.NEIGH_SET, EventKind.LINK_DEL);
        assertThat(events.count(Counter.MALFORMED_DATAGRAMS)).isEqualTo(1);
    }

    @Test
    void shouldPassOverAMessageThatIsLongerThanALargePlace() {
        UnsafeBuffer tooLong = KernelMessages.header(16, FrameStore.LARGE_BYTES + 4);
        try (DatagramBatch wide = new DatagramBatch(1, 64 * 1024)) {
            NotificationSource wideSource = new NotificationSource(
                    port, wide, events.publisher(), resyncs, new CachedNanoClock(), events.counters());
            port.datagram(tooLong, KernelMessages.delLink(1));
            wideSource.poll(GENERATION);
        }
        assertThat(events.takeKinds()).containsExactly(EventKind.LINK_DEL);
        assertThat(events.count(Counter.MALFORMED_DATAGRAMS)).isEqualTo(1);
    }

    @Test
    void shouldCountOtherErrorsAndGoOn() {
        port.errno(Errno.ENOMEM).errno(Errno.EINTR).datagram(KernelMessages.delLink(1));
        poll();
        poll();
        assertThat(source.isDrained()).isFalse();
        poll();
        assertThat(events.takeKinds()).containsExactly(EventKind.LINK_DEL);
        assertThat(events.count(Counter.NETLINK_ERRORS)).isEqualTo(1);
    }

    @Test
    void shouldTakeDropsThatNoErrorAnnouncedForAnOverrun() {
        poll();
        assertThat(source.confirmDrops()).isTrue();
        port.dropped(2);
        assertThat(source.confirmDrops()).isFalse();
        assertThat(source.isDrained()).isFalse();
        assertThat(source.isStalled()).isTrue();
        assertThat(ResyncCause.OVERRUN.isIn(resyncs.takeAll())).isTrue();
        poll();
        assertThat(events.takeKinds()).containsExactly(EventKind.OVERRUN);
        assertThat(source.confirmDrops()).as("the same drops again").isTrue();
        assertThat(resyncs.isPending()).isFalse();
        assertThat(events.count(Counter.OVERRUNS)).isEqualTo(1);
        assertThat(events.count(Counter.DROPS)).isEqualTo(2);
    }

    @Test
    void shouldCountDropsThatAnErrorAnnouncedAndTakeOnlyLaterOnesForAnotherOverrun() {
        port.errno(Errno.ENOBUFS).dropped(3);
        poll();
        poll();
        assertThat(source.confirmDrops()).isTrue();
        assertThat(events.count(Counter.DROPS)).isEqualTo(3);
        port.dropped(4);
        assertThat(source.confirmDrops()).isFalse();
        poll();
        assertThat(events.takeKinds()).containsExactly(EventKind.OVERRUN, EventKind.OVERRUN);
        assertThat(events.count(Counter.OVERRUNS)).isEqualTo(2);
        assertThat(events.count(Counter.DROPS)).isEqualTo(4);
    }

    @Test
    void shouldNotTakeLaterDropsForAnnouncedOnesWhenAnOverrunWasWithoutDrops() {
        port.truncated(KernelMessages.delLink(1));
        poll();
        poll();
        assertThat(source.confirmDrops()).isTrue();
        port.dropped(1);
        assertThat(source.confirmDrops()).isFalse();
        poll();
        assertThat(events.count(Counter.OVERRUNS)).isEqualTo(2);
    }

    @Test
    void shouldKnowOfNoDropsWhenTheKernelDoesNotTell() {
        port.dropped(-1);
        poll();
        assertThat(source.confirmDrops()).isTrue();
        assertThat(source.isDrained()).isTrue();
        assertThat(resyncs.isPending()).isFalse();
        assertThat(events.count(Counter.DROPS)).isZero();
    }

    @Test
    void shouldCountDropsOnWhenTheKernelsCountBeginsAnew() {
        port.dropped(0xffff_fffeL);
        source.confirmDrops();
        poll();
        source.confirmDrops();
        port.dropped(3);
        assertThat(source.confirmDrops()).isFalse();
        assertThat(events.count(Counter.DROPS)).isEqualTo(0xffff_fffeL + 5);
    }

    private int poll() {
        return source.poll(GENERATION);
    }
}
