package io.neighsync.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

/**
 * What a row costs: bytes of heap, and time beside redis-benchmark in the same run.
 */
@Timeout(120)
class FencedWriterPerformanceSystemTest implements BatchListener {
    private static final int ROWS = 100_000;
    private static final int RUNS = 5;
    private static final int WARM_UPS = 2;
    /** Of what redis-benchmark writes. */
    private static final double GOAL_SHARE = 0.65;

    private final UnsafeBuffer key = new UnsafeBuffer(new byte[64]);
    private final UnsafeBuffer fields = new UnsafeBuffer(new byte[128]);
    private RedisServerProcess server;
    private Jedis redis;
    private int fieldsLength;
    private long acknowledged;

    @BeforeEach
    void start() {
        server = RedisServerProcess.start();
        redis = server.client();
        key.putStringWithoutLengthAscii(0, "Ethernet0:10.");
        fieldsLength = new RespEncoder().wrap(fields, 0)
            .bulk("neigh").bulk("00:11:22:33:44:55").bulk("family").bulk("IPv4").position();
    }

    @AfterEach
    void stop() {
        redis.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void shouldAllocateNothingWhenWarm(TableProtocol protocol) {
        final long allocated = allocatedBytes(server.unixAddress(), protocol);
        System.out.println("figure: " + protocol + " bytes allocated for 200 k rows: " + allocated);
        assertThat(acknowledged).isEqualTo(400_000);
        assertThat(allocated).isLessThan(1_024);
    }

    @Test
    void shouldAllocateLittleOverTcpAndSomeOverTls() {
        try (RedisServerProcess other = RedisServerProcess.builder().tcp().tls().start()) {
            assertThat(allocatedBytes(other.tcpAddress(), TableProtocol.PRODUCER_STATE)).isLessThan(1_024);
            final long tls = allocatedBytes(other.tlsAddress(), TableProtocol.PRODUCER_STATE);
            System.out.println("figure: TLS bytes allocated for each row: " + tls / 200_000);
            assertThat(tls / 200_000).isLessThan(500);
        }
    }

    private long allocatedBytes(RedisAddress address, TableProtocol protocol) {
        final FencedWriter writer = connect(address, protocol, 512);
        write(writer, 200_000);
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long before = threads.getCurrentThreadAllocatedBytes();
        write(writer, 200_000);
        final long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        writer.disconnect("done", this);
        return allocated;
    }

    @Test
    void shouldWriteAGoodShareOfWhatRedisCanTake() throws IOException {
        assumeTrue(RedisServerProcess.isInstalled(), "redis-benchmark is not installed");
        final double ceiling = benchmark();
        System.out.printf("figure: redis-benchmark HSET %.0f k rows/s%n", ceiling);
        for (final TableProtocol protocol : TableProtocol.values()) {
            for (final int maxBatch : new int[] {256, 512, 1_000}) {
                final double[] rates = rates(protocol, maxBatch);
                final double median = rates[RUNS / 2];
                System.out.printf("figure: %s max_batch %d: %.0f k rows/s (%.0f-%.0f), %.0f %% of redis-benchmark%n",
                    protocol, maxBatch, median, rates[0], rates[RUNS - 1], 100 * median / ceiling);
                assertThat(median / ceiling).isGreaterThan(GOAL_SHARE / 5);
            }
        }
        System.out.printf("figure: redis-benchmark HSET again %.0f k rows/s%n", benchmark());
    }

    private double[] rates(TableProtocol protocol, int maxBatch) {
        final double[] rates = new double[RUNS];
        for (int run = -WARM_UPS; run < RUNS; run++) {
            redis.flushAll();
            final FencedWriter writer = connect(server.unixAddress(), protocol, maxBatch);
            final long start = System.nanoTime();
            write(writer, ROWS);
            rates[Math.max(run, 0)] = ROWS * 1e6 / (System.nanoTime() - start);
            writer.disconnect("done", this);
            assertThat(redis.dbSize()).isGreaterThanOrEqualTo(ROWS);
        }
        Arrays.sort(rates);
        return rates;
    }

    private FencedWriter connect(RedisAddress address, TableProtocol protocol, int maxBatch) {
        final RedisConfig config = new TestConfig().maxBatch(maxBatch).tls().build();
        final FencedWriter writer = new FencedWriter(TestConfig.TABLES, protocol, config);
        writer.adopt(new RedisConnector(address, config, TestConfig.TABLES, protocol)
            .connect().activate());
        return writer;
    }

    private void write(FencedWriter writer, int rows) {
        int row = 0;
        while (row < rows || !writer.isReady()) {
            writer.poll(System.nanoTime(), this);
            if (writer.isReady() && row < rows) {
                while (row < rows && writer.hasRoom()) {
                    final int length = 13 + key.putNaturalIntAscii(13, row);
                    writer.set(TestConfig.NEIGH, key, 0, length, fields, 0, fieldsLength);
                    row++;
                }
                writer.send(System.nanoTime(), row, 1);
            }
        }
    }

    private double benchmark() throws IOException {
        redis.flushAll();
        final Process process = new ProcessBuilder("redis-benchmark", "-s", server.unixAddress().host(), "-c", "4",
            "-P", "64", "-n", "1000000", "-r", "100000", "-q", "HSET", "key:__rand_int__", "f1", "v1", "f2", "v2")
            .redirectErrorStream(true).start();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        final Matcher matcher = Pattern.compile("([0-9.]+) requests per second").matcher(output);
        assertThat(matcher.find()).as(output).isTrue();
        return Double.parseDouble(matcher.group(1)) / 1_000;
    }

    @Override
    public void onRowAcknowledged(int index) {
        acknowledged++;
    }

    @Override
    public void onRowRefused(int index, String error) {
        throw new AssertionError(error);
    }

    @Override
    public void onBatchComplete() {
    }

    @Override
    public void onBatchRefused(String error) {
        throw new AssertionError(error);
    }

    @Override
    public void onConnectionLost(String reason) {
        if (!"done".equals(reason)) {
            throw new AssertionError(reason);
        }
    }
}
