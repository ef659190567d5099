package io.neighsync.engine.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.netlink.TestNetns;
import io.neighsync.redis.OrchagentConsumer;
import io.neighsync.redis.RedisServerProcess;
import io.neighsync.redis.TableDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Databases are where SONiC's files say, with the numbers and separators that they have there. */
@Timeout(60)
class SonicDatabasesSystemTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration GOAL = Duration.ofMillis(100);
    private static final int TIME_FACTOR = 5;
    private static final int APPL_DB = 3;
    private static final int CONFIG_DB = 1;
    private static final int STATE_DB = 2;
    private static final TableDescriptor NEIGHBORS = new TableDescriptor("NEIGH_TABLE", APPL_DB, "#", 2);
    private static final String GLOBAL_FILE = """
            {
              "INCLUDES": [
                {"include": "../../redis/sonic-db/database_config.json"},
                {"namespace": "asic0", "include": "../../redis0/sonic-db/database_config.json"},
                {"namespace": "asic1", "include": "../../redis1/sonic-db/database_config.json"}
              ],
              "VERSION": "1.0"
            }
            """;

    @TempDir
    private Path directory;

    private TestNetns netns;

    @BeforeEach
    void enter() {
        netns = TestHost.enter();
        netns.ip("neigh add 10.0.0.1 lladdr 02:00:00:00:00:01 dev Ethernet0 nud permanent");
    }

    @AfterEach
    void leave() {
        TestHost.leave(netns);
    }

    private static String describe(RedisServerProcess appl, RedisServerProcess others) {
        return """
                {
                  "INSTANCES": {"redis": %s, "redis_state": %s},
                  "DATABASES": {
                    "APPL_DB": {"id": 3, "separator": "#", "instance": "redis"},
                    "ASIC_DB": {"id": 4, "separator": ":", "instance": "redis"},
                    "CONFIG_DB": {"id": 1, "separator": "~", "instance": "redis_state"},
                    "STATE_DB": {"id": 2, "separator": "!", "instance": "redis_state"}
                  },
                  "VERSION": "1.0"
                }
                """.formatted(instance(appl), instance(others));
    }

    private static String instance(RedisServerProcess redis) {
        return """
                {"hostname": "127.0.0.1", "port": 6379, "unix_socket_path": "%s", "persistence_for_warm_boot": "yes"}
                """.formatted(redis.unixAddress().host()).strip();
    }

    private Path write(String name, String text) {
        try {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DaemonProcess start(Path file, String... more) {
        return DaemonProcess.start(Stream.concat(Stream.of(
                "--sonic-db-config", file.toString(), "--set", "netlink.audit_interval=0"),
                Stream.of(more)).toArray(String[]::new));
    }

    private static Jedis client(RedisServerProcess redis, int database) {
        Jedis jedis = redis.client();
        jedis.select(database);
        return jedis;
    }

    private static List<String> databasesInUse(Jedis jedis) {
        return jedis.info("keyspace").lines().filter(line -> line.startsWith("db"))
                .map(line -> line.substring(0, line.indexOf(':'))).toList();
    }

    private static void awaitRow(Jedis appl, String key, Map<String, String> fields) {
        Eventually.shouldBeEqual(SOON, () -> appl.hgetAll(key), () -> fields);
    }

    private static Map<String, String> fields(String lladdr) {
        return Map.of("neigh", lladdr, "family", "IPv4");
    }

    @Test
    void shouldUseTheDatabasesThatTheFileNames() {
        try (RedisServerProcess first = RedisServerProcess.start();
                RedisServerProcess second = RedisServerProcess.start();
                Jedis appl = client(first, APPL_DB);
                Jedis config = client(second, CONFIG_DB);
                Jedis state = client(second, STATE_DB);
                OrchagentConsumer consumer = new OrchagentConsumer(first::client, NEIGHBORS).listen();
                DaemonProcess daemon = start(write("database_config.json", describe(first, second)),
                        "--set", "logging.output=stderr")) {
            daemon.awaitReady();
            awaitRow(appl, "NEIGH_TABLE#Ethernet0:10.0.0.1", fields("02:00:00:00:00:01"));
            assertThat(config.hgetAll("LOGGER~neighsyncd")).containsOnlyKeys("LOGLEVEL", "LOGOUTPUT");
            assertThat(state.hgetAll("WARM_RESTART_TABLE!neighsyncd")).isEqualTo(Map.of("restore_count", "0"));
            netns.ip("neigh add 169.254.0.1 lladdr 02:00:00:00:00:02 dev Ethernet0 nud permanent");
            awaitRow(appl, "NEIGH_TABLE#Ethernet0:169.254.0.1", fields("02:00:00:00:00:02"));
            config.hset("PEER_SWITCH~peer", "address_ipv4", "10.1.0.33");
            awaitRow(appl, "NEIGH_TABLE#Ethernet0:169.254.0.1", Map.of());
            netns.ip("neigh add fe80::1 lladdr 02:00:00:00:00:03 dev Ethernet0 nud permanent");
            config.hset("INTERFACE~Ethernet0", "ipv6_use_link_local_only", "enable");
            awaitRow(appl, "NEIGH_TABLE#Ethernet0:fe80::1", Map.of("neigh", "02:00:00:00:00:03", "family", "IPv6"));
            assertThat(databasesInUse(appl)).containsExactly("db" + APPL_DB);
            assertThat(databasesInUse(config)).containsExactly("db" + CONFIG_DB, "db" + STATE_DB);
            assertThat(consumer.errors()).isEmpty();
        }
    }

    @Test
    void shouldStartWarmByTheDatabasesThatTheFileNames() {
        try (RedisServerProcess first = RedisServerProcess.start();
                RedisServerProcess second = RedisServerProcess.start();
                Jedis appl = client(first, APPL_DB);
                Jedis config = client(second, CONFIG_DB);
                Jedis state = client(second, STATE_DB);
                OrchagentConsumer consumer = new OrchagentConsumer(first::client, NEIGHBORS).listen()) {
            appl.hset("NEIGH_TABLE#Ethernet0:10.0.0.1", fields("02:00:00:00:00:01"));
            appl.hset("NEIGH_TABLE#Ethernet0:10.0.0.2", fields("02:00:00:00:00:02"));
            state.hset("WARM_RESTART_ENABLE_TABLE!system", "enable", "true");
            state.hset("WARM_RESTART_TABLE!neighsyncd", "restore_count", "6");
            state.hset("NEIGH_RESTORE_TABLE!Flags", "restored", "true");
            config.hset("WARM_RESTART~swss", "neighsyncd_timer", "1");
            try (DaemonProcess daemon = start(write("database_config.json", describe(first, second)),
                    "--set", "logging.output=stderr")) {
                daemon.awaitReady();
                assertThat(state.hgetAll("WARM_RESTART_TABLE!neighsyncd"))
                        .isEqualTo(Map.of("restore_count", "7", "state", "reconciled"));
                assertThat(daemon.hasErr("app: neighsyncd, value: 1")).isTrue();
                assertThat(daemon.hasErr("STALE/DELETE, key: Ethernet0:10.0.0.2,")).isTrue();
                awaitRow(appl, "NEIGH_TABLE#Ethernet0:10.0.0.2", Map.of());
                assertThat(consumer.operations()).map(Object::toString).containsExactly("DEL Ethernet0:10.0.0.2");
            }
        }
    }

    @Test
    void shouldWriteToTheNamespaceOfItsAsic() {
        try (RedisServerProcess global = RedisServerProcess.start();
                RedisServerProcess asic0 = RedisServerProcess.start();
                RedisServerProcess asic1 = RedisServerProcess.start();
                Jedis appl = client(asic1, APPL_DB);
                OrchagentConsumer consumer = new OrchagentConsumer(asic1::client, NEIGHBORS).listen()) {
            write("redis/sonic-db/database_config.json", describe(global, global));
            write("redis0/sonic-db/database_config.json", describe(asic0, asic0));
            write("redis1/sonic-db/database_config.json", describe(asic1, asic1));
            Path file = write("redis/sonic-db/database_global.json", GLOBAL_FILE);
            try (DaemonProcess daemon = start(file, "--namespace", "asic1", "--set", "logging.output=stderr")) {
                daemon.awaitReady();
                awaitRow(appl, "NEIGH_TABLE#Ethernet0:10.0.0.1", fields("02:00:00:00:00:01"));
                for (RedisServerProcess other : List.of(global, asic0)) {
                    try (Jedis jedis = other.client()) {
                        assertThat(databasesInUse(jedis)).isEmpty();
                    }
                }
                assertThat(consumer.errors()).isEmpty();
            }
            try (DaemonProcess daemon = start(file, "--namespace", "asic7")) {
                assertThat(daemon.awaitExit()).isEqualTo(78);
                assertThat(daemon.err()).hasSize(1).allMatch(line -> line.contains("asic7"));
            }
        }
    }

    /** The daemon says a line at NOTICE whenever PEER_SWITCH changes. */
    @Test
    void shouldFollowTheOutputOfTheLog() {
        try (RedisServerProcess redis = RedisServerProcess.start(); Jedis config = client(redis, CONFIG_DB)) {
            config.hset("LOGGER~neighsyncd", Map.of("LOGLEVEL", "NOTICE", "LOGOUTPUT", "STDERR"));
            try (DaemonProcess daemon = start(write("database_config.json", describe(redis, redis)))) {
                daemon.awaitReady();
                for (int i = 0; i < 2; i++) {
                    config.hset("LOGGER~neighsyncd", "LOGOUTPUT", "STDOUT");
                    assertPrompt("LOGOUTPUT = STDOUT", awaitLine(config, daemon::out));
                    config.hset("LOGGER~neighsyncd", "LOGOUTPUT", "STDERR");
                    assertPrompt("LOGOUTPUT = STDERR", awaitLine(config, daemon::err));
                }
            }
        }
    }

    /** Waits for a line where it is expected, giving the daemon something to say. */
    private static Duration awaitLine(Jedis config, Supplier<List<String>> where) {
        int before = where.get().size();
        return Eventually.shouldHold(SOON, "a line", () -> {
            if (config.del("PEER_SWITCH~peer") == 0) {
                config.hset("PEER_SWITCH~peer", "address_ipv4", "10.1.0.33");
            }
            return where.get().size() > before;
        });
    }

    private static void assertPrompt(String what, Duration took) {
        System.out.println(what + " in effect after " + took.toMillis() + " ms (goal " + GOAL.toMillis() + ")");
        assertThat(took).isLessThan(GOAL.multipliedBy(TIME_FACTOR));
    }
}
