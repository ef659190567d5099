package io.neighsync.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.engine.policy.VrfConfig;
import io.neighsync.engine.stage.KernelMessages;
import io.neighsync.engine.stage.PolicyUpdates;
import io.neighsync.engine.stage.ReceiverConfig;
import io.neighsync.engine.stage.ReceiverPorts;
import io.neighsync.engine.stage.RowListener;
import io.neighsync.engine.stage.ScriptedPort;
import io.neighsync.engine.stage.ScriptedPorts;
import io.neighsync.engine.stage.StageAgent;
import io.neighsync.netlink.Rtnetlink;
import io.neighsync.netlink.ffm.Errno;
import io.neighsync.redis.TableProtocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.concurrent.CachedNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole pipeline on one thread by hand, between a scripted kernel and a Redis that is not there. */
class PipelineTest {
    private static final int RING = 64;
    private static final int MAX_BATCH = 16;

    private final Counters counters = new Counters();
    private final CachedNanoClock clock = new CachedNanoClock();
    private final ScriptedPort events = new ScriptedPort();
    private final ScriptedPorts dumps = new ScriptedPorts();
    private final List<Throwable> errors = new ArrayList<>();
    private final NoRedis noRedis = new NoRedis();
    /** What the kernel holds, by address; its one link is eth0. */
    private final Map<Integer, Long> kernel = new HashMap<>();
    private final Pipeline pipeline = new Pipeline(
            new PipelineConfig(RING, 1_024,
                    new ReceiverConfig(Duration.ofSeconds(30)), new VrfConfig(List.of(), List.of())),
            new Pipeline.Ports(new ReceiverPorts(events, 8, dumps, PolicyUpdates.of(PolicySettings.PLAIN)),
                    NoRedis.writer(TableProtocol.DIRECT, MAX_BATCH), MAX_BATCH, noRedis, null,
                    RowListener.NONE),
            clock, counters, errors::add);

    @AfterEach
    void close() {
        pipeline.receiver().onClose();
        pipeline.close();
        assertThat(errors).isEmpty();
    }

    @Test
    void shouldDumpFirstAndThenFollowTheEvents() throws Exception {
        for (int address = 1; address <= 100; address++) {
            kernel.put(address, 7L);
        }
        run(200);
        assertThat(counters.get(Counter.ROWS)).isEqualTo(100);
        assertThat(counters.get(Counter.RESYNCS)).isZero();
        change(1, 8L);
        change(2, null);
        change(101, 5L);
        run(20);
        assertThat(counters.get(Counter.ROWS)).isEqualTo(100);
        assertThat(counters.get(Counter.EVENTS)).isEqualTo(3);
        assertThat(counters.get(Counter.DUMP_ROWS)).isEqualTo(101);
        assertThat(counters.get(Counter.UNKNOWN_LINKS)).isZero();
        assertThat(counters.get(Counter.MALFORMED_MESSAGES)).isZero();
    }

    @Test
    void shouldEndAsTheKernelAfterAnOverrun() throws Exception {
        for (int address = 1; address <= 50; address++) {
            kernel.put(address, 7L);
        }
        run(200);
        for (int address = 1; address <= 20; address++) {
            kernel.remove(address);
        }
        kernel.put(60, 9L);
        events.errno(Errno.ENOBUFS);
        run(400);
        assertThat(counters.get(Counter.OVERRUNS)).isEqualTo(1);
        assertThat(counters.get(Counter.RESYNCS)).isEqualTo(1);
        assertThat(counters.get(Counter.SUSPECTS)).isEqualTo(20);
        assertThat(counters.get(Counter.CONFIRMS)).isEqualTo(20);
        assertThat(counters.get(Counter.ROWS)).isEqualTo(31);
        assertThat(counters.get(Counter.NEIGHBORS)).isEqualTo(31);
    }

    @Test
    void shouldRunOneMoreGenerationWhenAnOverrunComesWhileOneIsOpen() throws Exception {
        run(2);
        events.errno(Errno.ENOBUFS).errno(Errno.ENOBUFS);
        run(200);
        assertThat(counters.get(Counter.OVERRUNS)).isEqualTo(2);
        assertThat(counters.get(Counter.RESYNCS)).isEqualTo(1);
        assertThat(pipeline.resyncs().isPending()).isFalse();
    }

    @Test
    void shouldNotDumpBeforeTheEventSocketIsEmpty() throws Exception {
        for (int i = 0; i < 64; i++) {
            events.datagram(KernelMessages.newNeighbor(1, i, 7));
        }
        for (int i = 0; i < 8; i++) {
            cycle();
            assertThat(dumps.current().takeSent()).isEmpty();
        }
        run(200);
        assertThat(counters.get(Counter.DUMP_ROWS)).isEqualTo(1);
    }

    @Test
    void shouldKeepConvergingAndAskForRedisOnceWhileItIsAway() throws Exception {
        run(100);
        for (int round = 0; round < 100; round++) {
            for (int address = 1; address <= 20; address++) {
                change(address, (long) round);
            }
            run(10);
        }
        assertThat(counters.get(Counter.EVENTS)).isEqualTo(2_000);
        assertThat(counters.get(Counter.ROWS)).isEqualTo(20);
        assertThat(noRedis.requests()).isEqualTo(1);
        assertThat(pipeline.isWritten()).isFalse();
    }

    @Test
    void shouldHaveNoWorkLeftWhenEverythingIsHandled() throws Exception {
        kernel.put(1, 7L);
        run(200);
        assertThat(pipeline.receiver().hasWork()).isFalse();
        assertThat(pipeline.stageAgents()).noneMatch(StageAgent::hasWork);
        change(1, 8L);
        pipeline.receiver().doWork();
        assertThat(pipeline.stageAgents().getFirst().hasWork()).isTrue();
        pipeline.stageAgents().getFirst().doWork();
        assertThat(pipeline.stageAgents().get(1).hasWork()).isTrue();
    }

    @Test
    void shouldTellOfAHeartbeatOnceEveryStageHasHandledIt() throws Exception {
        run(200);
        long before = pipeline.handled();
        clock.advance(Duration.ofSeconds(1).toNanos());
        pipeline.receiver().doWork();
        for (StageAgent stage : pipeline.stageAgents()) {
            assertThat(pipeline.handled()).isEqualTo(before);
            stage.doWork();
        }
        assertThat(pipeline.handled()).isEqualTo(before + 1);
    }

    private void change(int address, Long lladdr) {
        if (lladdr == null) {
            kernel.remove(address);
            events.datagram(KernelMessages.delNeighbor(1, address));
        } else {
            kernel.put(address, lladdr);
            events.datagram(KernelMessages.newNeighbor(1, address, lladdr));
        }
    }

    private void run(int cycles) throws Exception {
        for (int i = 0; i < cycles; i++) {
            cycle();
            for (UnsafeBuffer request : dumps.current().takeSent()) {
                answer(request);
            }
        }
    }

    private void cycle() throws Exception {
        pipeline.receiver().doWork();
        for (StageAgent agent : pipeline.stageAgents()) {
            agent.doWork();
        }
    }

    private void answer(UnsafeBuffer request) {
        boolean single = request.capacity() > 32;
        if (single) {
            int address = Integer.reverseBytes(request.getInt(32));
            dumps.current().datagram(kernel.containsKey(address)
                    ? KernelMessages.answer(KernelMessages.newNeighbor(1, address, kernel.get(address)), request)
                    : KernelMessages.error(Errno.ENOENT, request));
            return;
        }
        if (KernelMessages.typeOf(request) == Rtnetlink.RTM_GETLINK) {
            dumps.current().datagram(KernelMessages.answer(KernelMessages.newLink(1, "eth0"), request));
        } else if (KernelMessages.familyOf(request) == Rtnetlink.AF_INET) {
            kernel.forEach((address, lladdr) -> dumps.current().datagram(
                    KernelMessages.answer(KernelMessages.newNeighbor(1, address, lladdr), request)));
        }
        dumps.current().datagram(KernelMessages.answer(KernelMessages.done(0), request));
    }
}
