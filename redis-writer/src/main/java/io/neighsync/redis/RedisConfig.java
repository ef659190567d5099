package io.neighsync.redis;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Section {@code redis} of the configuration; defaults, units and ranges are in {@code reference.conf}. Immutable;
 * {@link #toString} never shows the password.
 *
 * @param address        {@code redis.address}: see {@link RedisAddress#parse}; empty = the daemon decides.
 * @param protocol       {@code redis.protocol}: {@code auto}, {@code producer-state} or {@code direct}.
 * @param database       {@code redis.database}: index of the table's database, 0..65535.
 * @param maxBatch       {@code redis.max_batch}: rows in one EXEC, 1..4096.
 * @param flushDeadline  {@code redis.flush_deadline}: how long a row may wait for others, 0 = not at all, up to 500 ms.
 * @param publishPerKeys {@code redis.publish_per_keys}: keys a consumer pops per message, 1..4096.
 * @param connectTimeout {@code redis.connect_timeout}: for a connection and each step of its handshake, 10 ms..60 s.
 * @param commandTimeout {@code redis.command_timeout}: no reply within it = connection lost, 10 ms..60 s.
 * @param reconnectMin   {@code redis.reconnect_min}: first pause between attempts, 1 ms..60 s.
 * @param reconnectMax   {@code redis.reconnect_max}: longest pause between attempts, reconnect_min..60 s.
 * @param probeInterval  {@code redis.probe_interval}: pause before an idle connection is probed, 100 ms..60 s.
 * @param auditInterval  {@code redis.audit_interval}: between comparisons of Redis with the table, 0 = off, 1 s..1 d.
 * @param directChannel  {@code redis.direct_channel}: told of each batch in direct mode, empty = none.
 * @param security       credentials and TLS files.
 */
public record RedisConfig(
    String address,
    String protocol,
    int database,
    int maxBatch,
    Duration flushDeadline,
    int publishPerKeys,
    Duration connectTimeout,
    Duration commandTimeout,
    Duration reconnectMin,
    Duration reconnectMax,
    Duration probeInterval,
    Duration auditInterval,
    String directChannel,
    RedisSecurity security) {

    private static final List<String> PROTOCOLS = List.of("auto", "producer-state", "direct");
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration LONGEST_FLUSH_DEADLINE = Duration.ofMillis(500);
    private static final Duration SHORTEST_AUDIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_AUDIT = Duration.ofDays(1);

    /**
     * Checks every component.
     *
     * @throws IllegalArgumentException naming the key, its value and what is allowed.
     */
    public RedisConfig {
        Objects.requireNonNull(directChannel, "directChannel");
        Objects.requireNonNull(security, "security");
        if (!address.isEmpty() && !"embedded".equals(address)) {
            checkAddress(address);
        }
        if (!PROTOCOLS.contains(protocol)) {
            throw invalid("protocol", protocol, "auto, producer-state, direct");
        }
        checkRange("database", database, 0, 65_535);
        checkRange("max_batch", maxBatch, 1, 4_096);
        if (flushDeadline.isNegative() || flushDeadline.compareTo(LONGEST_FLUSH_DEADLINE) > 0) {
            throw invalid("flush_deadline", flushDeadline.toMillis() + " ms", "0..500 ms");
        }
        checkRange("publish_per_keys", publishPerKeys, 1, 4_096);
        checkRange("connect_timeout", connectTimeout, Duration.ofMillis(10));
        checkRange("command_timeout", commandTimeout, Duration.ofMillis(10));
        checkRange("reconnect_min", reconnectMin, Duration.ofMillis(1));
        checkRange("reconnect_max", reconnectMax, reconnectMin);
        checkRange("probe_interval", probeInterval, Duration.ofMillis(100));
        if (!auditInterval.isZero()
            && (auditInterval.compareTo(SHORTEST_AUDIT) < 0 || auditInterval.compareTo(LONGEST_AUDIT) > 0)) {
            throw invalid("audit_interval", auditInterval.toMillis() + " ms", "0, or 1 s..1 d");
        }
    }

    /**
     * The protocol to speak.
     *
     * @param whenAuto what {@code auto} stands for.
     * @return the protocol.
     */
    public TableProtocol tableProtocol(TableProtocol whenAuto) {
        return switch (protocol) {
            case "producer-state" -> TableProtocol.PRODUCER_STATE;
            case "direct" -> TableProtocol.DIRECT;
            default -> whenAuto;
        };
    }

    /**
     * The same for batches of another size.
     *
     * @param rows in one EXEC, 1..4096.
     * @return a configuration that differs in nothing else.
     * @throws IllegalArgumentException when the number is out of range.
     */
    public RedisConfig withMaxBatch(int rows) {
        return new RedisConfig(address, protocol, database, rows, flushDeadline, publishPerKeys, connectTimeout,
            commandTimeout, reconnectMin, reconnectMax, probeInterval, auditInterval, directChannel, security);
    }

    @Override
    public String toString() {
        final String shown = address.isEmpty() || "embedded".equals(address)
            ? address
            : RedisAddress.parse(address).toString();
        return "RedisConfig[address=" + shown + ", protocol=" + protocol + ", database=" + database
            + ", maxBatch=" + maxBatch + ", flushDeadline=" + flushDeadline + ", publishPerKeys=" + publishPerKeys
            + ", connectTimeout=" + connectTimeout + ", commandTimeout=" + commandTimeout
            + ", reconnectMin=" + reconnectMin + ", reconnectMax=" + reconnectMax
            + ", probeInterval=" + probeInterval + ", auditInterval=" + auditInterval
            + ", directChannel=" + directChannel + ", security=" + security + "]";
    }

    private static void checkAddress(String address) {
        try {
            RedisAddress.parse(address);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("redis.address: " + e.getMessage(), e);
        }
    }

    private static void checkRange(String key, int value, int min, int max) {
        if (value < min || value > max) {
            throw invalid(key, value, min + ".." + max);
        }
    }

    private static void checkRange(String key, Duration value, Duration min) {
        if (value.compareTo(min) < 0 || value.compareTo(LONGEST) > 0) {
            throw invalid(key, value.toMillis() + " ms", min.toMillis() + " ms.." + LONGEST.toMillis() + " ms");
        }
    }

    private static IllegalArgumentException invalid(String key, Object value, String allowed) {
        return new IllegalArgumentException("redis." + key + " is '" + value + "'; allowed: " + allowed);
    }
}
