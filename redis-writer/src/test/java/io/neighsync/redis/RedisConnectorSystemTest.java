package io.neighsync.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;

/**
 * What a connection promises over every transport, and the sentences when there is none.
 */
@Timeout(60)
class RedisConnectorSystemTest {
    /**
     * A server and a way to it.
     */
    enum Endpoint {
        UNIX, TCP, TLS, TLS_WITH_CLIENT_CERTIFICATE, EMBEDDED
    }

    /**
     * Runs with a server's address and a configuration that fits it.
     */
    private interface Contract {
        void check(RedisAddress address, TestConfig config, RedisAddress unix) throws Exception;
    }

    @ParameterizedTest
    @EnumSource
    void shouldWriteAndReadRowsOverEveryTransport(Endpoint endpoint) throws Exception {
        on(endpoint, (address, config, unix) -> {
            for (final TableProtocol protocol : TableProtocol.values()) {
                final WriterFixture fixture = new WriterFixture(address, protocol, config.build());
                final RedisConnection connection = fixture.connector.connect();
                assertThat(connection.runId()).matches("[0-9a-f]{40}");
                assertThat(connection.serverVersion()).matches("\\d+\\.\\d+\\.\\d+");
                assertThat(connection.jedis().clientGetname()).isEqualTo("neighsyncd");
                assertThat(connection.fd()).isGreaterThan(2);
                fixture.writer.adopt(connection.activate());
                assertThat(fixture.writer.fd()).isEqualTo(connection.fd());
                assertThatIllegalStateException().isThrownBy(connection::jedis);
                for (int batch = 0; batch < 20; batch++) {
                    for (int row = 0; row < 100; row++) {
                        fixture.set("Ethernet" + batch + ":10.0.0." + row, "00:00:00:00:00:01");
                    }
                    assertThat(fixture.flush()).hasSize(101).endsWith("complete");
                }
                fixture.close();
                final int[] rows = new int[1];
                try (RedisConnection reading = fixture.connector.connect()) {
                    reading.readRows(TestConfig.NEIGH, (key, fields) -> {
                        assertThat(fields).hasToString("{neigh=00:00:00:00:00:01, family=IPv4}");
                        rows[0]++;
                    });
                }
                assertThat(rows[0]).isGreaterThanOrEqualTo(2_000);
                try (Jedis redis = RedisServerProcess.client(unix)) {
                    redis.flushAll();
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void shouldKeepTheFenceOverEveryTransport(Endpoint endpoint) throws Exception {
        on(endpoint, (address, config, unix) -> {
            final WriterFixture fixture = new WriterFixture(address, TableProtocol.DIRECT, config.build()).connect();
            try (Jedis redis = RedisServerProcess.client(unix)) {
                assertThat(fixture.set("a:1", "m").flush()).endsWith("complete");
                redis.set(Fence.KEY, "9:ab:1");
                assertThat(fixture.set("a:2", "m").flush())
                    .containsExactly("lost the fence NEIGHSYNCD_FENCE was taken: it is 9:ab:1");
                assertThat(redis.keys("NEIGH_TABLE:*")).containsExactly("NEIGH_TABLE:a:1");
            }
        });
    }

    @Test
    void shouldUseTheDatabaseOfTheTable() {
        try (RedisServerProcess server = RedisServerProcess.start(); Jedis redis = server.client()) {
            final TableDescriptor table = new TableDescriptor("NEIGH_TABLE", 5, ":", 2);
            new RedisConnector(server.unixAddress(), TestConfig.defaults(), List.of(table), TableProtocol.DIRECT)
                .connect().close();
            assertThat(redis.exists(Fence.KEY)).isFalse();
            redis.select(5);
            assertThat(redis.exists(Fence.KEY)).isTrue();
            assertFails(server.unixAddress(), (address, config) -> new RedisConnector(address, config,
                List.of(new TableDescriptor("NEIGH_TABLE", 99, ":", 2)), TableProtocol.DIRECT),
                new TestConfig(), "it has no database of that index; raise its 'databases' or correct redis.database");
        }
    }

    @Test
    void shouldTakeUserAndPasswordFromTheConfigurationOrTheAddress() {
        try (RedisServerProcess server = RedisServerProcess.builder().tcp()
            .user("writer", "secret", "+@all", "~*", "&*").user("poor", "x", "~*", "+@all", "-set")
            .arguments("--user", "default", "off").start()) {
            connect(server.unixAddress(), new TestConfig().credentials("writer", "secret")).close();
            final String port = ":" + server.tcpAddress().port();
            connect(RedisAddress.parse("redis://writer:secret@127.0.0.1" + port), new TestConfig()).close();
            assertFails(server.unixAddress(), new TestConfig().credentials("writer", "wrong"),
                "it refused the user or password; correct redis.username and redis.password");
            assertFails(server.unixAddress(), new TestConfig(), "it asks for a password; set redis.password");
            assertFails(server.unixAddress(), new TestConfig().credentials("poor", "x"), "; allow it with ACL SETUSER");
        }
    }

    @Test
    void shouldSayWhatToDoWhenRedisTakesNoWrites() {
        try (RedisServerProcess server = RedisServerProcess.start(); Jedis redis = server.client()) {
            redis.configSet("maxmemory", "1");
            assertFails(server.unixAddress(), new TestConfig(), "its memory is used up; raise its maxmemory");
            redis.configSet("maxmemory", "0");
            redis.replicaof("127.0.0.1", 1);
            assertFails(server.unixAddress(), new TestConfig(),
                "it is a read-only replica; give the address of its master");
        }
    }

    @Test
    void shouldNotTakeTheFenceUnlessMultiIsAllowed() {
        try (RedisServerProcess server = RedisServerProcess.start(); Jedis redis = server.client()) {
            redis.aclSetUser("default", "-multi");
            assertFails(server.unixAddress(), new TestConfig(), "; allow it with ACL SETUSER");
            assertThat(redis.exists(Fence.KEY)).isFalse();
            redis.aclSetUser("default", "+multi");
            try (RedisConnection connection = connect(server.unixAddress(), new TestConfig())) {
                redis.aclSetUser("default", "-multi");
                assertThatThrownBy(connection::activate).isInstanceOf(RedisUnavailableException.class)
                    .hasMessageEndingWith("; allow it with ACL SETUSER");
                redis.aclSetUser("default", "+multi");
                redis.set(Fence.KEY, "9:ff:1");
                assertThatThrownBy(connection::activate).isInstanceOf(RedisUnavailableException.class)
                    .hasMessageContaining(Fence.KEY + " is 9:ff:1 instead of 1:");
            }
        }
    }

    @Test
    void shouldTakeTheFenceEachTimeWhenOwnersCompete() throws InterruptedException {
        try (RedisServerProcess server = RedisServerProcess.start(); Jedis redis = server.client()) {
            final Thread[] owners = new Thread[4];
            for (int i = 0; i < owners.length; i++) {
                owners[i] = Thread.ofPlatform().start(() -> {
                    for (int round = 0; round < 25; round++) {
                        connect(server.unixAddress(), new TestConfig()).close();
                    }
                });
            }
            for (final Thread owner : owners) {
                owner.join();
            }
            assertThat(redis.get(Fence.KEY)).startsWith("100:");
        }
    }

    @Test
    void shouldSayWhatToDoWhenNobodyListens() {
        assertFails(RedisAddress.parse("unix:/nonexistent/redis.sock"), new TestConfig(),
            "; start redis-server or correct redis.address");
        assertFails(RedisAddress.parse("127.0.0.1:1"), new TestConfig(),
            "Connection refused; start redis-server or correct redis.address");
        assertFails(RedisAddress.parse("nowhere.invalid:6379"), new TestConfig(),
            "the host name is unknown; correct redis.address");
    }

    @Test
    void shouldGiveUpInTimeWhenRedisStandsStill() {
        try (RedisServerProcess server = RedisServerProcess.builder().tcp().start()) {
            server.pause();
            final long start = System.nanoTime();
            assertFails(server.tcpAddress(), new TestConfig().connectTimeout(Duration.ofMillis(100)),
                "no answer within 100 ms; see that redis-server runs and is reachable");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
            server.resume();
        }
    }

    @Test
    void shouldCountAsUnavailableWhileLoading() {
        assumeTrue(RedisServerProcess.isInstalled(), "redis-server is not installed; the embedded one loads too fast");
        try (RedisServerProcess server = RedisServerProcess.builder().arguments("--rdbcompression", "no",
            "--key-load-delay", "20000", "--loading-process-events-interval-bytes", "1024").start()) {
            try (Jedis redis = server.client()) {
                for (int i = 0; i < 100; i++) {
                    redis.set("key" + i, "v".repeat(4_096));
                }
                redis.save();
            }
            server.kill9();
            server.restart();
            assertFails(server.unixAddress(), new TestConfig(), "it is still loading its data; wait");
        }
    }

    @Test
    void shouldRefuseAServerWhenItsCertificateDoesNotProveItsName() {
        final TestCertificates certificates = TestCertificates.get();
        try (RedisServerProcess server = RedisServerProcess.builder().tcp().tls().start();
            RedisServerProcess impostor = RedisServerProcess.builder().tls().arguments(
                "--tls-cert-file", certificates.clientCertificate().toString(),
                "--tls-key-file", certificates.clientKey().toString()).start()) {
            assertFails(server.tlsAddress(), new TestConfig(), "TLS failed (");
            assertFails(server.tlsAddress(), new TestConfig().tlsCa(certificates.otherCa().toString()), "TLS failed (");
            assertFails(impostor.tlsAddress(), new TestConfig().tls(), "TLS failed (");
            assertFails(RedisAddress.parse("rediss://" + server.tcpAddress()),
                new TestConfig().tls().connectTimeout(Duration.ofMillis(100)), "and speaks TLS there");
            assertFails(server.tlsAddress(), new TestConfig().tlsCa("/nonexistent.pem"),
                "file /nonexistent.pem does not exist; correct redis.tls_ca");
            assertFails(server.tlsAddress(), new TestConfig().tls().tlsClient(certificates.ca().toString(),
                certificates.ca().toString()), "holds no RSA, EC or EdDSA key in PKCS #8; convert it with openssl");
        }
    }

    private static void on(Endpoint endpoint, Contract contract) throws Exception {
        if (endpoint == Endpoint.EMBEDDED) {
            try (EmbeddedRedisServer server = EmbeddedRedisServer.start()) {
                contract.check(server.address(), new TestConfig(), server.address());
            }
            return;
        }
        final RedisServerProcess.Builder builder = RedisServerProcess.builder().tcp();
        final TestCertificates certificates = TestCertificates.get();
        switch (endpoint) {
            case TLS -> builder.tls();
            case TLS_WITH_CLIENT_CERTIFICATE -> builder.tlsWithClientCertificates();
            default -> { }
        }
        try (RedisServerProcess server = builder.start()) {
            final TestConfig config = new TestConfig().tls();
            switch (endpoint) {
                case UNIX -> contract.check(server.unixAddress(), config, server.unixAddress());
                case TCP -> contract.check(server.tcpAddress(), config, server.unixAddress());
                case TLS -> contract.check(server.tlsAddress(), config, server.unixAddress());
                default -> contract.check(server.tlsAddress(), config.tlsClient(
                    certificates.clientCertificate().toString(), certificates.clientKey().toString()),
                    server.unixAddress());
            }
        }
    }

    private static RedisConnection connect(RedisAddress address, TestConfig config) {
        return new RedisConnector(address, config.build(), TestConfig.TABLES, TableProtocol.DIRECT).connect();
    }

    private static void assertFails(RedisAddress address, TestConfig config, String sentence) {
        assertFails(address, (where, how) -> new RedisConnector(where, how, TestConfig.TABLES, TableProtocol.DIRECT),
            config, sentence);
    }

    private static void assertFails(RedisAddress address, BiFunction<RedisAddress, RedisConfig, RedisConnector> make,
        TestConfig config, String sentence) {
        assertThatThrownBy(() -> make.apply(address, config.build()).connect())
            .isInstanceOf(RedisUnavailableException.class)
            .hasMessageStartingWith("Redis at " + address + " cannot be used: ")
            .hasMessageContaining(sentence);
    }
}
