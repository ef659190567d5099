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

    WriterFixture(RedisAddress address, TableProtocol protocol, RedisConfig config) {
        connector = new RedisConnector(address, config, TestConfig.TABLE, protocol);
        writer = new FencedWriter(TestConfig.TABLE, protocol, config);
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
        encoder.wrap(fields, 0);
        for (final String word : words) {
            encoder.bulk(word);
        }
        final UnsafeBuffer bytes = bytes(key);
        writer.set(bytes, 0, bytes.capacity(), fields, 0, encoder.position());
        return this;
    }

    WriterFixture delete(String key) {
        final UnsafeBuffer bytes = bytes(key);
        writer.delete(bytes, 0, bytes.capacity());
        return this;
    }

    /** Sends the batch and polls until its end, whichever that is. */
    List<String> flush() {
        events.clear();
        writer.send(System.nanoTime());
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
