package io.neighsync.engine.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.control.NoRedis;
import io.neighsync.engine.control.Pipeline;
import io.neighsync.engine.control.PipelineConfig;
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
import io.neighsync.redis.TableProtocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.CachedNanoClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is printed at stop, of a pipeline that took some events and never saw Redis. */
class StopSummaryTest {
    private static final int BATCH = 16;

    private final Counters counters = new Counters();
    private final ScriptedPort events = new ScriptedPort();
    private final List<Throwable> errors = new ArrayList<>();
    private final Pipeline pipeline = new Pipeline(
            new PipelineConfig(64, 64, new ReceiverConfig(Duration.ZERO),
                    new VrfConfig(List.of(), List.of("hidden"))),
            new Pipeline.Ports(new ReceiverPorts(events, BATCH, new ScriptedPorts(),
                            PolicyUpdates.of(PolicySettings.PLAIN)),
                    NoRedis.writer(TableProtocol.DIRECT, BATCH), BATCH, new NoRedis(), null,
                    RowListener.NONE),
            new CachedNanoClock(), counters, errors::add);

    @AfterEach
    void close() {
        pipeline.receiver().onClose();
        pipeline.close();
        assertThat(errors).isEmpty();
    }

    @Test
    void shouldSumTheRepairsOfAuditsAndNameEveryCounterOnceBesides() {
        counters.of(Counter.NEIGHBOR_REPAIRS).set(5);
        counters.of(Counter.LINK_REPAIRS).set(2);
        counters.of(Counter.OVERRUNS).set(3);
        String summary = StopSummary.of(counters, pipeline);
        assertThat(summary).contains("overruns=3 resyncs=0 audit_repairs=7 redis_reconnects=0\n")
                .contains("neighbor_repairs=5").contains("link_repairs=2");
        List<String> words = List.of(summary.split("\\s+", -1));
        for (Counter counter : Counter.values()) {
            assertThat(words).filteredOn(word -> word.startsWith(counter.label() + "=")
                    && !word.startsWith("neighbors=")).hasSizeLessThanOrEqualTo(2);
            assertThat(words).as(counter.label()).contains(counter.label() + "=" + counters.get(counter));
        }
    }

    @Test
    void shouldNameTheNeighborsAndRowsOfEachVrf() throws Exception {
        events.datagram(KernelMessages.newVrf(10, "Vrf-red", 1_001))
                .datagram(KernelMessages.newVrf(11, "hidden", -2))
                .datagram(KernelMessages.newLink(2, "eth0"))
                .datagram(KernelMessages.newLink(3, "eth1", 10))
                .datagram(KernelMessages.newLink(4, "eth2", 11))
                .datagram(KernelMessages.newNeighbor(2, 1, 7))
                .datagram(KernelMessages.newNeighbor(3, 1, 7))
                .datagram(KernelMessages.newNeighbor(3, 10, 1, 2, 7, 2))
                .datagram(KernelMessages.newNeighbor(4, 1, 7));
        for (int i = 0; i < 3; i++) {
            pipeline.receiver().doWork();
            for (StageAgent agent : pipeline.stageAgents()) {
                agent.doWork();
            }
        }
        assertThat(StopSummary.of(counters, pipeline)).contains("""
                vrf=default neighbors=1 rows=1 ipv4=1 ipv6=0 ifindex=0 table=0
                vrf=Vrf-red neighbors=2 rows=2 ipv4=1 ipv6=1 ifindex=10 table=1001
                vrf=hidden neighbors=1 rows=0 ipv4=1 ipv6=0 ifindex=11 table=4294967294
                latency_us p50=""");
    }
}
