package io.neighsync.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests of {@link RedisConfig}, {@link RedisSecurity} and of reference.conf.
 */
class RedisConfigTest {
    @Test
    void shouldHaveADefaultForEachComponentAndNoOther() {
        final Config defaults = ConfigFactory.parseResources("reference.conf").getConfig("redis");
        assertThat(defaults.root().keySet()).containsExactlyInAnyOrderElementsOf(
            Stream.of(RedisConfig.class, RedisSecurity.class)
                .flatMap(type -> Stream.of(type.getRecordComponents()))
                .filter(component -> component.getType() != RedisSecurity.class)
                .map(RedisConfigTest::key).toList());
        assertThat(defaults.root().values()).allSatisfy(value -> assertThat(value.origin().comments())
            .as(value.origin().description())
            .anySatisfy(line -> assertThat(line).containsPattern("Unit: .*\\."))
            .anySatisfy(line -> assertThat(line).containsPattern("Range: .*\\.")));
    }

    @Test
    void shouldAcceptItsDefaults() {
        final RedisConfig config = with();
        assertThat(config.publishPerKeys()).isEqualTo(128);
        assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.commandTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.reconnectMin()).isEqualTo(Duration.ofMillis(20));
        assertThat(config.reconnectMax()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.probeInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.auditInterval()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config).isEqualTo(TestConfig.defaults());
        assertThat(config.flushDeadline()).isZero();
        assertThat(with("flush_deadline=500ms").flushDeadline()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.withMaxBatch(7)).isEqualTo(with("max_batch=7"));
        assertThat(with("audit_interval=0").auditInterval()).isZero();
        assertThat(config.tableProtocol(TableProtocol.DIRECT)).isEqualTo(TableProtocol.DIRECT);
        assertThat(with("protocol=producer-state").tableProtocol(TableProtocol.DIRECT))
            .isEqualTo(TableProtocol.PRODUCER_STATE);
        assertThat(with("protocol=direct").tableProtocol(TableProtocol.PRODUCER_STATE))
            .isEqualTo(TableProtocol.DIRECT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "protocol=other|redis.protocol is 'other'; allowed: auto, producer-state, direct",
        "database=-1|redis.database is '-1'; allowed: 0..65535",
        "max_batch=0|redis.max_batch is '0'; allowed: 1..4096",
        "max_batch=4097|redis.max_batch is '4097'; allowed: 1..4096",
        "flush_deadline=501ms|redis.flush_deadline is '501 ms'; allowed: 0..500 ms",
        "flush_deadline=-1ms|redis.flush_deadline is '-1 ms'; allowed: 0..500 ms",
        "publish_per_keys=0|redis.publish_per_keys is '0'; allowed: 1..4096",
        "connect_timeout=9ms|redis.connect_timeout is '9 ms'; allowed: 10 ms..60000 ms",
        "command_timeout=61s|redis.command_timeout is '61000 ms'; allowed: 10 ms..60000 ms",
        "reconnect_min=0|redis.reconnect_min is '0 ms'; allowed: 1 ms..60000 ms",
        "reconnect_max=19ms|redis.reconnect_max is '19 ms'; allowed: 20 ms..60000 ms",
        "probe_interval=99ms|redis.probe_interval is '99 ms'; allowed: 100 ms..60000 ms",
        "probe_interval=61s|redis.probe_interval is '61000 ms'; allowed: 100 ms..60000 ms",
        "audit_interval=999ms|redis.audit_interval is '999 ms'; allowed: 0, or 1 s..1 d",
        "audit_interval=25h|redis.audit_interval is '90000000 ms'; allowed: 0, or 1 s..1 d",
        "audit_interval=-1s|redis.audit_interval is '-1000 ms'; allowed: 0, or 1 s..1 d",
        "tls_key=/x|redis.tls_certificate is '' and redis.tls_key is '/x'; allowed: both or neither"})
    void shouldNameKeyValueAndRangeWhenItIsOut(String change, String message) {
        assertThatThrownBy(() -> with(change)).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void shouldNameTheKeyWhenTheAddressIsNone() {
        assertThatThrownBy(() -> with("address=nowhere"))
            .hasMessageStartingWith("redis.address: Redis address 'nowhere'");
        assertThat(with("address=embedded").address()).isEqualTo("embedded");
    }

    @Test
    void shouldNotShowPasswords() {
        assertThat(with("password=secret", "address=\"redis://u:hidden@h:1\"").toString())
            .doesNotContain("secret").doesNotContain("hidden").contains("password=***", "redis://u@h:1");
    }

    private static RedisConfig with(String... changes) {
        final Config config = ConfigFactory.parseString("redis{" + String.join("\n", changes) + "}")
            .withFallback(ConfigFactory.parseResources("reference.conf")).getConfig("redis");
        return of(RedisConfig.class, config);
    }

    private static <T> T of(Class<T> type, Config config) {
        final Object[] values = Arrays.stream(type.getRecordComponents())
            .map(component -> value(config, component)).toArray();
        try {
            return type.cast(type.getDeclaredConstructors()[0].newInstance(values));
        } catch (InvocationTargetException e) {
            throw (IllegalArgumentException) e.getCause();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object value(Config config, RecordComponent component) {
        if (component.getType() == RedisSecurity.class) {
            return of(RedisSecurity.class, config);
        }
        final String key = key(component);
        if (component.getType() == int.class) {
            return config.getInt(key);
        }
        return component.getType() == Duration.class ? config.getDuration(key) : config.getString(key);
    }

    private static String key(RecordComponent component) {
        return component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
