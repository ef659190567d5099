package io.neighsync.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A writer with its connector, and a listener that writes down what it is told.
 */
final class WriterFixture extends RecordingListener implements AutoCloseable {
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(20);

    final RedisConnector connector;
    final FencedWriter writer;
    private final UnsafeBuffer fields = new UnsafeBuffer(new byte[FencedWriter.MAX_FIELDS_LENGTH]);
    private final RespEncoder encoder = new RespEncoder();
    /** Goes into the marker of each batch. */
    long lowWatermark;
    long lastDecision;

    WriterFixture(RedisAddress address, TableProtocol protocol, RedisConfig config) {
        connector = new RedisConnector(address, config, TestConfig.TABLES, protocol);
        writer = new FencedWriter(TestConfig.TABLES, protocol, config);
    }

    WriterFixture(RedisAddress address, TableProtocol protocol) {
        this(address, protocol, TestConfig.defaults());
    }

    WriterFixture connect() {
        final RedisConnection connection = connector.connect();
        writer.adopt(connection.activate());
        return this;
    }

    WriterFixture set(String key, String mac) {
        return set(key, "neigh", mac, "family", key.contains("::") ? "IPv6" : "IPv4");
    }

    WriterFixture set(String key, String... words) {
        return set(TestConfig.NEIGH, key, words);
    }

    WriterFixture set(int table, String key, String... words) {
        encode(words);
        final UnsafeBuffer bytes = bytes(key);
        writer.set(table, bytes, 0, bytes.capacity(), fields, 0, encoder.position());
        return this;
    }

    WriterFixture replace(String key, String mac) {
        encode("neigh", mac, "family", key.contains("::") ? "IPv6" : "IPv4");
        final UnsafeBuffer bytes = bytes(key);
        writer.replace(TestConfig.NEIGH, bytes, 0, bytes.capacity(), fields, 0, encoder.position());
        return this;
    }

    WriterFixture delete(String key) {
        return delete(TestConfig.NEIGH, key);
    }

    WriterFixture delete(int table, String key) {
        final UnsafeBuffer bytes = bytes(key);
        writer.delete(table, bytes, 0, bytes.capacity());
        return this;
    }

    private void encode(String... words) {
        encoder.wrap(fields, 0);
        for (final String word : words) {
            encoder.bulk(word);
        }
    }

    /** Sends the batch and polls until its end, whichever that is. */
    List<String> flush() {
        events.clear();
        writer.send(System.nanoTime(), lowWatermark, lastDecision);
        pollUntil(() -> (!events.isEmpty() && !writer.isConnected()) || writer.isReady());
        return List.copyOf(events);
    }

    void pollUntil(BooleanSupplier done) {
        final long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (!done.getAsBoolean()) {
            writer.poll(System.nanoTime(), this);
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("nothing happened within the time limit; so far: " + events);
            }
        }
    }

    @Override
    public void close() {
        writer.disconnect("closed", this);
    }

    private static UnsafeBuffer bytes(String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
    }
}
