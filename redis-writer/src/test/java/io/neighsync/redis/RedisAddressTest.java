package io.neighsync.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests of {@link RedisAddress}.
 */
class RedisAddressTest {
    @ParameterizedTest
    @CsvSource({
        "unix:/run/redis/redis.sock, UNIX, /run/redis/redis.sock, 0, '', '', unix:/run/redis/redis.sock",
        "localhost:6379, TCP, localhost, 6379, '', '', localhost:6379",
        "10.0.0.1:1, TCP, 10.0.0.1, 1, '', '', 10.0.0.1:1",
        "[::1]:65535, TCP, ::1, 65535, '', '', [::1]:65535",
        "redis://host, TCP, host, 6379, '', '', host:6379",
        "redis://host:7/, TCP, host, 7, '', '', host:7",
        "redis://:secret@host:7, TCP, host, 7, '', secret, host:7",
        "redis://me:se%40c+ret@[fc00::1]:7, TCP, fc00::1, 7, me, se@c+ret, redis://me@[fc00::1]:7",
        "rediss://me:a:b@host:7, TLS, host, 7, me, a:b, rediss://me@host:7",
        "rediss://host:7, TLS, host, 7, '', '', rediss://host:7"})
    void shouldReadEveryForm(String text, RedisAddress.Kind kind, String host, int port, String user, String password,
        String shown) {
        final RedisAddress address = RedisAddress.parse(text);
        assertThat(address).isEqualTo(new RedisAddress(kind, host, port, user, password));
        assertThat(address).hasToString(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", "host:", ":1", "host:0", "host:65536", "host:99999", "::1:6379", "[::1]",
        "unix:relative", "unix:", "redis://", "redis://host:7/3", "redis://host:7?x=y", "http://host:7", "host:1:2",
        "rediss://host:0", "ho st:7", "redis://ho st:7"})
    void shouldNameValueAndRemedyWhenItIsNoAddress(String text) {
        assertThatThrownBy(() -> RedisAddress.parse(text)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("Redis address '").hasMessageContaining("; give unix:/path, host:port");
    }

    @Test
    void shouldRefuseAPathThatDoesNotFitASocketAddress() {
        assertThat(RedisAddress.parse("unix:/" + "x".repeat(106)).host()).hasSize(107);
        assertThatThrownBy(() -> RedisAddress.parse("unix:/" + "x".repeat(107)))
            .hasMessageContaining("at most 107 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis://me:secret@ho st:7", "redis://me:secret@host:7/x", "me:secret@host:7",
        "http://me:sec@ret@host:7"})
    void shouldNeverShowThePasswordWhenItComplains(String text) {
        assertThatThrownBy(() -> RedisAddress.parse(text)).isInstanceOf(IllegalArgumentException.class)
            .message().contains("***").doesNotContain("secret").doesNotContain("sec@");
    }
}
