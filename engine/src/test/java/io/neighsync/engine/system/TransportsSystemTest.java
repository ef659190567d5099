package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.netlink.TestNetns;
import io.neighsync.redis.RedisAddress;
import io.neighsync.redis.RedisServerProcess;
import io.neighsync.redis.TestCertificates;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/** The same course of events over every transport and in every layout of threads. */
@Timeout(120)
class TransportsSystemTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    private TestNetns netns;

    @BeforeEach
    void enter() {
        netns = TestHost.enter();
        netns.ip("neigh add 10.0.0.1 lladdr 02:00:00:00:00:01 dev Ethernet0 nud permanent");
    }

    @AfterEach
    void leave() {
        TestHost.leave(netns);
    }

    @ParameterizedTest
    @CsvSource({
        "unix,single", "unix,shared", "unix,grouped", "unix,dedicated",
        "tcp,single", "tcp,shared", "tcp,grouped", "tcp,dedicated",
        "tls,single", "tls,shared", "tls,grouped", "tls,dedicated"
    })
    void shouldMirrorAndSurviveAKillOfRedis(String transport, String threading) {
        try (RedisServerProcess redis = server(transport);
                DaemonProcess daemon = DaemonProcess.start(arguments(redis, transport, threading))) {
            daemon.awaitReady();
            netns.ip("neigh add fc00::2 lladdr 02:00:00:00:00:02 dev Ethernet0 nud permanent");
            awaitEqual(redis);

            redis.kill9();
            netns.ip("neigh replace 10.0.0.1 lladdr 02:00:00:00:00:11 dev Ethernet0 nud permanent");
            netns.ip("neigh del fc00::2 dev Ethernet0");
            netns.ip("neigh add 10.0.0.3 lladdr 02:00:00:00:00:03 dev Ethernet0 nud permanent");
            redis.restart();
            awaitEqual(redis);

            assertThat(daemon.terminate()).as(daemon.output()).isZero();
            assertThat(daemon.counted("redis_reconnects")).isEqualTo(1);
            assertThat(daemon.counted("errors")).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "shared", "grouped", "dedicated"})
    void shouldMirrorIntoAnEmbeddedServer(String threading) {
        try (DaemonProcess daemon = DaemonProcess.start("--redis", "embedded", "--threading", threading)) {
            daemon.awaitReady();
            String line = daemon.out().stream().filter(text -> text.startsWith("redis ")).findFirst().orElseThrow();
            netns.ip("neigh add fc00::2 lladdr 02:00:00:00:00:02 dev Ethernet0 nud permanent");
            try (Jedis jedis = RedisServerProcess.client(RedisAddress.parse(line.substring(6)))) {
                Eventually.shouldBeEqual(
                        SOON, () -> RedisRows.published(jedis), () -> KernelOracle.expectedRows(netns));
            }
            assertThat(daemon.terminate()).isZero();
        }
    }

    private void awaitEqual(RedisServerProcess redis) {
        try (Jedis jedis = redis.client()) {
            Eventually.shouldBeEqual(SOON, () -> RedisRows.published(jedis), () -> KernelOracle.expectedRows(netns));
        }
    }

    private static RedisServerProcess server(String transport) {
        Function<RedisServerProcess.Builder, RedisServerProcess.Builder> with = switch (transport) {
            case "tcp" -> RedisServerProcess.Builder::tcp;
            case "tls" -> RedisServerProcess.Builder::tls;
            default -> builder -> builder;
        };
        return with.apply(RedisServerProcess.builder()).start();
    }

    private static String[] arguments(RedisServerProcess redis, String transport, String threading) {
        List<String> arguments = new ArrayList<>(List.of("--threading", threading));
        arguments.add("--redis");
        arguments.add(switch (transport) {
            case "tcp" -> redis.tcpAddress().toString();
            case "tls" -> redis.tlsAddress().toString();
            default -> redis.unixAddress().toString();
        });
        if (transport.equals("tls")) {
            arguments.add("--set");
            arguments.add("redis.tls_ca=" + TestCertificates.get().ca());
        }
        return arguments.toArray(String[]::new);
    }
}
