package io.neighsync.redis;

import java.time.Duration;

/**
 * Configurations for tests: the defaults of reference.conf, and changes to them.
 */
final class TestConfig {
    static final TableDescriptor TABLE = new TableDescriptor("NEIGH_TABLE", 0, ":", 2);

    private int maxBatch = 512;
    private Duration commandTimeout = Duration.ofSeconds(5);
    private Duration connectTimeout = Duration.ofSeconds(2);
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

    TestConfig commandTimeout(Duration timeout) {
        commandTimeout = timeout;
        return this;
    }

    TestConfig connectTimeout(Duration timeout) {
        connectTimeout = timeout;
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
        return new RedisConfig("", "auto", 0, maxBatch, 128, connectTimeout, commandTimeout,
            Duration.ofMillis(20), Duration.ofMillis(500), username, password, tlsCa, tlsCertificate, tlsKey);
    }
}
