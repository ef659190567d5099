package io.neighsync.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * What is read of CONFIG_DB, and what that costs.
 */
@Timeout(60)
class ConfigReaderSystemTest {
    private static final String LINK_LOCAL = "ipv6_use_link_local_only";
    private static final int LOADS = 50;

    private RedisServerProcess server;
    private Jedis redis;
    private JedisConnection connection;
    private ConfigReader reader;

    @BeforeEach
    void start() {
        server = RedisServerProcess.builder().user("blind", "x", "+@all", "~PEER_SWITCH*").start();
        redis = server.client();
        redis.select(4);
        open(new TestConfig());
    }

    @AfterEach
    void stop() {
        connection.close();
        redis.close();
        server.close();
    }

    @Test
    void shouldReadOnlyMarkedRowsThatAreOurs() {
        reader.load();
        redis.hset("PEER_SWITCH|a", "x", "y");
        redis.hset("INTERFACE|Ethernet0", LINK_LOCAL, "enable");
        redis.hset("INTERFACE|Ethernet4", LINK_LOCAL, "enable");
        reader.markChanged("INTERFACE|Ethernet0|10.0.0.1/31");
        reader.markChanged("INTERFACE|Vlan1");
        reader.markChanged("PORT|Ethernet0");
        assertThat(reader.hasChanged()).isFalse();
        reader.markChanged("INTERFACE|Ethernet0");
        assertThat(reader.hasChanged()).isTrue();
        reader.loadChanged();
        assertThat(reader.hasChanged()).isFalse();
        assertThat(reader.switchSettings()).isEqualTo(new SwitchSettings(false, false, Set.of("Ethernet0")));
        reader.load();
        assertThat(reader.switchSettings())
            .isEqualTo(new SwitchSettings(true, false, Set.of("Ethernet0", "Ethernet4")));
    }

    @Test
    void shouldLeaveALogFieldThatSomebodyElseWritesMeanwhile() {
        reader.load();
        redis.hset("LOGGER|neighsyncd", "LOGLEVEL", "DEBUG");
        reader.createLogFields(LogSettings.DEFAULT);
        assertThat(redis.hgetAll("LOGGER|neighsyncd")).hasToString("{LOGLEVEL=DEBUG, LOGOUTPUT=SYSLOG}");
    }

    @Test
    void shouldFailWhenItMayNotReadARow() {
        redis.hset("INTERFACE|Ethernet0", LINK_LOCAL, "enable");
        connection.close();
        open(new TestConfig().credentials("blind", "x"));
        assertThatThrownBy(reader::load).isInstanceOf(JedisDataException.class).hasMessageStartingWith("NOPERM");
    }

    @Test
    void shouldCostLittleToLoadAmongFiveThousandOtherKeys() {
        try (Pipeline pipeline = redis.pipelined()) {
            for (int key = 0; key < 5_000; key++) {
                pipeline.hset("ACL_RULE|DATAACL|RULE_" + key, "PRIORITY", "1");
            }
            for (int port = 0; port < 256; port++) {
                pipeline.hset("INTERFACE|Ethernet" + port, LINK_LOCAL, "enable");
                pipeline.hset("INTERFACE|Ethernet" + port + "|10.0.0." + port + "/31", "family", "IPv4");
            }
        }
        redis.configResetStat();
        final List<Long> micros = new ArrayList<>();
        for (int load = 0; load < LOADS; load++) {
            final long start = System.nanoTime();
            reader.load();
            micros.add((System.nanoTime() - start) / 1_000);
        }
        assertThat(reader.switchSettings().linkLocalInterfaces()).hasSize(256);
        micros.sort(null);
        System.out.printf("load among 5000 other CONFIG_DB keys: p50 %d us, max %d us; in Redis, %d loads: %s, %s%n",
            micros.get(LOADS / 2), micros.getLast(), LOADS, statistics("scan"), statistics("hget"));
        assertThat(statistics("scan").replaceAll(".*calls=(\\d+),.*", "$1")).satisfies(
            calls -> assertThat(Integer.parseInt(calls) / LOADS).isLessThan(50));
        assertThat(micros.get(LOADS / 2)).isLessThan(250_000);
    }

    private void open(TestConfig config) {
        final SonicDatabase database = SonicDatabases.standard(server.unixAddress()).config();
        connection = JedisConnections.of(config.build()).open(database.address(), database.id());
        reader = new ConfigReader(connection.jedis(), database);
    }

    private String statistics(String command) {
        return redis.info("commandstats").lines().filter(line -> line.startsWith("cmdstat_" + command + ":"))
            .findFirst().orElseThrow();
    }
}
