package io.neighsync.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.netlink.ffm.Errno;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.CachedNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When generations open and close: the timers, the second witness, and a clock that may say anything. */
class ReceiverAgentTest {
    private static final int SLOTS = 64;
    private static final int BATCH = 2;
    private static final long SECOND = 1_000_000_000L;
    private static final long INTERVAL_NANOS = 30 * SECOND;
    private static final Duration INTERVAL = Duration.ofNanos(INTERVAL_NANOS);

    private final PublishedEvents published = new PublishedEvents(SLOTS);
    private final ScriptedPort events = new ScriptedPort();
    private final ScriptedPorts dumps = new ScriptedPorts();
    private final SuspectQueue suspects = new SuspectQueue();
    private final PolicyUpdates updates = PolicyUpdates.of(PolicySettings.PLAIN);
    private final ResyncRequests resyncs = new ResyncRequests();
    private final CachedNanoClock clock = new CachedNanoClock();
    private final List<PublishedEvents.Published> taken = new ArrayList<>();
    private ReceiverAgent receiver;
    /** Whether the suspects of a generation, of which there are none, are all offered when its dump ends. */
    private boolean sweeps = true;
    private boolean answers = true;

    @AfterEach
    void close() {
        receiver.onClose();
        published.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 7, -5 * SECOND, -1, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - SECOND - 1,
        Long.MAX_VALUE - INTERVAL_NANOS, Long.MAX_VALUE - INTERVAL_NANOS + 1})
    void shouldAuditWhenTheIntervalIsOverAndNotBeforeWhateverTheClockSays(long start) {
        start(start, INTERVAL);
        assertThat(causesOfOpening()).isEqualTo(ResyncCause.START.bit());
        for (int audits = 1; audits <= 3; audits++) {
            advance(INTERVAL_NANOS - 1);
            assertThat(runKinds()).as("before audit %d", audits).isEmpty();
            advance(1);
            assertThat(causesOfOpening()).as("audit %d", audits).isEqualTo(ResyncCause.AUDIT.bit());
            assertThat(published.count(Counter.RESYNCS)).isEqualTo(audits);
        }
        assertThat(published.count(Counter.OVERRUNS)).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -5 * SECOND, Long.MAX_VALUE - SECOND})
    void shouldNeverAuditWhenTheIntervalIsZero(long start) {
        start(start, Duration.ZERO);
        runGeneration();
        for (int days = 0; days < 1_000; days++) {
            advance(Duration.ofDays(1).toNanos());
            assertThat(runKinds()).isEmpty();
        }
        assertThat(receiver.maxParkNanos()).isBetween(0L, ReceiverAgent.WITNESS_NANOS);
    }

    @Test
    void shouldCountTheIntervalFromTheLastGenerationWhateverOpenedIt() {
        start(0, INTERVAL);
        runGeneration();
        advance(20 * SECOND);
        resyncs.request(ResyncCause.TABLE_FULL);
        assertThat(causesOfOpening()).isEqualTo(ResyncCause.TABLE_FULL.bit());
        advance(INTERVAL_NANOS - 1);
        assertThat(runKinds()).isEmpty();
        advance(1);
        assertThat(causesOfOpening()).isEqualTo(ResyncCause.AUDIT.bit());
    }

    @Test
    void shouldCountTheIntervalFromTheOpeningOfAGenerationAndNotFromItsEnd() {
        start(0, INTERVAL);
        sweeps = false;
        run();
        advance(20 * SECOND);
        suspects.offerEnd(1);
        run();
        assertThat(takeKinds()).endsWith(EventKind.DUMP_DONE, EventKind.SWEEP_DONE);
        advance(10 * SECOND - 1);
        assertThat(runKinds()).isEmpty();
        advance(1);
        assertThat(runKinds()).startsWith(EventKind.DUMP_BEGIN);
    }

    @Test
    void shouldAuditOnceWhenAGenerationTookLongerThanManyIntervals() {
        start(0, INTERVAL);
        answers = false;
        run();
        assertThat(takeKinds()).containsExactly(EventKind.DUMP_BEGIN);
        advance(10 * INTERVAL_NANOS);
        run();
        answers = true;
        advance(SECOND);
        run();
        List<PublishedEvents.Published> found = take();
        assertThat(found).filteredOn(event -> event.kind() == EventKind.DUMP_BEGIN).singleElement()
                .satisfies(event -> assertThat(event.causes()).isEqualTo(ResyncCause.AUDIT.bit()));
        assertThat(runKinds()).isEmpty();
        assertThat(published.count(Counter.RESYNCS)).isEqualTo(1);
    }

    @Test
    void shouldCloseAGenerationWhoseSuspectsAreNeverAllOfferedAndDecideEverythingAnew() {
        start(0, INTERVAL);
        sweeps = false;
        run();
        take();
        advance(DumpSource.STALL_NANOS);
        assertThat(runKinds()).isEmpty();
        sweeps = true;
        advance(1);
        run();
        List<PublishedEvents.Published> found = take();
        assertThat(found).extracting(PublishedEvents.Published::kind)
                .startsWith(EventKind.SWEEP_DONE, EventKind.DUMP_BEGIN).endsWith(EventKind.SWEEP_DONE);
        assertThat(ResyncCause.ERROR.isIn(found.get(1).causes())).isTrue();
    }

    @Test
    void shouldNameEveryCauseOfOneGeneration() {
        start(0, INTERVAL);
        runGeneration();
        advance(INTERVAL_NANOS);
        resyncs.request(ResyncCause.UNCLAIMED);
        int causes = causesOfOpening();
        assertThat(ResyncCause.AUDIT.isIn(causes)).isTrue();
        assertThat(ResyncCause.UNCLAIMED.isIn(causes)).isTrue();
        assertThat(ResyncCause.isAudit(causes)).isFalse();
        assertThat(published.count(Counter.RESYNCS)).isEqualTo(1);
        assertThat(runKinds()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -5 * SECOND, Long.MAX_VALUE - SECOND / 2})
    void shouldTakeDropsThatNoErrorAnnouncedForAnOverrunWithinASecond(long start) {
        start(start, INTERVAL);
        runGeneration();
        events.dropped(5);
        assertThat(runKinds()).as("not looked at yet").isEmpty();
        advance(ReceiverAgent.WITNESS_NANOS);
        run();
        List<PublishedEvents.Published> found = take();
        assertThat(found).extracting(PublishedEvents.Published::kind)
                .startsWith(EventKind.OVERRUN, EventKind.DUMP_BEGIN).endsWith(EventKind.SWEEP_DONE);
        assertThat(found.get(1).causes()).isEqualTo(ResyncCause.OVERRUN.bit());
        assertThat(published.count(Counter.OVERRUNS)).isEqualTo(1);
        assertThat(published.count(Counter.DROPS)).isEqualTo(5);
        assertThat(published.count(Counter.RESYNCS)).isEqualTo(1);
        advance(ReceiverAgent.WITNESS_NANOS);
        assertThat(runKinds()).as("the same drops again").isEmpty();
    }

    @Test
    void shouldLookForDropsOnceASecond() {
        start(0, INTERVAL);
        runGeneration();
        for (int second = 1; second <= 20; second++) {
            events.dropped(second);
            advance(ReceiverAgent.WITNESS_NANOS);
            assertThat(runKinds()).as("second %d", second).startsWith(EventKind.OVERRUN, EventKind.DUMP_BEGIN);
        }
        assertThat(published.count(Counter.DROPS)).isEqualTo(20);
        assertThat(published.count(Counter.OVERRUNS)).isEqualTo(20);
    }

    @Test
    void shouldCountAnOverrunOnceWhenBothWitnessesTellOfIt() {
        start(0, INTERVAL);
        runGeneration();
        events.errno(Errno.ENOBUFS).datagram(KernelMessages.delLink(1)).dropped(3);
        assertThat(runKinds()).startsWith(EventKind.OVERRUN, EventKind.LINK_DEL, EventKind.DUMP_BEGIN);
        for (int i = 0; i < 3; i++) {
            advance(ReceiverAgent.WITNESS_NANOS);
            assertThat(runKinds()).isEmpty();
        }
        assertThat(published.count(Counter.OVERRUNS)).isEqualTo(1);
        assertThat(published.count(Counter.DROPS)).isEqualTo(3);
        assertThat(published.count(Counter.RESYNCS)).isEqualTo(1);
    }

    @Test
    void shouldTellAnOverrunThatNoErrorAnnouncedFromOneThatWasAnnouncedBefore() {
        start(0, INTERVAL);
        runGeneration();
        events.errno(Errno.ENOBUFS).dropped(3);
        run();
        events.dropped(4);
        advance(ReceiverAgent.WITNESS_NANOS);
        run();
        assertThat(published.count(Counter.OVERRUNS)).isEqualTo(2);
        assertThat(published.count(Counter.DROPS)).isEqualTo(4);
        assertThat(published.count(Counter.RESYNCS)).isEqualTo(2);
    }

    @Test
    void shouldNotOpenAGenerationBeforeTheEventSocketIsEmpty() {
        start(0, INTERVAL);
        runGeneration();
        events.errno(Errno.ENOBUFS);
        for (int i = 0; i < 5 * BATCH; i++) {
            events.datagram(KernelMessages.newNeighbor(1, i, 7));
        }
        List<EventKind> kinds = runKinds();
        assertThat(kinds.indexOf(EventKind.DUMP_BEGIN)).isEqualTo(1 + 5 * BATCH);
        assertThat(kinds.subList(1, 1 + 5 * BATCH)).containsOnly(EventKind.NEIGH_SET);
    }

    @Test
    void shouldNotOpenAGenerationBeforeItsOverrunIsInTheRing() {
        start(0, INTERVAL);
        events.dropped(2);
        assertThat(runKinds()).startsWith(EventKind.OVERRUN, EventKind.DUMP_BEGIN);
        assertThat(published.count(Counter.RESYNCS)).as("one generation is enough").isZero();
    }

    @Test
    void shouldNotCloseAGenerationWhileEventsWait() {
        start(0, INTERVAL);
        sweeps = false;
        run();
        take();
        for (int i = 0; i < 5 * BATCH; i++) {
            events.datagram(KernelMessages.newNeighbor(1, i, 7));
        }
        suspects.offerEnd(1);
        List<EventKind> kinds = runKinds();
        assertThat(kinds).hasSize(5 * BATCH + 1).endsWith(EventKind.SWEEP_DONE);
        assertThat(kinds.subList(0, 5 * BATCH)).containsOnly(EventKind.NEIGH_SET);
    }

    @Test
    void shouldHaveALossInTheRingBeforeTheGenerationThatItSpoiledCloses() {
        start(0, INTERVAL);
        sweeps = false;
        run();
        take();
        events.dropped(1);
        suspects.offerEnd(1);
        run();
        List<PublishedEvents.Published> found = take();
        assertThat(found).extracting(PublishedEvents.Published::kind).startsWith(
                EventKind.OVERRUN, EventKind.SWEEP_DONE, EventKind.DUMP_BEGIN);
        assertThat(found.get(2).causes()).isEqualTo(ResyncCause.OVERRUN.bit());
        assertThat(published.count(Counter.OVERRUNS)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -100 * SECOND, Long.MAX_VALUE - SECOND / 3})
    void shouldLetNoTimerBeLateHoweverLongItMayPark(long start) {
        start(start, INTERVAL);
        runGeneration();
        advance(SECOND / 3);
        resyncs.request(ResyncCause.TABLE_FULL);
        runGeneration();
        long openedAt = clock.nanoTime();
        for (int parked = 0; parked <= 31 && takeKinds().isEmpty(); parked++) {
            assertThat(receiver.hasWork()).isFalse();
            advance(receiver.maxParkNanos());
            receiver.doWork();
            receiver.doWork();
        }
        assertThat(clock.nanoTime() - openedAt).isEqualTo(INTERVAL_NANOS);
        runGeneration();
        events.dropped(1);
        long droppedAt = clock.nanoTime();
        advance(receiver.maxParkNanos());
        receiver.doWork();
        receiver.doWork();
        assertThat(takeKinds()).startsWith(EventKind.OVERRUN);
        assertThat(clock.nanoTime() - droppedAt).isLessThanOrEqualTo(ReceiverAgent.WITNESS_NANOS);
    }

    @Test
    void shouldParkForAMomentOnlyWhileAGenerationIsOpenAndNotAtAllWhenATimerIsDue() {
        start(0, INTERVAL);
        receiver.doWork();
        assertThat(receiver.maxParkNanos()).isBetween(1L, 5_000_000L);
        runGeneration();
        assertThat(receiver.maxParkNanos()).isBetween(5_000_001L, ReceiverAgent.WITNESS_NANOS);
        advance(INTERVAL_NANOS + 1);
        assertThat(receiver.maxParkNanos()).isZero();
    }

    @Test
    void shouldHaveWorkWhenAGenerationIsAskedForAndNoneWhenAllIsDone() {
        start(0, INTERVAL);
        assertThat(receiver.hasWork()).as("the first generation").isTrue();
        runGeneration();
        assertThat(receiver.hasWork()).isFalse();
        resyncs.request(ResyncCause.ERROR);
        assertThat(receiver.hasWork()).isTrue();
        runGeneration();
        assertThat(receiver.hasWork()).isFalse();
    }

    @Test
    void shouldBeLeftOnlyWhenNoDumpIsReadAndTheEventSocketHeldNoMoreThanWasTaken() {
        start(0, INTERVAL);
        receiver.doWork();
        assertThat(receiver.mayBeLeft()).as("a dump is read").isFalse();
        runGeneration();
        assertThat(receiver.mayBeLeft()).isTrue();
        for (int i = 0; i < BATCH; i++) {
            events.datagram(KernelMessages.newNeighbor(1, i, 7));
        }
        receiver.doWork();
        assertThat(receiver.mayBeLeft()).as("there may be more").isFalse();
        events.datagram(KernelMessages.newNeighbor(1, BATCH, 7));
        receiver.doWork();
        assertThat(receiver.mayBeLeft()).as("there was less than it asked for").isTrue();
        events.errno(Errno.ENOBUFS);
        receiver.doWork();
        assertThat(receiver.mayBeLeft()).as("an overrun is to be told").isFalse();
    }

    @Test
    void shouldNotBeLeftWhileTheRingHasNoRoomForWhatItTook() {
        start(0, INTERVAL);
        runGeneration();
        for (int i = 0; i <= SLOTS; i++) {
            events.datagram(KernelMessages.newNeighbor(1, i, 7));
        }
        for (int i = 0; i <= SLOTS; i++) {
            receiver.doWork();
        }
        assertThat(receiver.mayBeLeft()).isFalse();
        take();
        receiver.doWork();
        assertThat(receiver.mayBeLeft()).isTrue();
    }

    @Test
    void shouldCloseBothSockets() {
        start(0, INTERVAL);
        receiver.onClose();
        assertThat(events.isClosed()).isTrue();
        assertThat(dumps.current().isClosed()).isTrue();
    }

    @Test
    void shouldTakeAsManyNotificationsAtATimeAsIsInForce() {
        start(0, INTERVAL);
        assertThat(receiver.receiveBatch()).isEqualTo(BATCH);
        assertThat(receivedInOneCycle(9)).isEqualTo(BATCH);
        receiver.receiveBatch(1);
        assertThat(receivedInOneCycle(9)).isEqualTo(1);
        receiver.receiveBatch(9);
        assertThat(receivedInOneCycle(9)).isEqualTo(9);
        receiver.receiveBatch(0);
        assertThat(receiver.receiveBatch()).isEqualTo(1);
        receiver.receiveBatch(257);
        assertThat(receiver.receiveBatch()).isEqualTo(256);
    }

    private long receivedInOneCycle(int queued) {
        run();
        for (int i = 0; i < queued; i++) {
            events.datagram(KernelMessages.newNeighbor(1, i, 7));
        }
        long before = published.count(Counter.EVENTS);
        receiver.doWork();
        return published.count(Counter.EVENTS) - before;
    }

    private void start(long nanos, Duration interval) {
        clock.update(nanos);
        receiver = new ReceiverAgent(new ReceiverPorts(events, BATCH, dumps, updates), new ReceiverConfig(interval),
                published.ring(), suspects, resyncs, clock, published.counters());
    }

    /** Runs what is under way to its end. */
    private void runGeneration() {
        run();
        assertThat(takeKinds()).endsWith(EventKind.SWEEP_DONE);
    }

    /** Runs until nothing happens any more, before a kernel without links and neighbors. */
    private void run() {
        for (int i = 0; i < 100; i++) {
            receiver.doWork();
            List<UnsafeBuffer> requests = dumps.current().takeSent();
            for (UnsafeBuffer request : answers ? requests : List.<UnsafeBuffer>of()) {
                dumps.current().datagram(KernelMessages.answer(KernelMessages.done(0), request));
            }
            for (PublishedEvents.Published event : published.take()) {
                taken.add(event);
                if (event.kind() == EventKind.DUMP_DONE && sweeps) {
                    suspects.offerEnd(event.generation());
                }
            }
        }
    }

    private List<PublishedEvents.Published> take() {
        List<PublishedEvents.Published> all = new ArrayList<>(taken);
        all.addAll(published.take());
        taken.clear();
        return all;
    }

    private List<EventKind> takeKinds() {
        return take().stream().map(PublishedEvents.Published::kind).toList();
    }

    private List<EventKind> runKinds() {
        run();
        return takeKinds();
    }

    private int causesOfOpening() {
        run();
        List<PublishedEvents.Published> all = take();
        assertThat(all.getFirst().kind()).isEqualTo(EventKind.DUMP_BEGIN);
        assertThat(all.getLast().kind()).isEqualTo(EventKind.SWEEP_DONE);
        return all.getFirst().causes();
    }

    private void advance(long nanos) {
        clock.update(clock.nanoTime() + nanos);
    }
}
