package io.neighsync.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;

/**
 * Connections over every transport, and the sentences when there is none.
 */
@Timeout(60)
class JedisConnectionsSystemTest {
    @Test
    void shouldSelectTheDatabaseOverEveryTransportAndLeaveNothingOpen() {
        try (RedisServerProcess server = RedisServerProcess.builder().tcp().tls()
            .user("reader", "secret", "+@all", "~*", "&*").start(); Jedis redis = server.client()) {
            redis.select(4);
            redis.set("here", "yes");
            final JedisConnections connections =
                JedisConnections.of(new TestConfig().tls().credentials("reader", "secret").build());
            for (final RedisAddress address
                : List.of(server.unixAddress(), server.tcpAddress(), server.tlsAddress())) {
                try (JedisConnection connection = connections.open(address, 4)) {
                    assertThat(connection.jedis().get("here")).isEqualTo("yes");
                    assertThat(connection.jedis().clientGetname()).isEqualTo("neighsyncd");
                    assertThat(connection.jedis().aclWhoAmI()).isEqualTo("reader");
                    assertThat(connection.socket().getSoTimeout()).isEqualTo(5_000);
                }
                assertThatThrownBy(() -> connections.open(address, 99)).hasMessage("Redis at " + address
                    + " cannot be used: it has no database of that index; raise its 'databases' or correct"
                    + " redis.database");
            }
            await().until(() -> redis.clientList().lines().noneMatch(line -> line.contains("name=neighsyncd")));
        }
    }

    @Test
    void shouldTakeUserAndPasswordFromTheAddressWhenTheConfigurationHasNone() {
        try (RedisServerProcess server = RedisServerProcess.builder().tcp()
            .user("reader", "secret", "+@all", "~*", "&*").start()) {
            final RedisAddress address =
                RedisAddress.parse("redis://reader:secret@127.0.0.1:" + server.tcpAddress().port());
            try (JedisConnection connection = JedisConnections.of(TestConfig.defaults()).open(address, 0)) {
                assertThat(connection.jedis().aclWhoAmI()).isEqualTo("reader");
            }
        }
    }

    @Test
    void shouldSayWhatToDoWhenNobodyListens() {
        final JedisConnections connections = JedisConnections.of(TestConfig.defaults());
        assertThatThrownBy(() -> connections.open(RedisAddress.parse("127.0.0.1:1"), 0))
            .isInstanceOf(RedisUnavailableException.class).hasMessage("Redis at 127.0.0.1:1 cannot be used:"
                + " Connection refused; start redis-server or correct redis.address");
    }
}
