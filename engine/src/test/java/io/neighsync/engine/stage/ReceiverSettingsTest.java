package io.neighsync.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.PolicySettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.agrona.concurrent.CachedNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Settings and heartbeats on their way into the ring. */
class ReceiverSettingsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final PolicySettings DUAL_TOR = new PolicySettings(false, true, false, Set.of());
    private static final PolicySettings STRICT = new PolicySettings(true, true, false, Set.of());

    private final PublishedEvents published = new PublishedEvents(64);
    private final ScriptedPort events = new ScriptedPort();
    private final ScriptedPorts dumps = new ScriptedPorts();
    private final PolicyUpdates updates = new PolicyUpdates();
    private final ResyncRequests resyncs = new ResyncRequests();
    private final CachedNanoClock clock = new CachedNanoClock();
    private final List<PublishedEvents.Published> taken = new ArrayList<>();
    private final SuspectQueue suspects = new SuspectQueue();
    private final ReceiverAgent receiver = new ReceiverAgent(new ReceiverPorts(events, 8, dumps, updates),
            new ReceiverConfig(Duration.ZERO), published.ring(), suspects, resyncs, clock, published.counters());

    @AfterEach
    void close() {
        receiver.onClose();
        published.close();
    }

    @Test
    void shouldReadNothingBeforeTheFirstSettings() {
        events.datagram(KernelMessages.done(0));
        run();
        assertThat(published.takeAll()).isEmpty();
        assertThat(receiver.hasWork()).as("it may park").isFalse();
        assertThat(receiver.maxParkNanos()).isEqualTo(Long.MAX_VALUE);
        updates.offer(DUAL_TOR);
        assertThat(receiver.hasWork()).isTrue();
        run();
        assertThat(kinds()).startsWith(EventKind.CONFIG_CHANGED).contains(EventKind.DUMP_BEGIN);
    }

    @Test
    void shouldDecideAllRowsAnewWhenSettingsChange() {
        updates.offer(PolicySettings.PLAIN);
        run();
        kinds();
        updates.offer(DUAL_TOR);
        run();
        assertThat(kinds()).containsSubsequence(
                EventKind.CONFIG_CHANGED, EventKind.DUMP_BEGIN, EventKind.SWEEP_DONE);
    }

    @Test
    void shouldLeaveRowsToTimeInTheStrictMode() {
        updates.offer(PolicySettings.PLAIN);
        run();
        kinds();
        updates.offer(STRICT);
        run();
        assertThat(kinds()).containsExactly(EventKind.CONFIG_CHANGED);
    }

    @Test
    void shouldRepeatTheSettingsInEveryMarkSoThatAStageThatMissedThemLearnsOfThem() {
        updates.offer(DUAL_TOR);
        receiver.doWork();
        receiver.doWork();
        assertThat(published.ring().ring().get(published.ring().ring().getCursor()).kind)
                .isEqualTo(EventKind.DUMP_BEGIN);
        assertThat(published.ring().ring().get(published.ring().ring().getCursor()).settings).isEqualTo(DUAL_TOR);
    }

    @Test
    void shouldSendAHeartbeatASecond() {
        updates.offer(PolicySettings.PLAIN);
        run();
        assertThat(kinds()).containsOnlyOnce(EventKind.TICK);
        for (int second = 0; second < 5; second++) {
            clock.update(clock.nanoTime() + SECOND);
            run();
        }
        assertThat(kinds()).filteredOn(EventKind.TICK::equals).hasSize(5);
    }

    @Test
    void shouldChangeTheIntervalOfAuditsWhileItRuns() {
        updates.offer(PolicySettings.PLAIN);
        run();
        kinds();
        clock.update(clock.nanoTime() + 10 * SECOND);
        run();
        assertThat(kinds()).doesNotContain(EventKind.DUMP_BEGIN);
        receiver.auditInterval(Duration.ofSeconds(5));
        run();
        assertThat(kinds()).contains(EventKind.DUMP_BEGIN);
    }

    private List<EventKind> kinds() {
        List<EventKind> all = taken.stream().map(PublishedEvents.Published::kind).toList();
        taken.clear();
        return all;
    }

    /** Runs until nothing happens any more, before a kernel without links and neighbors. */
    private void run() {
        for (int i = 0; i < 100; i++) {
            receiver.doWork();
            for (UnsafeBuffer request : dumps.current().takeSent()) {
                dumps.current().datagram(KernelMessages.answer(KernelMessages.done(0), request));
            }
            for (PublishedEvents.Published event : published.takeAll()) {
                taken.add(event);
                if (event.kind() == EventKind.DUMP_DONE) {
                    suspects.offerEnd(event.generation());
                }
            }
        }
    }
}
