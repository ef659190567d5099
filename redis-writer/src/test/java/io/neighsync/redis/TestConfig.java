package io.neighsync.redis;

import java.time.Duration;
import java.util.List;

/**
 * Configurations for tests: the defaults of reference.conf, and changes to them.
 */
final class TestConfig {
    /** Indexes in {@link #TABLES}. */
    static final int NEIGH = 0;
    static final int FAILED = 1;
    static final int ROUTE = 2;
    static final TableDescriptor TABLE = new TableDescriptor("NEIGH_TABLE", 0, ":", 2);
    static final List<TableDescriptor> TABLES = List.of(TABLE,
        new TableDescriptor("NEIGH_FAILED_TABLE", 0, ":", 1), new TableDescriptor("ROUTE_TABLE", 0, ":", 0));

    private int maxBatch = 512;
    private int publishPerKeys = 128;
    private Duration commandTimeout = Duration.ofSeconds(5);
    private Duration connectTimeout = Duration.ofSeconds(2);
    private Duration probeInterval = Duration.ofSeconds(1);
    private String directChannel = "";
    private String username = "";
    private String password = "";
    private String tlsCa = "";
    private String tlsCertificate = "";
    private String tlsKey = "";

    static RedisConfig defaults() {
        return new TestConfig().build();
    }

    TestConfig maxBatch(int rows) {
        maxBatch = rows;
        return this;
    }

    TestConfig publishPerKeys(int keys) {
        publishPerKeys = keys;
        return this;
    }

    TestConfig commandTimeout(Duration timeout) {
        commandTimeout = timeout;
        return this;
    }

    TestConfig connectTimeout(Duration timeout) {
        connectTimeout = timeout;
        return this;
    }

    TestConfig probeInterval(Duration interval) {
        probeInterval = interval;
        return this;
    }

    TestConfig directChannel(String channel) {
        directChannel = channel;
        return this;
    }

    TestConfig credentials(String user, String secret) {
        username = user;
        password = secret;
        return this;
    }

    TestConfig tls() {
        tlsCa = TestCertificates.get().ca().toString();
        return this;
    }

    TestConfig tlsCa(String file) {
        tlsCa = file;
        return this;
    }

    TestConfig tlsClient(String certificate, String key) {
        tlsCertificate = certificate;
        tlsKey = key;
        return this;
    }

    RedisConfig build() {
        return new RedisConfig("", "auto", 0, maxBatch, Duration.ZERO, publishPerKeys, connectTimeout, commandTimeout,
            Duration.ofMillis(20), Duration.ofMillis(500), probeInterval, Duration.ofMinutes(5), directChannel,
            new RedisSecurity(username, password, tlsCa, tlsCertificate, tlsKey));
    }
}
