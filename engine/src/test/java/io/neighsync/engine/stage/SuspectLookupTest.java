package io.neighsync.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.Origin;
import io.neighsync.netlink.DatagramBatch;
import io.neighsync.netlink.NeighborDecoder;
import io.neighsync.netlink.Rtnetlink;
import io.neighsync.netlink.ffm.Errno;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.CachedNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The confirmation of suspects, driven by the dump source whose last phase it is. */
class SuspectLookupTest {
    private final PublishedEvents events = new PublishedEvents(64);
    private final ScriptedPorts ports = new ScriptedPorts();
    private final DatagramBatch batch = new DatagramBatch(1, 64 * 1024);
    private final CachedNanoClock clock = new CachedNanoClock();
    private final SuspectQueue suspects = new SuspectQueue();
    private final ResyncRequests resyncs = new ResyncRequests();
    private final DumpSource dumps =
            new DumpSource(ports, batch, events.publisher(), suspects, resyncs, clock, events.counters());

    @BeforeEach
    void dumpNothing() {
        dumps.open(ResyncCause.START.bit());
        for (int i = 0; i < 12; i++) {
            step();
            for (UnsafeBuffer request : ports.current().takeSent()) {
                ports.current().datagram(KernelMessages.answer(KernelMessages.done(0), request));
            }
        }
        assertThat(events.takeKinds()).containsExactly(EventKind.DUMP_BEGIN, EventKind.LINKS_DONE, EventKind.DUMP_DONE);
    }

    @AfterEach
    void close() {
        batch.close();
        events.close();
    }

    @Test
    void shouldPublishTheNeighborWhenTheKernelHasIt() {
        offerIpv4(3, 9);
        UnsafeBuffer request = askedFor(3, Rtnetlink.AF_INET, 0, 9);
        ports.current().datagram(KernelMessages.answer(KernelMessages.newNeighbor(3, 9, 7), request));
        poll(1);
        PublishedEvents.Published event = events.take().getFirst();
        assertThat(event.kind()).isEqualTo(EventKind.NEIGH_SET);
        assertThat(event.origin()).isEqualTo(Origin.CONFIRM);
        assertThat(event.generation()).isEqualTo(1);
        assertThat(events.count(Counter.CONFIRMS)).isEqualTo(1);
    }

    @Test
    void shouldPublishADeletionWithTheKeyAskedForWhenTheKernelHasItNot() {
        suspects.offer(3, Rtnetlink.AF_INET6, 0x2001L << 48, -5);
        UnsafeBuffer first = askedFor(3, Rtnetlink.AF_INET6, 0x2001L << 48, -5);
        offerIpv4(4, 0xffff_fffeL);
        UnsafeBuffer second = askedFor(4, Rtnetlink.AF_INET, 0, 0xffff_fffeL);
        ports.current().datagram(KernelMessages.error(Errno.ENODEV, second))
                .datagram(KernelMessages.error(Errno.ENOENT, first));
        poll(2);
        List<PublishedEvents.Published> published = events.take();
        assertThat(published).allSatisfy(event -> {
            assertThat(event.kind()).isEqualTo(EventKind.NEIGH_DEL);
            assertThat(event.origin()).isEqualTo(Origin.CONFIRM);
        });
        assertKey(published.get(0).frame(), 4, Rtnetlink.AF_INET, 0, 0xffff_fffeL);
        assertKey(published.get(1).frame(), 3, Rtnetlink.AF_INET6, 0x2001L << 48, -5);
    }

    @Test
    void shouldCloseTheGenerationOnlyAfterTheLastAnswer() {
        offerIpv4(1, 1);
        offerIpv4(1, 2);
        suspects.offerEnd(1);
        poll(2);
        List<UnsafeBuffer> requests = ports.current().takeSent();
        ports.current().datagram(KernelMessages.error(Errno.ENOENT, requests.get(1)));
        poll(3);
        assertThat(events.takeKinds()).containsExactly(EventKind.NEIGH_DEL);
        assertThat(dumps.isIdle()).isFalse();
        ports.current().datagram(KernelMessages.error(Errno.ENOENT, requests.get(0)));
        poll(3);
        assertThat(events.takeKinds()).containsExactly(EventKind.NEIGH_DEL, EventKind.SWEEP_DONE);
        assertThat(dumps.isIdle()).isTrue();
    }

    @Test
    void shouldAskForMoreThanTheWindowAsAnswersComeIn() {
        int count = 3 * SuspectLookup.WINDOW + 5;
        for (int i = 0; i < count; i++) {
            offerIpv4(1, i);
        }
        suspects.offerEnd(1);
        List<Long> missing = new ArrayList<>();
        int asked = 0;
        for (int i = 0; i < 10 * count && !dumps.isIdle(); i++) {
            step();
            List<UnsafeBuffer> requests = ports.current().takeSent();
            asked += requests.size();
            assertThat(asked - missing.size()).isLessThanOrEqualTo(SuspectLookup.WINDOW);
            requests.forEach(request -> ports.current().datagram(KernelMessages.error(Errno.ENOENT, request)));
            events.take().stream().filter(event -> event.kind() == EventKind.NEIGH_DEL)
                    .forEach(event -> missing.add(address(event.frame())));
        }
        assertThat(dumps.isIdle()).isTrue();
        assertThat(asked).isEqualTo(count);
        assertThat(missing).hasSize(count).doesNotHaveDuplicates();
    }

    @Test
    void shouldAskForAllThatAreUnansweredAgainWhenTheSocketIsReplaced() {
        for (int i = 0; i < 5; i++) {
            offerIpv4(1, i);
        }
        suspects.offerEnd(1);
        poll(1);
        List<UnsafeBuffer> requests = ports.current().takeSent();
        ports.current().datagram(KernelMessages.error(Errno.ENOENT, requests.get(2))).errno(Errno.ENOBUFS);
        poll(2);
        assertThat(ports.get(0).isClosed()).isTrue();
        advance(DumpSource.MIN_PAUSE_NANOS);
        poll(1);
        List<UnsafeBuffer> again = ports.current().takeSent();
        assertThat(again).extracting(SuspectLookupTest::address).containsExactlyInAnyOrder(0L, 1L, 3L, 4L);
        again.forEach(request -> ports.current().datagram(KernelMessages.error(Errno.ENOENT, request)));
        poll(6);
        assertThat(events.take()).extracting(PublishedEvents.Published::kind).hasSize(6)
                .endsWith(EventKind.NEIGH_DEL, EventKind.SWEEP_DONE);
    }

    @Test
    void shouldAskAgainAfterASecondOfSilence() {
        offerIpv4(1, 1);
        poll(1);
        assertThat(ports.current().takeSent()).hasSize(1);
        advance(DumpSource.SILENCE_NANOS + 1);
        poll(1);
        advance(DumpSource.MIN_PAUSE_NANOS);
        poll(1);
        assertThat(ports.count()).isEqualTo(2);
        assertThat(ports.current().takeSent()).hasSize(1);
    }

    @Test
    void shouldOpenANewSocketWhenRequestsCannotBeSent() {
        offerIpv4(1, 1);
        ports.current().failSends(Errno.ENOBUFS);
        poll(3);
        advance(DumpSource.SILENCE_NANOS + 1);
        poll(1);
        advance(DumpSource.MIN_PAUSE_NANOS);
        poll(1);
        assertThat(ports.count()).isEqualTo(2);
        assertThat(ports.current().takeSent()).hasSize(1);
    }

    @Test
    void shouldAskAgainWhenTheAnswerIsNeitherFoundNorMissing() {
        offerIpv4(1, 1);
        suspects.offerEnd(1);
        poll(1);
        ports.current().datagram(KernelMessages.error(Errno.ENOMEM, ports.current().takeSent().getFirst()));
        poll(1);
        assertThat(dumps.isIdle()).isFalse();
        advance(DumpSource.MIN_PAUSE_NANOS);
        poll(1);
        ports.current().datagram(KernelMessages.error(Errno.ENOENT, ports.current().takeSent().getFirst()));
        poll(3);
        assertThat(events.takeKinds()).containsExactly(EventKind.NEIGH_DEL, EventKind.SWEEP_DONE);
    }

    @Test
    void shouldKeepTheNeighborWhenTheKernelRefusesToTellAgainAndAgain() {
        offerIpv4(1, 1);
        suspects.offerEnd(1);
        int asked = 0;
        while (!dumps.isIdle()) {
            step();
            for (UnsafeBuffer request : ports.current().takeSent()) {
                asked++;
                ports.current().datagram(KernelMessages.error(Errno.EINVAL, request));
            }
            advance(DumpSource.SILENCE_NANOS / 2);
            assertThat(asked).isLessThanOrEqualTo(DumpSource.MAX_REFUSALS + 1);
        }
        assertThat(asked).isEqualTo(DumpSource.MAX_REFUSALS + 1);
        assertThat(events.takeKinds()).containsExactly(EventKind.SWEEP_DONE);
    }

    @Test
    void shouldKeepAnAnswerUntilTheRingHasRoom() {
        offerIpv4(1, 1);
        offerIpv4(1, 2);
        poll(1);
        List<UnsafeBuffer> requests = ports.current().takeSent();
        events.fill();
        ports.current().datagram(KernelMessages.error(Errno.ENOENT, requests.get(0)),
                KernelMessages.answer(KernelMessages.newNeighbor(1, 2, 7), requests.get(1)));
        poll(3);
        assertThat(dumps.hasWork()).isTrue();
        events.take();
        poll(1);
        assertThat(events.takeKinds()).containsExactly(EventKind.NEIGH_DEL, EventKind.NEIGH_SET);
    }

    @Test
    void shouldIgnoreAnswersToWhatItDidNotAsk() {
        offerIpv4(1, 1);
        poll(1);
        UnsafeBuffer request = ports.current().takeSent().getFirst();
        UnsafeBuffer other = KernelMessages.sequence(KernelMessages.newNeighbor(1, 2, 7),
                KernelMessages.sequenceOf(request) + 1);
        ports.current().datagram(other);
        poll(1);
        ports.current().datagram(KernelMessages.error(Errno.ENOENT, request));
        poll(1);
        ports.current().datagram(KernelMessages.error(Errno.ENOENT, request));
        poll(1);
        assertThat(events.takeKinds()).containsExactly(EventKind.NEIGH_DEL);
    }

    private void offerIpv4(int ifindex, long address) {
        assertThat(suspects.offer(ifindex, Rtnetlink.AF_INET, 0, address)).isTrue();
    }

    private UnsafeBuffer askedFor(int ifindex, int family, long high, long low) {
        poll(1);
        UnsafeBuffer request = ports.current().takeSent().getFirst();
        assertThat(KernelMessages.typeOf(request)).isEqualTo(Rtnetlink.RTM_GETNEIGH);
        assertKey(request, ifindex, family, high, low);
        return request;
    }

    private static void assertKey(UnsafeBuffer frame, int ifindex, int family, long high, long low) {
        NeighborDecoder decoder = decode(frame);
        assertThat(decoder.ifindex()).isEqualTo(ifindex);
        assertThat(decoder.family()).isEqualTo(family);
        assertThat(decoder.addressHigh()).isEqualTo(high);
        assertThat(decoder.addressLow()).isEqualTo(low);
    }

    private static long address(UnsafeBuffer frame) {
        return decode(frame).addressLow();
    }

    private static NeighborDecoder decode(UnsafeBuffer frame) {
        NeighborDecoder decoder = new NeighborDecoder();
        assertThat(decoder.wrap(frame, 0, frame.capacity())).isTrue();
        return decoder;
    }

    private void poll(int times) {
        for (int i = 0; i < times; i++) {
            step();
        }
    }

    private void step() {
        if (dumps.isSettling()) {
            dumps.settle();
        } else {
            dumps.poll();
        }
    }

    private void advance(long nanos) {
        clock.update(clock.nanoTime() + nanos);
    }
}
