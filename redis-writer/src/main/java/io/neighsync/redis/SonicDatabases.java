package io.neighsync.redis;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The databases of a SONiC switch that we use. Immutable.
 *
 * <p>Source: SONiC's {@code database_config.json} ({@code INSTANCES}, {@code DATABASES}) and, with several ASICs,
 * {@code database_global.json} ({@code INCLUDES}); sonic-swss-common, {@code common/dbconnector.cpp}.
 *
 * @param appl   {@code APPL_DB}: the rows.
 * @param config {@code CONFIG_DB}: the operator's configuration.
 * @param state  {@code STATE_DB}: warm restart.
 */
public record SonicDatabases(SonicDatabase appl, SonicDatabase config, SonicDatabase state) {
    private static final Logger LOGGER = LoggerFactory.getLogger(SonicDatabases.class);
    private static final String INCLUDES = "INCLUDES";
    private static final String GIVE_INCLUDES = "give objects with include and, except for the host, namespace";
    private static final String GIVE_SEPARATOR = "give a string such as | or :";
    private static final String GIVE_INSTANCE = "give the name of one of INSTANCES";
    private static final String GIVE_UNIX_PATH =
        "give an absolute path of at most 107 bytes, or an empty string for TCP";
    private static final String GIVE_HOST = "give a host name, or unix_socket_path";
    private static final int MAX_PORT = 65_535;
    private static final int MAX_ID = 65_535;

    /**
     * Reads a single-ASIC or multi-ASIC file; members it does not know are ignored.
     *
     * @param file      {@code database_config.json} or {@code database_global.json}.
     * @param namespace of an ASIC, or name of a DPU's container; empty for the host.
     * @return the databases; over unix sockets where the file has their paths.
     * @throws IllegalArgumentException naming file, JSON path, value and remedy.
     */
    public static SonicDatabases load(Path file, String namespace) {
        final JsonNode root = JsonNode.read(file);
        if (root.optional(INCLUDES).isPresent()) {
            return databases(JsonNode.read(included(root, namespace)));
        }
        if (!namespace.isEmpty()) {
            throw root.missing(INCLUDES, "namespace '" + namespace + "' needs database_global.json");
        }
        return databases(root);
    }

    /**
     * SONiC's usual numbers, for a Redis without such a file.
     *
     * @param address of all three.
     * @return APPL_DB 0 ':', CONFIG_DB 4 '|', STATE_DB 6 '|'.
     */
    public static SonicDatabases standard(RedisAddress address) {
        return new SonicDatabases(
            new SonicDatabase("APPL_DB", 0, ":", address),
            new SonicDatabase("CONFIG_DB", 4, "|", address),
            new SonicDatabase("STATE_DB", 6, "|", address));
    }

    /**
     * The same databases elsewhere.
     *
     * @param address of all three.
     * @return with their own numbers and separators.
     */
    public SonicDatabases at(RedisAddress address) {
        return new SonicDatabases(appl.at(address), config.at(address), state.at(address));
    }

    private static Path included(JsonNode root, String namespace) {
        for (final JsonNode include : root.member(INCLUDES, GIVE_INCLUDES).elements(GIVE_INCLUDES)) {
            if (namespaceOf(include).equals(namespace)) {
                final JsonNode path = include.member("include", "give the path of a database_config.json");
                return path.relativePath("give a path relative to this file");
            }
        }
        throw root.member(INCLUDES, GIVE_INCLUDES).invalid(namespace.isEmpty()
            ? "add an object without namespace, for the host"
            : "add an object with namespace '" + namespace + "', or ask for one of these");
    }

    private static String namespaceOf(JsonNode include) {
        final Optional<JsonNode> container = include.optional("container_name");
        return container.or(() -> include.optional("namespace"))
            .map(name -> name.text("give a string"))
            .orElse("");
    }

    private static SonicDatabases databases(JsonNode root) {
        final Map<String, RedisAddress> addresses = new HashMap<>();
        return new SonicDatabases(
            database(root, "APPL_DB", addresses),
            database(root, "CONFIG_DB", addresses),
            database(root, "STATE_DB", addresses));
    }

    private static SonicDatabase database(JsonNode root, String name, Map<String, RedisAddress> addresses) {
        final JsonNode database = root.member("DATABASES", "give an object with APPL_DB, CONFIG_DB and STATE_DB")
            .member(name, "give an object with id, separator and instance");
        final int id = database.member("id", "give the index of the database").integer(0, MAX_ID);
        final String separator = database.member("separator", GIVE_SEPARATOR).nonEmptyText(GIVE_SEPARATOR);
        final JsonNode instance = database.member("instance", GIVE_INSTANCE);
        final JsonNode instances = root.member("INSTANCES", "give an object with the Redis instances");
        final String instanceName = instance.text(GIVE_INSTANCE);
        final JsonNode described = instances.optional(instanceName).orElseThrow(() -> instance.invalid(GIVE_INSTANCE));
        return new SonicDatabase(name, id, separator,
            addresses.computeIfAbsent(instanceName, key -> address(described)));
    }

    private static RedisAddress address(JsonNode instance) {
        final Optional<JsonNode> unix = instance.optional("unix_socket_path")
            .filter(path -> !path.text(GIVE_UNIX_PATH).isEmpty());
        return unix.isPresent() ? unixAddress(unix.get()) : tcpAddress(instance);
    }

    private static RedisAddress unixAddress(JsonNode path) {
        try {
            return RedisAddress.unix(path.text(GIVE_UNIX_PATH));
        } catch (IllegalArgumentException e) {
            throw path.invalid(GIVE_UNIX_PATH, e);
        }
    }

    private static RedisAddress tcpAddress(JsonNode instance) {
        final String host = instance.member("hostname", GIVE_HOST).nonEmptyText(GIVE_HOST);
        final int port = instance.member("port", "give the TCP port, or unix_socket_path").integer(1, MAX_PORT);
        final RedisAddress address = new RedisAddress(RedisAddress.Kind.TCP, host, port, "", "");
        LOGGER.info("{} has no unix_socket_path; its Redis is reached at {}", instance, address);
        return address;
    }
}
