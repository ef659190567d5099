package io.neighsync.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A {@link FencedWriter} before a Redis of either kind, and what it told its listener, with fences and the operating
 * system's words for a lost connection made alike. Any one thread.
 */
final class ContractWriter extends RecordingListener implements AutoCloseable {
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final String CONNECTION_GONE = "lost connection";

    final FencedWriter writer;
    private final RedisUnderTest redis;
    private final UnsafeBuffer fields = new UnsafeBuffer(new byte[FencedWriter.MAX_FIELDS_LENGTH]);
    private final RespEncoder encoder = new RespEncoder();
    private long lowWatermark;
    private long skipped;

    ContractWriter(RedisUnderTest redis, TableProtocol protocol) {
        this.redis = redis;
        writer = new FencedWriter(TestConfig.TABLES, protocol, TestConfig.defaults());
    }

    ContractWriter connect() {
        writer.adopt(redis.connect());
        return this;
    }

    ContractWriter set(String key, String mac) {
        encodeRow(key, mac);
        final UnsafeBuffer bytes = bytes(key);
        writer.set(TestConfig.NEIGH, bytes, 0, bytes.capacity(), fields, 0, encoder.position());
        return this;
    }

    ContractWriter replace(String key, String mac) {
        encodeRow(key, mac);
        final UnsafeBuffer bytes = bytes(key);
        writer.replace(TestConfig.NEIGH, bytes, 0, bytes.capacity(), fields, 0, encoder.position());
        return this;
    }

    ContractWriter setFailed(String key) {
        encoder.wrap(fields, 0).bulk("NULL").bulk("NULL");
        final UnsafeBuffer bytes = bytes(key);
        writer.set(TestConfig.FAILED, bytes, 0, bytes.capacity(), fields, 0, encoder.position());
        return this;
    }

    ContractWriter delete(String key) {
        return delete(TestConfig.NEIGH, key);
    }

    ContractWriter delete(int table, String key) {
        final UnsafeBuffer bytes = bytes(key);
        writer.delete(table, bytes, 0, bytes.capacity());
        return this;
    }

    private void encodeRow(String key, String mac) {
        encoder.wrap(fields, 0).bulk("neigh").bulk(mac).bulk("family").bulk(key.contains("::") ? "IPv6" : "IPv4");
    }

    /** Lets the writer's clock run ahead, so that it probes an idle connection at its next poll. */
    ContractWriter skipProbeInterval() {
        events.clear();
        writer.poll(now(), this);
        skipped += TestConfig.defaults().probeInterval().toNanos();
        return this;
    }

    /** Probes, and polls until the end of the probe. */
    List<String> probe() {
        skipProbeInterval();
        writer.poll(now(), this);
        if (writer.isReady()) {
            throw new AssertionError("no probe went out");
        }
        return poll();
    }

    private long now() {
        return System.nanoTime() + skipped;
    }

    /** Sends the batch and polls until its end. */
    List<String> flush() {
        final List<String> told = send().poll();
        events.clear();
        return told;
    }

    ContractWriter send() {
        events.clear();
        writer.send(now(), lowWatermark++, 0);
        return this;
    }

    /** Sends a marker alone, and polls until Redis has answered it. */
    List<String> mark(long watermark, long lastDecision) {
        events.clear();
        writer.sendMarker(now(), watermark, lastDecision);
        return poll();
    }

    /** Polls until the end of the batch, or of the connection if there is no batch; events since {@link #send}. */
    List<String> poll() {
        final boolean idle = writer.isReady();
        final long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (writer.isConnected() && (idle || !writer.isReady())) {
            redis.serve();
            writer.poll(now(), this);
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("nothing happened within the time limit; so far: " + events);
            }
        }
        return List.copyOf(events);
    }

    @Override
    public void onConnectionLost(String reason) {
        final boolean gone = reason.startsWith("I/O error: ") || reason.equals("Redis closed the connection");
        events.add(gone ? CONNECTION_GONE : "lost " + reason.replaceAll("\\b[0-9a-f]{16}\\b", "OWNER"));
    }

    @Override
    public void close() {
        writer.disconnect("closed", this);
    }

    private static UnsafeBuffer bytes(String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
    }
}
