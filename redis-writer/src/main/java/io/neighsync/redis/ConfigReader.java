package io.neighsync.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * Reads what we need of CONFIG_DB: all of it, or what is known to have changed. Used by one thread; errors are Jedis'
 * own.
 */
final class ConfigReader {
    private static final String PEER_SWITCH = "PEER_SWITCH";
    private static final String EVPN_NVO = "VXLAN_EVPN_NVO";
    /** By the start of an interface's name: its table. */
    private static final Map<String, String> INTERFACE_TABLES = Map.of(
        "Ethernet", "INTERFACE", "Vlan", "VLAN_INTERFACE", "PortChannel", "PORTCHANNEL_INTERFACE");
    private static final String LINK_LOCAL_FIELD = "ipv6_use_link_local_only";
    private static final int SCAN_COUNT = 500;
    private static final int PIPELINED = 1_000;
    private static final List<Optional<String>> NO_FIELDS = List.of(Optional.empty(), Optional.empty());

    private final Jedis jedis;
    private final Connection connection;
    private final SonicDatabase database;
    private final String logKey;
    private final Set<String> peerSwitches = new HashSet<>();
    private final Set<String> evpnNvos = new HashSet<>();
    private final Set<String> linkLocalInterfaces = new HashSet<>();
    private final Set<String> changed = new LinkedHashSet<>();
    private List<Optional<String>> logFields = NO_FIELDS;

    ConfigReader(Jedis jedis, SonicDatabase database) {
        this.jedis = jedis;
        this.database = database;
        connection = jedis.getConnection();
        logKey = database.key("LOGGER", "neighsyncd");
    }

    /** Globs of the keys to be told about; all start with a table's name, so that few others match. */
    static List<String> patterns(SonicDatabase database) {
        final List<String> patterns = new ArrayList<>();
        patterns.add(RowReader.escapeGlob(database.key("LOGGER", "neighsyncd")));
        patterns.add(pattern(database, PEER_SWITCH, ""));
        patterns.add(pattern(database, EVPN_NVO, ""));
        INTERFACE_TABLES.forEach((start, table) -> patterns.add(pattern(database, table, start)));
        return patterns;
    }

    /** Remembers that a key is to be read again, if it is one of ours. */
    void markChanged(String key) {
        if (isRelevant(key)) {
            changed.add(key);
        }
    }

    boolean hasChanged() {
        return !changed.isEmpty();
    }

    /** Reads everything anew, and creates what is missing of our LOGGER row. */
    void load() {
        changed.clear();
        peerSwitches.clear();
        evpnNvos.clear();
        linkLocalInterfaces.clear();
        final List<String> keys = new ArrayList<>();
        scan(pattern(database, PEER_SWITCH, ""), keys);
        scan(pattern(database, EVPN_NVO, ""), keys);
        scan("*" + pattern(database, "INTERFACE", ""), keys);
        keys.removeIf(key -> !isRelevant(key));
        keys.add(logKey);
        read(keys);
    }

    /** Reads only what was marked. */
    void loadChanged() {
        final List<String> keys = List.copyOf(changed);
        changed.clear();
        read(keys);
    }

    SwitchSettings switchSettings() {
        return new SwitchSettings(!peerSwitches.isEmpty(), !evpnNvos.isEmpty(), linkLocalInterfaces);
    }

    /** {@code LOGLEVEL}, if it is there. */
    Optional<String> logLevel() {
        return logFields.getFirst();
    }

    /** {@code LOGOUTPUT}, if it is there. */
    Optional<String> logOutput() {
        return logFields.getLast();
    }

    /**
     * Writes the fields of our LOGGER row that it lacks; a value somebody else writes at the same time stays.
     */
    void createLogFields(LogSettings settings) {
        if (logLevel().isEmpty()) {
            jedis.hsetnx(logKey, "LOGLEVEL", settings.level());
        }
        if (logOutput().isEmpty()) {
            jedis.hsetnx(logKey, "LOGOUTPUT", settings.output());
        }
    }

    private void scan(String pattern, List<String> keys) {
        final ScanParams params = new ScanParams().match(pattern).count(SCAN_COUNT);
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            final ScanResult<String> result = jedis.scan(cursor, params);
            keys.addAll(result.getResult());
            cursor = result.getCursor();
        } while (!ScanParams.SCAN_POINTER_START.equals(cursor));
    }

    private void read(List<String> keys) {
        for (int from = 0; from < keys.size(); from += PIPELINED) {
            readTogether(keys.subList(from, Math.min(keys.size(), from + PIPELINED)));
        }
    }

    private void readTogether(List<String> keys) {
        for (final String key : keys) {
            if (key.equals(logKey)) {
                connection.sendCommand(Command.HMGET, key, "LOGLEVEL", "LOGOUTPUT");
            } else if (interfaceOf(key).isPresent()) {
                connection.sendCommand(Command.HGET, key, LINK_LOCAL_FIELD);
            } else {
                connection.sendCommand(Command.EXISTS, key);
            }
        }
        final List<Object> replies = connection.getMany(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            apply(keys.get(i), replies.get(i));
        }
    }

    /** A key that holds another type is no row of that table. */
    private void apply(String key, Object reply) {
        if (reply instanceof JedisDataException refused && !refused.getMessage().startsWith("WRONGTYPE")) {
            throw refused;
        }
        if (key.equals(logKey)) {
            logFields = reply instanceof List<?> fields ? fields.stream().map(ConfigReader::text).toList() : NO_FIELDS;
        } else if (interfaceOf(key).isPresent()) {
            put(linkLocalInterfaces, interfaceOf(key).get(), text(reply).equals(Optional.of("enable")));
        } else {
            put(key.startsWith(database.key(PEER_SWITCH, "")) ? peerSwitches : evpnNvos, key, reply.equals(1L));
        }
    }

    private boolean isRelevant(String key) {
        return key.equals(logKey)
            || key.startsWith(database.key(PEER_SWITCH, ""))
            || key.startsWith(database.key(EVPN_NVO, ""))
            || interfaceOf(key).isPresent();
    }

    /** Name of the interface whose row this is; none for other tables and for rows of an interface's addresses. */
    private Optional<String> interfaceOf(String key) {
        for (final Map.Entry<String, String> table : INTERFACE_TABLES.entrySet()) {
            if (key.startsWith(database.key(table.getValue(), table.getKey()))) {
                final String name = key.substring(database.key(table.getValue(), "").length());
                return name.contains(database.separator()) ? Optional.empty() : Optional.of(name);
            }
        }
        return Optional.empty();
    }

    private static String pattern(SonicDatabase database, String table, String start) {
        return RowReader.escapeGlob(database.key(table, start)) + "*";
    }

    private static void put(Set<String> names, String name, boolean present) {
        if (present) {
            names.add(name);
        } else {
            names.remove(name);
        }
    }

    private static Optional<String> text(Object word) {
        return word instanceof byte[] bytes
            ? Optional.of(new String(bytes, StandardCharsets.UTF_8))
            : Optional.empty();
    }
}
