package io.neighsync.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.FrameStore;
import io.neighsync.engine.event.Origin;
import io.neighsync.netlink.DatagramBatch;
import io.neighsync.netlink.Nlm;
import io.neighsync.netlink.Rtnetlink;
import io.neighsync.netlink.ffm.Errno;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.CachedNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The course of a generation against a scripted kernel: dumps, interruptions, errors, silence. */
class DumpSourceTest {
    private static final int SLOTS = 64;

    private final PublishedEvents events = new PublishedEvents(SLOTS);
    private final ScriptedPorts ports = new ScriptedPorts();
    private final DatagramBatch batch = new DatagramBatch(1, 64 * 1024);
    private final CachedNanoClock clock = new CachedNanoClock();
    private final SuspectQueue suspects = new SuspectQueue();
    private final ResyncRequests resyncs = new ResyncRequests();
    private final DumpSource dumps =
            new DumpSource(ports, batch, events.publisher(), suspects, resyncs, clock, events.counters());

    @AfterEach
    void close() {
        batch.close();
        events.close();
    }

    @Test
    void shouldDumpLinksThenIpv4ThenIpv6AndMarkEachStep() {
        dumps.open(ResyncCause.START.bit());
        assertThat(dumps.isIdle()).isFalse();
        answer(ask(Rtnetlink.RTM_GETLINK, 0), KernelMessages.newLink(1, "eth0"));
        answer(ask(Rtnetlink.RTM_GETNEIGH, Rtnetlink.AF_INET), KernelMessages.newNeighbor(1, 1, 7));
        answer(ask(Rtnetlink.RTM_GETNEIGH, Rtnetlink.AF_INET6),
                KernelMessages.newNeighbor(1, Rtnetlink.AF_INET6, 1, 2, 7, 2));
        poll(3);
        assertThat(dumps.isIdle()).isFalse();
        suspects.offerEnd(1);
        poll(3);
        assertThat(dumps.isIdle()).isTrue();
        List<PublishedEvents.Published> published = events.take();
        assertThat(published).extracting(PublishedEvents.Published::kind).containsExactly(
                EventKind.DUMP_BEGIN, EventKind.LINK_SET, EventKind.LINKS_DONE, EventKind.NEIGH_SET,
                EventKind.NEIGH_SET, EventKind.DUMP_DONE, EventKind.SWEEP_DONE);
        assertThat(published).allSatisfy(event -> assertThat(event.generation()).isEqualTo(1));
        assertThat(published).filteredOn(event -> event.frame().capacity() > 0).hasSize(3)
                .allSatisfy(event -> assertThat(event.origin()).isEqualTo(Origin.DUMP));
        assertThat(events.count(Counter.DUMP_ROWS)).isEqualTo(3);
        assertThat(events.count(Counter.DUMP_RETRIES)).isZero();
    }

    @Test
    void shouldCountGenerationsAsTheirMarksArePublished() {
        events.fill();
        dumps.open(ResyncCause.START.bit());
        poll(3);
        assertThat(dumps.generation()).isZero();
        assertThat(ports.current().takeSent()).isEmpty();
        events.take();
        poll(1);
        assertThat(dumps.generation()).isEqualTo(1);
        runToTheEnd();
        dumps.open(ResyncCause.START.bit());
        poll(1);
        assertThat(dumps.generation()).isEqualTo(2);
        runToTheEnd();
        assertThat(events.take().getLast().generation()).isEqualTo(2);
    }

    @Test
    void shouldWaitForTheEndOfTheRightGeneration() {
        dumps.open(ResyncCause.START.bit());
        runToConfirm();
        suspects.offerEnd(7);
        poll(5);
        assertThat(dumps.isIdle()).isFalse();
        suspects.offerEnd(1);
        poll(5);
        assertThat(dumps.isIdle()).isTrue();
    }

    @Test
    void shouldIgnoreAnswersToWhatItDidNotAsk() {
        dumps.open(ResyncCause.START.bit());
        UnsafeBuffer request = ask(Rtnetlink.RTM_GETLINK, 0);
        ports.current().datagram(
                KernelMessages.sequence(KernelMessages.newLink(8, "old0"), 99),
                KernelMessages.sequence(KernelMessages.done(0), 99));
        poll(2);
        answer(request, KernelMessages.newLink(1, "eth0"));
        ask(Rtnetlink.RTM_GETNEIGH, Rtnetlink.AF_INET);
        assertThat(events.takeKinds()).containsExactly(
                EventKind.DUMP_BEGIN, EventKind.LINK_SET, EventKind.LINKS_DONE);
    }

    @Test
    void shouldPassOverARowThatIsLongerThanALargePlace() {
        dumps.open(ResyncCause.START.bit());
        UnsafeBuffer request = ask(Rtnetlink.RTM_GETLINK, 0);
        UnsafeBuffer tooLong = KernelMessages.header(Rtnetlink.RTM_NEWLINK, FrameStore.LARGE_BYTES + 4);
        ports.current().datagram(KernelMessages.answer(tooLong, request),
                KernelMessages.answer(KernelMessages.newLink(1, "eth0"), request));
        poll(2);
        assertThat(events.takeKinds()).containsExactly(EventKind.DUMP_BEGIN, EventKind.LINK_SET);
        assertThat(events.count(Counter.MALFORMED_DATAGRAMS)).isEqualTo(1);
    }

    @Test
    void shouldGiveUpAGenerationWhoseEndCoalesceStageMissed() {
        dumps.open(ResyncCause.START.bit());
        runToConfirm();
        poll(5);
        advance(DumpSource.STALL_NANOS);
        poll(1);
        assertThat(dumps.isSettling()).isFalse();
        advance(1);
        poll(1);
        assertThat(dumps.isSettling()).isTrue();
        assertThat(ResyncCause.ERROR.isIn(resyncs.takeAll())).isTrue();
    }

    @Test
    void shouldAskForLinksAgainWhenTheirDumpWasInterrupted() {
        dumps.open(ResyncCause.START.bit());
        UnsafeBuffer first = ask(Rtnetlink.RTM_GETLINK, 0);
        answer(first, KernelMessages.flags(KernelMessages.newLink(1, "eth0"), Nlm.NLM_F_DUMP_INTR));
        poll(2);
        assertThat(ports.current().takeSent()).isEmpty();
        advance(DumpSource.MIN_PAUSE_NANOS);
        UnsafeBuffer second = ask(Rtnetlink.RTM_GETLINK, 0);
        assertThat(KernelMessages.sequenceOf(second)).isNotEqualTo(KernelMessages.sequenceOf(first));
        answer(second, KernelMessages.newLink(1, "eth0"));
        ask(Rtnetlink.RTM_GETNEIGH, Rtnetlink.AF_INET);
        assertThat(events.count(Counter.DUMP_RETRIES)).isEqualTo(1);
        assertThat(ports.count()).isEqualTo(1);
    }

    @Test
    void shouldTakeTheDumpOfLinksAsItIsWhenItIsInterruptedTooOften() {
        dumps.open(ResyncCause.START.bit());
        for (int i = 0; i < DumpSource.MAX_INTERRUPTIONS; i++) {
            answer(ask(Rtnetlink.RTM_GETLINK, 0),
                    KernelMessages.flags(KernelMessages.newLink(1, "eth0"), Nlm.NLM_F_DUMP_INTR));
            poll(2);
            advance(DumpSource.MAX_PAUSE_NANOS);
        }
        ask(Rtnetlink.RTM_GETNEIGH, Rtnetlink.AF_INET);
        assertThat(events.count(Counter.DUMP_RETRIES)).isEqualTo(DumpSource.MAX_INTERRUPTIONS - 1);
        assertThat(events.takeKinds()).doesNotContain(EventKind.LINKS_DONE);
        assertThat(ResyncCause.INTERRUPTED.isIn(resyncs.takeAll())).isTrue();
    }

    @Test
    void shouldCloseOnlyWhenToldThatNoEventWaits() {
        dumps.open(ResyncCause.START.bit());
        runToConfirm();
        suspects.offerEnd(1);
        for (int i = 0; i < 5; i++) {
            dumps.poll();
        }
        assertThat(dumps.isSettling()).isTrue();
        assertThat(dumps.hasWork()).isTrue();
        assertThat(events.takeKinds()).doesNotContain(EventKind.SWEEP_DONE);
        dumps.settle();
        dumps.poll();
        assertThat(dumps.isIdle()).isTrue();
        assertThat(events.takeKinds()).containsExactly(EventKind.SWEEP_DONE);
        assertThat(resyncs.isPending()).isFalse();
    }

    @Test
    void shouldOpenANewSocketWhenThisOneHoldsAnotherDump() {
        dumps.open(ResyncCause.START.bit());
        ports.current().datagram(KernelMessages.error(Errno.EBUSY, ask(Rtnetlink.RTM_GETLINK, 0)));
        poll(1);
        assertThat(ports.get(0).isClosed()).isTrue();
        advance(DumpSource.MIN_PAUSE_NANOS);
        answer(ask(Rtnetlink.RTM_GETLINK, 0), KernelMessages.newLink(1, "eth0"));
        assertThat(ports.count()).isEqualTo(2);
        runNeighbors();
        suspects.offerEnd(1);
        poll(8);
        assertThat(dumps.isIdle()).isTrue();
    }

    @Test
    void shouldAskAgainOnTheSameSocketAfterAnErrorThatEndedTheDump() {
        dumps.open(ResyncCause.START.bit());
        UnsafeBuffer request = ask(Rtnetlink.RTM_GETLINK, 0);
        ports.current().datagram(KernelMessages.answer(KernelMessages.done(Errno.ENOMEM), request));
        poll(1);
        advance(DumpSource.MIN_PAUSE_NANOS);
        ask(Rtnetlink.RTM_GETLINK, 0);
        assertThat(ports.count()).isEqualTo(1);
    }

    @Test
    void shouldNotTakeAnUnreadableEndForACompleteDump() {
        dumps.open(ResyncCause.START.bit());
        UnsafeBuffer request = ask(Rtnetlink.RTM_GETLINK, 0);
        ports.current().datagram(KernelMessages.answer(KernelMessages.header(Nlm.NLMSG_DONE, 16), request));
        poll(1);
        advance(DumpSource.MIN_PAUSE_NANOS);
        ask(Rtnetlink.RTM_GETLINK, 0);
        assertThat(ports.count()).isEqualTo(2);
    }

    @Test
    void shouldOpenANewSocketAfterASecondOfSilence() {
        dumps.open(ResyncCause.START.bit());
        ask(Rtnetlink.RTM_GETLINK, 0);
        advance(DumpSource.SILENCE_NANOS);
        poll(1);
        assertThat(ports.get(0).isClosed()).isFalse();
        advance(1);
        poll(1);
        assertThat(ports.get(0).isClosed()).isTrue();
        advance(DumpSource.MIN_PAUSE_NANOS);
        ask(Rtnetlink.RTM_GETLINK, 0);
        assertThat(ports.count()).isEqualTo(2);
    }

    @Test
    void shouldStartOverWhenItsOwnSocketOverranOrADatagramLostItsEnd() {
        dumps.open(ResyncCause.START.bit());
        ask(Rtnetlink.RTM_GETLINK, 0);
        ports.current().errno(Errno.ENOBUFS);
        poll(1);
        advance(DumpSource.MIN_PAUSE_NANOS);
        UnsafeBuffer request = ask(Rtnetlink.RTM_GETLINK, 0);
        ports.current().truncated(KernelMessages.answer(KernelMessages.newLink(1, "eth0"), request));
        poll(1);
        advance(2 * DumpSource.MIN_PAUSE_NANOS);
        ask(Rtnetlink.RTM_GETLINK, 0);
        assertThat(ports.count()).isEqualTo(3);
        assertThat(events.takeKinds()).containsExactly(EventKind.DUMP_BEGIN);
    }

    @Test
    void shouldPassOverWhatAProcessSent() {
        dumps.open(ResyncCause.START.bit());
        UnsafeBuffer request = ask(Rtnetlink.RTM_GETLINK, 0);
        ports.current().foreign(KernelMessages.answer(KernelMessages.newLink(6, "evil0"), request),
                KernelMessages.answer(KernelMessages.done(0), request));
        answer(request, KernelMessages.newLink(1, "eth0"));
        poll(2);
        assertThat(events.takeKinds()).containsExactly(EventKind.DUMP_BEGIN, EventKind.LINK_SET);
        assertThat(events.count(Counter.FOREIGN_DATAGRAMS)).isEqualTo(1);
        assertThat(ports.count()).isEqualTo(1);
    }

    @Test
    void shouldTryAgainWhenNoSocketIsToBeHad() {
        dumps.open(ResyncCause.START.bit());
        ask(Rtnetlink.RTM_GETLINK, 0);
        ports.current().errno(Errno.ENOBUFS);
        poll(1);
        ports.failNext(2);
        for (int i = 0; i < 2; i++) {
            advance(DumpSource.MAX_PAUSE_NANOS);
            assertThatThrownBy(dumps::poll).hasMessageContaining("descriptors");
            assertThat(dumps.poll()).isZero();
        }
        advance(DumpSource.MAX_PAUSE_NANOS);
        ask(Rtnetlink.RTM_GETLINK, 0);
    }

    @Test
    void shouldLoseNothingWhenTheRingIsFullInTheMiddleOfADatagram() {
        dumps.open(ResyncCause.START.bit());
        runLinks();
        UnsafeBuffer request = ask(Rtnetlink.RTM_GETNEIGH, Rtnetlink.AF_INET);
        UnsafeBuffer[] rows = new UnsafeBuffer[3 * SLOTS];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = KernelMessages.newNeighbor(1, i, 7);
        }
        answer(request, rows);
        List<UnsafeBuffer> published = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            poll(3);
            events.take().stream().filter(event -> event.kind() == EventKind.NEIGH_SET)
                    .forEach(event -> published.add(KernelMessages.sequence(event.frame(), 0)));
        }
        for (UnsafeBuffer row : rows) {
            KernelMessages.sequence(row, 0);
        }
        assertThat(published).containsExactly(rows);
        assertThat(KernelMessages.familyOf(ports.current().takeSent().getFirst())).isEqualTo(Rtnetlink.AF_INET6);
    }

    @Test
    void shouldHaveWorkOnlyWhileThereIsSomethingToDo() {
        assertThat(dumps.hasWork()).isFalse();
        dumps.open(ResyncCause.START.bit());
        assertThat(dumps.hasWork()).isTrue();
        UnsafeBuffer request = ask(Rtnetlink.RTM_GETLINK, 0);
        assertThat(dumps.hasWork()).isFalse();
        ports.current().datagram(KernelMessages.answer(KernelMessages.done(Errno.ENOMEM), request));
        poll(1);
        assertThat(dumps.hasWork()).isFalse();
        advance(DumpSource.MIN_PAUSE_NANOS);
        assertThat(dumps.hasWork()).isTrue();
        runToTheEnd();
        assertThat(dumps.hasWork()).isFalse();
    }

    private UnsafeBuffer ask(int type, int family) {
        for (int i = 0; i < 4; i++) {
            step();
            List<UnsafeBuffer> sent = ports.current().takeSent();
            if (!sent.isEmpty()) {
                assertThat(sent).hasSize(1);
                assertThat(KernelMessages.typeOf(sent.getFirst())).isEqualTo(type);
                assertThat(KernelMessages.familyOf(sent.getFirst())).isEqualTo(family);
                return sent.getFirst();
            }
        }
        throw new AssertionError("nothing was asked");
    }

    /** The rows in one datagram, the end in another, as the kernel does it. */
    private void answer(UnsafeBuffer request, UnsafeBuffer... rows) {
        for (UnsafeBuffer row : rows) {
            KernelMessages.answer(row, request);
        }
        ports.current().datagram(rows).datagram(KernelMessages.answer(KernelMessages.done(0), request));
    }

    private void runLinks() {
        answer(ask(Rtnetlink.RTM_GETLINK, 0), KernelMessages.newLink(1, "eth0"));
    }

    private void runNeighbors() {
        answer(ask(Rtnetlink.RTM_GETNEIGH, Rtnetlink.AF_INET), KernelMessages.newNeighbor(1, 1, 7));
        answer(ask(Rtnetlink.RTM_GETNEIGH, Rtnetlink.AF_INET6), KernelMessages.newNeighbor(1, 1, 7));
    }

    private void runToConfirm() {
        runLinks();
        runNeighbors();
        poll(3);
    }

    private void runToTheEnd() {
        runToConfirm();
        suspects.offerEnd(dumps.generation());
        poll(3);
        assertThat(dumps.isIdle()).isTrue();
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
