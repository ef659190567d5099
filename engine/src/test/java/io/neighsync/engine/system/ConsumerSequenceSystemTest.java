package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.system.ConsumedScript.Pace;
import io.neighsync.netlink.NeighborInjector;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import io.neighsync.redis.OrchagentConsumer;
import io.neighsync.redis.OrchagentConsumer.Operation;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What orchagent is told, pop by pop, is what happened in the kernel: in order, nothing invented, nothing left. */
@Timeout(120)
class ConsumerSequenceSystemTest {
    private static final int BURST = 5_000;
    private static final int SEEDS = Boolean.getBoolean("neighsync.long") ? 25 : 2;
    private static final int FIRST = 0x0a00_0001;
    private static final long LLADDR = 0x0200_0000_0000L;
    private static final String KEY = "Ethernet0:10.0.0.1";
    private static final String ONE = "02:00:00:00:00:01";
    private static final String TWO = "02:00:00:00:00:02";

    private SonicHost host;

    @BeforeEach
    void enter() {
        host = SonicHost.enter();
    }

    @AfterEach
    void leave() {
        SonicHost.leave(host);
    }

    private void set(String lladdr) {
        host.ip("neigh replace 10.0.0.1 lladdr " + lladdr + " dev Ethernet0 nud permanent");
        await(lladdr + " is pending", () -> lladdr.equals(pending()));
    }

    private void delete() {
        host.ip("neigh del 10.0.0.1 dev Ethernet0");
        await("to be deleted", () -> pending() == null
                && host.appl().sismember(SonicHost.NEIGHBORS.deleteSet(), KEY));
    }

    private String pending() {
        return host.appl().hget(SonicHost.NEIGHBORS.pendingPrefix() + KEY, "neigh");
    }

    private static void await(String what, BooleanSupplier condition) {
        Eventually.shouldHold(SonicHost.SOON, what, condition);
    }

    private static Operation set(String key, String lladdr) {
        return new Operation(true, key, ConsumedScript.fields(lladdr, false));
    }

    private static Operation delete(String key) {
        return new Operation(false, key, Map.of());
    }

    /** Messages may be on their way still. */
    private static void popWhatWaits(LateOrchagent orchagent) {
        await("nothing waits", () -> {
            orchagent.popAll();
            return orchagent.waiting() == 0;
        });
    }

    @Test
    void shouldTellOfADeleteAndWhatWasSetAfterIt() {
        try (DaemonProcess daemon = host.mirror();
                LateOrchagent orchagent = new LateOrchagent(host.redis(), SonicHost.NEIGHBORS)) {
            set(ONE);
            popWhatWaits(orchagent);
            delete();
            set(ONE);
            popWhatWaits(orchagent);
            assertThat(orchagent.operations()).containsExactly(set(KEY, ONE), delete(KEY), set(KEY, ONE));
            delete();
            set(TWO);
            delete();
            popWhatWaits(orchagent);
            assertThat(orchagent.operations()).hasSize(4).endsWith(delete(KEY));
            assertThat(orchagent.errors()).isEmpty();
            assertThat(daemon.isAlive()).isTrue();
        }
    }

    @Test
    void shouldTellTheLastOfWhatWasSetBetweenTwoPops() {
        try (DaemonProcess daemon = host.mirror();
                LateOrchagent orchagent = new LateOrchagent(host.redis(), SonicHost.NEIGHBORS)) {
            set(ONE);
            set(TWO);
            popWhatWaits(orchagent);
            assertThat(orchagent.operations()).containsExactly(set(KEY, TWO));
            assertThat(orchagent.operations().getFirst().fields().keySet()).containsExactly("neigh", "family");
            set(ONE);
            delete();
            popWhatWaits(orchagent);
            assertThat(orchagent.operations()).containsExactly(set(KEY, TWO), delete(KEY));
            assertThat(orchagent.errors()).isEmpty();
            assertThat(daemon.isAlive()).isTrue();
        }
    }

    @Test
    void shouldStrandNoKeyOfABurst() {
        burst(false);
    }

    /** Redis stands still in the burst, so that batches are as large as they can be. */
    @Test
    void shouldStrandNoKeyOfLargeBatchesThatArePoppedLate() {
        burst(true);
    }

    private void burst(boolean late) {
        int ifindex = host.netns().ifindex("Ethernet0");
        try (DaemonProcess daemon = host.mirror();
                LateOrchagent orchagent = new LateOrchagent(host.redis(), SonicHost.NEIGHBORS)) {
            inject(late, daemon, injector -> injector.addInet(ifindex, FIRST, BURST, LLADDR));
            consume(orchagent, late, BURST);
            assertThat(operations(orchagent, true)).hasSize(BURST);
            inject(late, daemon, injector -> {
                for (int i = 0; i < BURST; i++) {
                    injector.delete(ifindex, Rtnetlink.AF_INET, 0, FIRST + i);
                }
            });
            consume(orchagent, late, 0);
            assertThat(operations(orchagent, false)).hasSize(BURST);
            assertThat(orchagent.operations()).hasSize(2 * BURST);
            assertThat(orchagent.errors()).isEmpty();
            System.out.println("burst of " + BURST + (late ? ", popped late" : "") + ": messages="
                    + orchagent.messages() + " of " + 2 * ((BURST + OrchagentConsumer.BATCH - 1)
                            / OrchagentConsumer.BATCH) + " at least");
            assertThat(daemon.isAlive()).isTrue();
        }
    }

    private void inject(boolean whileRedisStands, DaemonProcess daemon, Consumer<NeighborInjector> changes) {
        if (whileRedisStands) {
            host.redis().pause();
        }
        host.inject(changes);
        if (whileRedisStands) {
            await("all received", () -> EventSocketStatus.of(daemon).queued() == 0);
            host.redis().resume();
        }
    }

    /** Until orchagent has so many rows. A late one pops only when the daemon has written all of them. */
    private void consume(LateOrchagent orchagent, boolean late, int rows) {
        if (late) {
            await("all written", () -> orchagent.waiting() == BURST
                    && RedisRows.pending(host.appl()).size() == rows);
        }
        await("all told", () -> {
            orchagent.popAll();
            return orchagent.waiting() == 0 && host.rows().size() == rows;
        });
    }

    private static Set<String> operations(LateOrchagent orchagent, boolean set) {
        return orchagent.operations().stream().filter(operation -> operation.set() == set).map(Operation::key)
                .collect(Collectors.toSet());
    }

    @Test
    void shouldStrandNoKeyOfABurstThatIsSetAndDeletedAtOnce() {
        int ifindex = host.netns().ifindex("Ethernet0");
        try (DaemonProcess daemon = host.mirror();
                LateOrchagent orchagent = new LateOrchagent(host.redis(), SonicHost.NEIGHBORS)) {
            KeyHistory history = new KeyHistory();
            host.inject(injector -> {
                for (int i = 0; i < BURST; i++) {
                    String key = "Ethernet0:10.0.%d.%d".formatted((i + 1) >> 8, (i + 1) & 0xff);
                    String lladdr = "02:00:00:00:%02x:%02x".formatted(i >> 8, i & 0xff);
                    injector.add(ifindex, Rtnetlink.AF_INET, 0, FIRST + i, LLADDR + i, Nud.NUD_PERMANENT, 0);
                    injector.delete(ifindex, Rtnetlink.AF_INET, 0, FIRST + i);
                    history.set(key, ConsumedScript.fields(lladdr, false));
                    history.delete(key);
                    if (i % 2 == 0) {
                        injector.add(ifindex, Rtnetlink.AF_INET, 0, FIRST + i, LLADDR + i, Nud.NUD_PERMANENT, 0);
                        history.set(key, ConsumedScript.fields(lladdr, false));
                    }
                }
            });
            await("all told", () -> {
                orchagent.popAll();
                return orchagent.waiting() == 0 && host.rows().size() == BURST / 2;
            });
            assertThat(history.misfits(orchagent.operations())).isEmpty();
            assertThat(orchagent.errors()).isEmpty();
            assertThat(daemon.isAlive()).isTrue();
        }
    }

    static Stream<Arguments> scripts() {
        return Stream.of(Pace.values())
                .flatMap(pace -> IntStream.rangeClosed(1, SEEDS).mapToObj(seed -> Arguments.of(pace, seed)));
    }

    @ParameterizedTest(name = "pops {0}, seed {1}")
    @MethodSource("scripts")
    void shouldTellWhatHappenedInItsOrder(Pace pace, int seed) {
        try (ConsumedScript script = new ConsumedScript(host, pace, seed)) {
            script.run();
            System.out.println("pace=" + pace + " seed=" + seed + " " + script.figures());
            assertThat(script.misfits()).isEmpty();
        }
    }
}
