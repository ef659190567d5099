package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.netlink.NeighborInjector;
import io.neighsync.netlink.TestNetns;
import io.neighsync.redis.OrchagentConsumer;
import io.neighsync.redis.RedisServerProcess;
import io.neighsync.redis.TableDescriptor;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;

/** A hundred thousand neighbors: at start, and all of them changing at once. */
@Timeout(180)
class LargeTableSystemTest {
    private static final int NEIGHBORS = 100_000;
    private static final int FIRST_ADDRESS = 0x0a00_0001;
    private static final long FIRST_LLADDR = 0x0200_0000_0000L;
    private static final Duration START_GOAL = Duration.ofSeconds(1);
    private static final int TIME_FACTOR = 5;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final TableDescriptor TABLE = new TableDescriptor("NEIGH_TABLE", 0, ":", 2);

    private TestNetns netns;
    private RedisServerProcess redis;
    private Jedis jedis;
    private int ifindex;

    @BeforeEach
    void start() {
        netns = TestHost.enter();
        ifindex = netns.ifindex("Ethernet0");
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

    @Test
    void shouldHaveAllInRedisWithinASecondOfItsStart() {
        inject(FIRST_LLADDR);
        try (DaemonProcess daemon = start("producer-state")) {
            DaemonProcess.Ready ready = daemon.awaitReady();
            assertThat(ready.rows()).isEqualTo(NEIGHBORS);
            assertThat(RedisRows.pending(jedis)).isEqualTo(KernelOracle.expectedRows(netns)).hasSize(NEIGHBORS);
            System.out.println("start of 100000 rows: " + ready.elapsedMillis() + " ms from exec");
            assertThat(ready.elapsedMillis()).isLessThan((int) START_GOAL.toMillis() * TIME_FACTOR);
        }
    }

    @Test
    void shouldEndEqualWhenEveryAddressChangesInOneBurst() {
        inject(FIRST_LLADDR);
        try (DaemonProcess daemon = start("direct")) {
            daemon.awaitReady();
            inject(FIRST_LLADDR + 0x0100_0000L);
            Map<String, String> expected = KernelOracle.expectedRows(netns);
            Duration took = Eventually.shouldBeEqual(LIMIT, () -> RedisRows.published(jedis), () -> expected);
            System.out.println("100000 changed at once: equal " + took.toMillis() + " ms after they could be compared");
            assertThat(daemon.terminate()).isZero();
        }
    }

    @Test
    void shouldStrandNoKeyForAConsumerThatPopsOncePerMessage() {
        inject(FIRST_LLADDR);
        try (OrchagentConsumer orchagent = new OrchagentConsumer(redis::client, TABLE).listen();
                DaemonProcess daemon = start("producer-state")) {
            daemon.awaitReady();
            inject(FIRST_LLADDR + 0x0200_0000L);
            Map<String, String> expected = KernelOracle.expectedRows(netns);
            Eventually.shouldBeEqual(LIMIT, () -> RedisRows.published(jedis), () -> expected);
            assertThat(orchagent.errors()).isEmpty();
            assertThat(jedis.scard("NEIGH_TABLE_KEY_SET")).isZero();
        }
    }

    private DaemonProcess start(String protocol) {
        return DaemonProcess.start("--redis", redis.unixAddress().toString(), "--protocol", protocol);
    }

    private void inject(long firstLladdr) {
        try (NeighborInjector injector = NeighborInjector.open()) {
            injector.addInet(ifindex, FIRST_ADDRESS, NEIGHBORS, firstLladdr);
        }
    }
}
