package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.netlink.TestNetns;
import io.neighsync.redis.OrchagentConsumer;
import io.neighsync.redis.OrchagentConsumer.Operation;
import io.neighsync.redis.RedisServerProcess;
import io.neighsync.redis.TableDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;

/** Neighbors of a veth appear in Redis exactly as SONiC's contract says, in both protocols. */
@Timeout(120)
class NeighborRowsSystemTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final TableDescriptor TABLE = new TableDescriptor("NEIGH_TABLE", 0, ":", 2);

    private TestNetns netns;
    private RedisServerProcess redis;
    private Jedis jedis;

    @BeforeEach
    void start() {
        netns = TestHost.enter();
        redis = RedisServerProcess.start();
        jedis = redis.client();
    }

    @AfterEach
    void stop() {
        if (redis != null) {
            jedis.close();
            redis.close();
            netns.close();
        }
    }

    private DaemonProcess daemon(String protocol, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("--redis", redis.unixAddress().toString(), "--protocol", protocol));
        arguments.addAll(List.of(more));
        return DaemonProcess.start(arguments.toArray(String[]::new));
    }

    @Test
    void shouldMirrorAddReplaceAndDeleteInDirectMode() {
        netns.ip("neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev Ethernet0 nud permanent");
        try (DaemonProcess daemon = daemon("direct")) {
            assertThat(daemon.awaitReady().rows()).isEqualTo(1);
            assertThat(RedisRows.published(jedis)).isEqualTo(Map.of("Ethernet0:10.0.0.9", "02:00:00:00:00:09 IPv4"));

            netns.ip("neigh add 10.0.0.1 lladdr 02:00:00:00:00:01 dev Ethernet0 nud permanent");
            netns.ip("neigh add fc00::2 lladdr 02:00:00:00:00:02 dev Ethernet0 nud reachable");
            netns.ip("neigh add fe80::2 lladdr 02:00:00:00:00:02 dev Ethernet0 nud permanent");
            netns.ip("neigh replace 10.0.0.9 lladdr 02:00:00:00:00:19 dev Ethernet0 nud permanent");
            Eventually.shouldBeEqual(SOON, () -> RedisRows.published(jedis), () -> Map.of(
                    "Ethernet0:10.0.0.1", "02:00:00:00:00:01 IPv4",
                    "Ethernet0:10.0.0.9", "02:00:00:00:00:19 IPv4",
                    "Ethernet0:fc00::2", "02:00:00:00:00:02 IPv6"));

            netns.ip("neigh del 10.0.0.1 dev Ethernet0");
            netns.ip("neigh del fc00::2 dev Ethernet0");
            netns.ip("neigh del 10.0.0.9 dev Ethernet0");
            Eventually.shouldBeEqual(SOON, () -> RedisRows.published(jedis), Map::of);
            assertThat(jedis.keys("*")).containsOnly("NEIGHSYNCD_FENCE", "NEIGHSYNCD_MARKER");
        }
    }

    @Test
    void shouldGiveAConsumerExactlyTheOperationsOfEachNeighborInProducerStateMode() {
        try (OrchagentConsumer orchagent = new OrchagentConsumer(redis::client, TABLE).listen();
                DaemonProcess daemon = daemon("producer-state")) {
            daemon.awaitReady();
            netns.ip("neigh add 10.0.0.1 lladdr 02:00:00:00:00:01 dev Ethernet0 nud permanent");
            awaitOperations(orchagent, 1);
            netns.ip("neigh replace 10.0.0.1 lladdr 02:00:00:00:00:02 dev Ethernet0 nud permanent");
            awaitOperations(orchagent, 2);
            netns.ip("neigh del 10.0.0.1 dev Ethernet0");
            awaitOperations(orchagent, 3);
            netns.ip("neigh add fc00::2 lladdr 02:00:00:00:00:03 dev Ethernet0 nud permanent");
            awaitOperations(orchagent, 4);

            assertThat(orchagent.operations()).containsExactly(
                    set("Ethernet0:10.0.0.1", "02:00:00:00:00:01", "IPv4"),
                    set("Ethernet0:10.0.0.1", "02:00:00:00:00:02", "IPv4"),
                    new Operation(false, "Ethernet0:10.0.0.1", Map.of()),
                    set("Ethernet0:fc00::2", "02:00:00:00:00:03", "IPv6"));
            assertThat(orchagent.errors()).isEmpty();
            assertThat(RedisRows.published(jedis)).isEqualTo(KernelOracle.expectedRows(netns));
        }
    }

    @Test
    void shouldDumpOnceMoreWhenTheFirstSyncIsInRedis() {
        try (DaemonProcess daemon = daemon("direct")) {
            daemon.awaitReady();
            netns.ip("neigh add 10.0.0.1 lladdr 02:00:00:00:00:01 dev Ethernet0 nud permanent");
            Eventually.shouldBeEqual(SOON, () -> RedisRows.published(jedis), () -> KernelOracle.expectedRows(netns));
            assertThat(daemon.terminate()).isZero();
            assertThat(daemon.counted("resyncs")).isEqualTo(1);
        }
    }

    @Test
    void shouldWriteNothingWhenNothingChanges() {
        netns.ip("neigh add 10.0.0.1 lladdr 02:00:00:00:00:01 dev Ethernet0 nud reachable");
        try (DaemonProcess daemon = daemon("direct")) {
            daemon.awaitReady();
            for (String state : List.of("stale", "reachable", "delay", "probe", "stale", "permanent")) {
                netns.ip("neigh replace 10.0.0.1 lladdr 02:00:00:00:00:01 dev Ethernet0 nud " + state);
            }
            netns.ip("neigh add 10.0.0.2 lladdr 02:00:00:00:00:02 dev Ethernet0 nud permanent");
            Eventually.shouldBeEqual(SOON, () -> RedisRows.published(jedis), () -> KernelOracle.expectedRows(netns));
            assertThat(daemon.terminate()).isZero();
            assertThat(daemon.counted("rows_set")).isEqualTo(2);
            assertThat(daemon.counted("noops")).isGreaterThanOrEqualTo(5);
        }
    }

    @Test
    void shouldDeleteRowsThatVanishedWhileItWasDownAndWriteOnlyDifferences() {
        netns.ip("neigh add 10.0.0.1 lladdr 02:00:00:00:00:01 dev Ethernet0 nud permanent");
        netns.ip("neigh add 10.0.0.2 lladdr 02:00:00:00:00:02 dev Ethernet0 nud permanent");
        netns.ip("neigh add 10.0.0.3 lladdr 02:00:00:00:00:03 dev Ethernet0 nud permanent");
        try (DaemonProcess first = daemon("direct")) {
            first.awaitReady();
            first.kill9();
        }
        netns.ip("neigh del 10.0.0.1 dev Ethernet0");
        netns.ip("neigh replace 10.0.0.2 lladdr 02:00:00:00:00:22 dev Ethernet0 nud permanent");
        jedis.hset("NEIGH_TABLE:gone0:10.9.9.9", Map.of("neigh", "02:00:00:00:00:99", "family", "IPv4"));
        try (DaemonProcess second = daemon("direct")) {
            assertThat(second.awaitReady().writes()).isEqualTo(3);
            assertThat(RedisRows.published(jedis)).isEqualTo(KernelOracle.expectedRows(netns)).hasSize(2);
        }
    }

    @Test
    void shouldMoveRowsWhenTheirLinkIsRenamed() {
        netns.ip("neigh add 10.0.0.1 lladdr 02:00:00:00:00:01 dev Ethernet0 nud permanent");
        try (DaemonProcess daemon = daemon("direct")) {
            daemon.awaitReady();
            netns.ip("link set Ethernet0 name uplink");
            Eventually.shouldBeEqual(SOON, () -> RedisRows.published(jedis),
                    () -> Map.of("uplink:10.0.0.1", "02:00:00:00:00:01 IPv4"));
            netns.ip("link del uplink");
            Eventually.shouldBeEqual(SOON, () -> RedisRows.published(jedis), Map::of);
        }
    }

    private static void awaitOperations(OrchagentConsumer orchagent, int count) {
        Eventually.shouldHold(SOON, count + " operations", () -> orchagent.operations().size() >= count);
    }

    private static Operation set(String key, String lladdr, String family) {
        return new Operation(true, key, Map.of("neigh", lladdr, "family", family));
    }
}
