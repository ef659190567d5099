package io.neighsync.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/**
 * Events through a network that delays and garbles.
 */
@Timeout(60)
class KeyspaceSubscriptionSystemTest {
    private static final Duration TIMEOUT = Duration.ofMillis(200);

    private final List<String> changed = new ArrayList<>();
    private RedisServerProcess server;
    private TcpProxy proxy;
    private Jedis redis;
    private KeyspaceSubscription subscription;

    @BeforeEach
    void start() throws IOException {
        server = RedisServerProcess.builder().tcp().arguments("--notify-keyspace-events", "Kgh").start();
        proxy = new TcpProxy(server.tcpAddress());
        redis = server.client();
        redis.select(4);
        final JedisConnections connections = JedisConnections.of(TestConfig.defaults());
        subscription = KeyspaceSubscription.open(
            connections.open(RedisAddress.parse("127.0.0.1:" + proxy.port()), 4), 4, List.of("A|*", "B*"), TIMEOUT);
    }

    @AfterEach
    void stop() {
        subscription.close();
        redis.close();
        proxy.close();
        server.close();
    }

    @Test
    void shouldTellOfChangesInItsDatabaseThatMatch() throws IOException {
        assertThat(subscription.refusal()).isEmpty();
        redis.hset("A|1", "x", "y");
        redis.hset("AB", "x", "y");
        redis.select(5);
        redis.hset("A|2", "x", "y");
        redis.select(4);
        redis.hset("B:3", "x", "y");
        pollUntil(2);
        assertThat(changed).containsExactly("A|1", "B:3");
    }

    @Test
    void shouldWaitNoLongerThanAsked() throws IOException {
        final long start = System.nanoTime();
        subscription.poll(20_000_000, changed::add);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
            .isBetween(Duration.ofMillis(20), Duration.ofMillis(150));
        assertThat(changed).isEmpty();
    }

    @Test
    void shouldGoOnWhenPingsAreAnsweredAndFailWhenOneIsNot() throws IOException {
        for (int round = 0; round < 3; round++) {
            subscription.ping();
            subscription.poll(TIMEOUT.toNanos() * 5, changed::add);
        }
        proxy.holdRequests();
        subscription.ping();
        subscription.ping();
        final long start = System.nanoTime();
        assertThatThrownBy(() -> subscription.poll(TIMEOUT.toNanos() * 5, changed::add))
            .isInstanceOf(SocketTimeoutException.class)
            .hasMessage("no answer within 200 ms (redis.command_timeout)");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT.multipliedBy(3));
    }

    @Test
    void shouldNotMistakeItsOwnSilenceForTheServers() throws IOException {
        subscription.poll(TIMEOUT.toNanos() * 2, changed::add);
        subscription.ping();
        subscription.poll(0, changed::add);
        redis.hset("A|1", "x", "y");
        pollUntil(1);
        assertThat(changed).containsExactly("A|1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 400\r\n", "*2\r\n*2\r\n", "-ERR no\r\n", ">2\r\n", "$999999999\r\n", "\0\0\0"})
    void shouldFailWhenItIsSentGarbage(String bytes) {
        proxy.inject(bytes.getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> pollUntil(1)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void shouldFailWhenTheServerClosesTheConnection() {
        server.kill9();
        assertThatThrownBy(() -> pollUntil(1)).isInstanceOf(IOException.class);
    }

    private void pollUntil(int keys) throws IOException {
        final long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (changed.size() < keys && System.nanoTime() < deadline) {
            subscription.poll(50_000_000, changed::add);
        }
    }
}
