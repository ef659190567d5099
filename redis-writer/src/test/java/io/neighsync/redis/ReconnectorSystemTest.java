package io.neighsync.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;

/**
 * Connections on request, from a Redis that comes and goes.
 */
@Timeout(60)
class ReconnectorSystemTest {
    private final AtomicInteger wakeUps = new AtomicInteger();
    private final PrintStream standardError = System.err;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private RedisServerProcess server;

    @BeforeEach
    void start() {
        server = RedisServerProcess.start();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() {
        System.setErr(standardError);
        server.close();
    }

    @Test
    void shouldHandOverAnActivatedConnectionOnceForEachRequest() {
        try (Reconnector<RedisConnection> reconnector = reconnector(Function.identity())) {
            assertThat(reconnector.take()).isNull();
            reconnector.request();
            final RedisConnection connection = awaitTaken(reconnector);
            assertThat(connection.isActivated()).isTrue();
            assertThat(wakeUps).hasValue(1);
            assertThat(reconnector.take()).isNull();
            connection.close();
            assertThat(log.toString(StandardCharsets.UTF_8)).isEmpty();
        }
    }

    @Test
    void shouldRunThePreparationWhileTheConnectionIsBlocking() {
        try (Reconnector<String> reconnector = reconnector(connection -> connection.jedis().ping("rows"))) {
            reconnector.request();
            assertThat(awaitTaken(reconnector)).isEqualTo("rows");
        }
    }

    @Test
    void shouldBeBackWithinASecondOfRedisListeningAndLogTwoLines() {
        try (Reconnector<RedisConnection> reconnector = reconnector(Function.identity())) {
            server.kill9();
            reconnector.request();
            await().until(() -> log.size() > 0);
            await().pollDelay(Duration.ofMillis(1_200)).until(() -> true);
            server.restart();
            final long listening = System.nanoTime();
            awaitTaken(reconnector).close();
            assertThat(Duration.ofNanos(System.nanoTime() - listening)).isLessThan(Duration.ofSeconds(1));
            final List<String> lines = log.toString(StandardCharsets.UTF_8).lines().toList();
            assertThat(lines).hasSize(2);
            assertThat(lines.getFirst()).contains("WARN").contains("cannot be used").contains("trying again");
            assertThat(lines.getLast()).contains("INFO").containsPattern("is back after [3-9] attempts");
        }
    }

    @Test
    void shouldTryAgainWhenThePreparationFails() {
        final AtomicInteger calls = new AtomicInteger();
        try (Reconnector<Integer> reconnector = reconnector(connection -> {
            if (calls.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
            }
            return calls.get();
        })) {
            reconnector.request();
            assertThat(awaitTaken(reconnector)).isEqualTo(3);
            await().until(() -> connections() == 1);
        }
        await().until(() -> connections() == 1);
    }

    @Test
    void shouldCloseWhatNobodyTookWhenAskedAgainAndWhenClosed() {
        final Reconnector<RedisConnection> reconnector = reconnector(Function.identity());
        reconnector.request();
        await().until(() -> wakeUps.get() == 1);
        reconnector.request();
        await().until(() -> wakeUps.get() == 2);
        await().until(() -> connections() == 1);
        reconnector.close();
        await().until(() -> connections() == 0);
    }

    @Test
    void shouldCloseInTimeWhateverItWaitsFor() {
        final List<Runnable> situations = List.of(() -> { }, server::pause, server::kill9);
        for (final Runnable situation : situations) {
            situation.run();
            final Reconnector<RedisConnection> reconnector = reconnector(Function.identity());
            reconnector.request();
            final long start = System.nanoTime();
            reconnector.close();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
            assertThat(Thread.getAllStackTraces().keySet()).noneMatch(
                thread -> "neigh-connect".equals(thread.getName()));
        }
    }

    private long connections() {
        try (Jedis redis = server.client()) {
            return redis.clientList().lines().filter(line -> line.contains("name=neighsyncd")).count();
        }
    }

    private <T> Reconnector<T> reconnector(Function<RedisConnection, T> prepare) {
        final RedisConnector connector = new RedisConnector(server.unixAddress(), TestConfig.defaults(),
            TestConfig.TABLES, TableProtocol.PRODUCER_STATE);
        return new Reconnector<>(connector, TestConfig.defaults(), prepare, wakeUps::incrementAndGet).start();
    }

    private static <T> T awaitTaken(Reconnector<T> reconnector) {
        final AtomicReference<T> taken = new AtomicReference<>();
        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            taken.set(reconnector.take());
            return taken.get() != null;
        });
        return taken.get();
    }
}
