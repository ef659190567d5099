package io.neighsync.bench;

import io.neighsync.redis.RedisServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;

/**
 * The databases of a SONiC switch in one redis-server, and a CONFIG_DB with so many keys, a third of them in the tables
 * of interfaces, which the daemon follows. One thread.
 */
final class ConfigDb {
    private static final int DATABASE = 4;
    private static final int LANES = 4;
    private static final int NETS = 128;
    private static final int QUEUES = 4;

    private final BenchRedis redis;
    private final Path description;

    /**
     * The databases of this redis-server.
     *
     * @param redis  that has them
     * @param folder for the file that describes them to SONiC's programs
     */
    ConfigDb(BenchRedis redis, Path folder) {
        this.redis = redis;
        description = folder.resolve("database_config.json");
        try {
            Files.writeString(description, """
                {
                  "INSTANCES": {
                    "redis": { "hostname": "127.0.0.1", "port": 6379, "unix_socket_path": "%s" }
                  },
                  "DATABASES": {
                    "APPL_DB": { "id": 0, "separator": ":", "instance": "redis" },
                    "CONFIG_DB": { "id": 4, "separator": "|", "instance": "redis" },
                    "STATE_DB": { "id": 6, "separator": "|", "instance": "redis" }
                  },
                  "VERSION": "1.0"
                }
                """.formatted(redis.socket()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file that describes the databases. */
    Path description() {
        return description;
    }

    /** Gives CONFIG_DB, which is empty, so many keys. */
    void fill(int keys) {
        try (Jedis client = RedisServerProcess.client(redis.address())) {
            client.select(DATABASE);
            try (Pipeline pipeline = client.pipelined()) {
                keys(keys).forEach((key, fields) -> pipeline.hset(key, fields(fields)));
            }
            if (client.dbSize() != keys) {
                throw new IllegalStateException("CONFIG_DB has " + client.dbSize() + " keys instead of " + keys);
            }
        }
    }

    /** Keys, and what their fields are: names and values in turn, between spaces. */
    static Map<String, String> keys(int count) {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("DEVICE_METADATA|localhost", "hostname switch type ToRRouter platform x86_64-kvm_x86_64-r0");
        for (int i = 0; keys.size() < count; i++) {
            addInterfaces(keys, i);
            addOthers(keys, i);
        }
        keys.keySet().removeAll(keys.keySet().stream().skip(count).toList());
        return keys;
    }

    private static void addInterfaces(Map<String, String> keys, int i) {
        String net = i / NETS + "." + i % NETS * 2;
        keys.put("PORT|" + port(i), "admin_status up alias Eth" + i + " lanes " + LANES * i + " mtu 9100 speed 100000");
        keys.put("INTERFACE|" + port(i), "NULL NULL");
        keys.put("INTERFACE|" + port(i) + "|10." + net + ".0/31", "NULL NULL");
        keys.put("INTERFACE|" + port(i) + "|fc00:" + i + "::1/126", "NULL NULL");
        keys.put("VLAN_INTERFACE|Vlan" + (2 + i), "ipv6_use_link_local_only disable");
        keys.put("VLAN_INTERFACE|Vlan" + (2 + i) + "|172." + net + ".1/31", "NULL NULL");
        keys.put("PORTCHANNEL_INTERFACE|PortChannel" + (1 + i), "NULL NULL");
        keys.put("PORTCHANNEL_INTERFACE|PortChannel" + (1 + i) + "|192." + net + ".1/31", "NULL NULL");
    }

    private static void addOthers(Map<String, String> keys, int i) {
        String net = i / NETS + "." + i % NETS * 2;
        keys.put("VLAN|Vlan" + (2 + i), "vlanid " + (2 + i));
        keys.put("VLAN_MEMBER|Vlan" + (2 + i) + "|" + port(i), "tagging_mode tagged");
        keys.put("PORTCHANNEL|PortChannel" + (1 + i), "admin_status up lacp_key auto mtu 9100");
        keys.put("PORTCHANNEL_MEMBER|PortChannel" + (1 + i) + "|" + port(i), "NULL NULL");
        keys.put("BGP_NEIGHBOR|10." + net + ".1", "asn 65200 holdtime 10 keepalive 3 local_addr 10." + net + ".0");
        keys.put("DEVICE_NEIGHBOR|" + port(i), "name server" + i + " port eth0");
        keys.put("PORT_QOS_MAP|" + port(i), "dscp_to_tc_map AZURE pfc_enable 3,4");
        keys.put("BUFFER_PG|" + port(i) + "|3-4", "profile pg_lossless_100000_5m_profile");
        for (int queue = 0; queue < QUEUES; queue++) {
            keys.put("QUEUE|" + port(i) + "|" + queue, "scheduler scheduler.0");
        }
    }

    private static String port(int i) {
        return "Ethernet" + LANES * i;
    }

    private static Map<String, String> fields(String words) {
        String[] word = words.split(" ", -1);
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < word.length; i += 2) {
            fields.put(word[i], word[i + 1]);
        }
        return fields;
    }
}
