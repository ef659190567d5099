package io.neighsync.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/**
 * What a network that delays, cuts and garbles does to a batch.
 */
@Timeout(60)
class NetworkFaultsSystemTest {
    private static final String KEY = "Ethernet0:10.0.0.1";
    private static final String OLD_MAC = "00:00:00:00:00:01";
    private static final String NEW_MAC = "00:00:00:00:00:02";

    private RedisServerProcess server;
    private TcpProxy proxy;
    private Jedis redis;
    private WriterFixture fixture;

    @BeforeEach
    void start() {
        server = RedisServerProcess.builder().tcp().start();
        proxy = new TcpProxy(server.tcpAddress());
        redis = server.client();
    }

    @AfterEach
    void stop() {
        fixture.close();
        stopServer();
    }

    @Test
    void shouldChangeNothingWhenABatchOfAnAbandonedConnectionArrivesLate() {
        fixture = through(new TestConfig().commandTimeout(Duration.ofMillis(100)).build());
        proxy.holdRequests();
        assertThat(fixture.set(KEY, OLD_MAC).set("Ethernet4:10.0.0.2", OLD_MAC).flush())
            .containsExactly("lost no reply within 100 ms (redis.command_timeout)");
        fixture.connect();
        assertThat(fixture.set(KEY, NEW_MAC).flush()).containsExactly("acknowledged 0", "complete");
        assertThat(connections()).isEqualTo(2);

        proxy.releaseRequests();
        await().until(() -> connections() == 1);
        assertThat(redis.hget("NEIGH_TABLE:" + KEY, "neigh")).isEqualTo(NEW_MAC);
        assertThat(redis.keys("NEIGH_TABLE:*")).containsExactly("NEIGH_TABLE:" + KEY);
        assertThat(fixture.set(KEY, OLD_MAC).flush()).containsExactly("acknowledged 0", "complete");
    }

    @Test
    void shouldUnderstandRepliesWhenTheyArriveByteByByte() {
        fixture = through(TestConfig.defaults());
        proxy.cutRepliesIntoSingleBytes();
        redis.set("NEIGH_TABLE:Ethernet0:1", "in the way");
        for (int round = 0; round < 3; round++) {
            for (int row = 0; row < 40; row++) {
                fixture.set("Ethernet0:" + row, OLD_MAC);
            }
            final List<String> expected = new ArrayList<>();
            for (int row = 0; row < 40; row++) {
                expected.add(row == 1
                    ? "refused 1 WRONGTYPE Operation against a key holding the wrong kind of value"
                    : "acknowledged " + row);
            }
            expected.add("complete");
            assertThat(fixture.flush()).isEqualTo(expected);
        }
    }

    @Test
    void shouldLoseTheConnectionWhenRepliesAreGarbage() {
        fixture = through(TestConfig.defaults());
        final List<String> garbage = List.of("HTTP/1.1 400\r\n", "+PONG\r\n", ":1\r\n", "*3\r\n", "$-1\r\n", ">2\r\n",
            "$999999999\r\n", "-ERR max number of clients reached\r\n", "\0\0\0");
        for (final String bytes : garbage) {
            proxy.inject(bytes.getBytes(StandardCharsets.US_ASCII));
            fixture.events.clear();
            fixture.pollUntil(() -> !fixture.writer.isConnected());
            assertThat(fixture.events).hasSize(1);
            assertThat(fixture.events.getFirst()).startsWith("lost protocol error: unexpected ")
                .endsWith(" while expecting the reply to IDLE");
            fixture.connect();
        }
        proxy.inject("-ERR max number of clients reached\r\n".getBytes(StandardCharsets.US_ASCII));
        fixture.pollUntil(() -> !fixture.writer.isConnected());
        assertThat(fixture.events.getLast()).contains("ERR max number of clients reached");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "+QUEUED|+QUEUED|+QUEUED|*3|:2|:2|+OK|+OK|$6|9:ff:1|; acknowledged 0,acknowledged 1,complete,"
            + "lost the fence NEIGHSYNCD_FENCE was taken: it is 9:ff:1",
        "+QUEUED|+QUEUED|+QUEUED|*3|:2|-WRONGTYPE no|+OK|-ERR watch|; acknowledged 0,refused 1 WRONGTYPE no,complete,"
            + "lost protocol error: unexpected ERROR 'ERR watch' while expecting the reply to WATCH",
        "+QUEUED|+QUEUED|+QUEUED|*3|:2|:2|-NOPERM no|+PONG|; acknowledged 0,acknowledged 1,complete,"
            + "lost protocol error: unexpected SIMPLE_STRING 'PONG' while expecting the reply to WATCH",
        "+QUEUED|-OOM no|+QUEUED|-EXECABORT no|?; batch refused OOM no,"
            + "lost protocol error: unexpected MALFORMED while expecting the reply to WATCH",
        "+QUEUED|+QUEUED|+QUEUED|*-1|+OK|$-1|; lost the fence NEIGHSYNCD_FENCE was taken: it is missing",
        "+QUEUED|+QUEUED|+QUEUED|*3|:2|$-1|; lost protocol error: unexpected NIL while expecting the reply to ELEMENTS",
        "+QUEUED|+QUEUED|+QUEUED|*3|+OK|; "
            + "lost protocol error: unexpected SIMPLE_STRING 'OK' while expecting the reply to ELEMENTS",
        "+QUEUED|+QUEUED|+QUEUED|*3|:1|:1|:1|; "
            + "lost protocol error: unexpected INTEGER 1 while expecting the reply to ELEMENTS",
        "+QUEUED|+QUEUED|+QUEUED|*2|; lost protocol error: unexpected ARRAY 2 while expecting the reply to EXEC",
        "+QUEUED|+QUEUED|+QUEUED|-ERR n|; "
            + "lost protocol error: unexpected ERROR 'ERR n' while expecting the reply to EXEC",
        "+OK|; lost protocol error: unexpected SIMPLE_STRING 'OK' while expecting the reply to QUEUED"})
    void shouldReportWhatIsKnownWhenTheRepliesEndBadly(String replies, String expected) {
        fixture = through(TestConfig.defaults());
        proxy.holdRequests();
        fixture.set(KEY, OLD_MAC).set("Ethernet4:10.0.0.2", OLD_MAC);
        fixture.writer.send(System.nanoTime(), 0, 0);
        proxy.inject(replies.replace("|", "\r\n").getBytes(StandardCharsets.US_ASCII));
        fixture.pollUntil(() -> !fixture.writer.isConnected());
        assertThat(String.join(",", fixture.events)).isEqualTo(expected);
        assertThat(fixture.writer.rows()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldFinishAPartialWriteWhenTheNetworkIsSlow(boolean tls) throws IOException {
        if (tls) {
            stopServer();
            server = RedisServerProcess.builder().tls().start();
            proxy = new TcpProxy(server.tlsAddress());
            redis = server.client();
        }
        fixture = new WriterFixture(RedisAddress.parse((tls ? "rediss" : "redis") + "://127.0.0.1:" + proxy.port()),
            TableProtocol.DIRECT, new TestConfig().maxBatch(4_096).tls().build());
        final RedisConnection connection = fixture.connector.connect().activate();
        ((SocketChannel) connection.transport().channel()).setOption(StandardSocketOptions.SO_SNDBUF, 4_096);
        fixture.writer.adopt(connection);
        int partialWrites = 0;
        for (int rows = 20; rows < 1_000; rows += rows / 8) {
            partialWrites += sendIntoAClosedWindow(rows) ? 1 : 0;
        }
        assertThat(partialWrites).isGreaterThan(5);
    }

    private boolean sendIntoAClosedWindow(int rows) {
        final String value = "v".repeat(400);
        for (int row = 0; row < rows; row++) {
            assertThat(fixture.writer.hasRoom()).isTrue();
            fixture.set("Ethernet" + rows + ":" + row, "neigh", value, "family", value);
        }
        proxy.holdRequests();
        fixture.events.clear();
        fixture.writer.send(System.nanoTime(), 0, 0);
        final boolean partial = fixture.writer.wantsWrite();
        proxy.releaseRequests();
        fixture.pollUntil(fixture.writer::isReady);
        assertThat(fixture.events).hasSize(rows + 1).endsWith("complete");
        assertThat(redis.keys("NEIGH_TABLE:Ethernet" + rows + ":*")).hasSize(rows);
        return partial;
    }

    private void stopServer() {
        redis.close();
        proxy.close();
        server.close();
    }

    private long connections() {
        return redis.clientList().lines().filter(line -> line.contains("name=neighsyncd")).count();
    }

    private WriterFixture through(RedisConfig config) {
        return new WriterFixture(RedisAddress.parse("127.0.0.1:" + proxy.port()), TableProtocol.DIRECT, config)
            .connect();
    }
}
