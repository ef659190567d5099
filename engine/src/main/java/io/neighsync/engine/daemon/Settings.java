package io.neighsync.engine.daemon;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * The settings by dotted key, in layers: defaults (each module's {@code reference.conf}), the file, the environment,
 * the command line. A key that no module declares is refused with the nearest one that is.
 *
 * <p>Values are read as HOCON has them: sizes as in {@code 64 MiB}, durations as in {@code 30s}.
 */
public final class Settings {
    /** Read when it exists and no other file is named. */
    public static final Path DEFAULT_FILE = Path.of("/etc/neighsyncd/neighsyncd.conf");
    /** Names the file. */
    public static final String FILE_VARIABLE = "NEIGHSYNCD_CONFIG";
    private static final String VARIABLE_PREFIX = "NEIGHSYNCD_";
    private static final String UNIT = "Unit: ";

    private final Config config;
    private final Config reference;

    private Settings(Config config, Config reference) {
        this.config = config;
        this.reference = reference;
    }

    /**
     * Reads all layers.
     *
     * @param file        the file named on the command line
     * @param environment {@code NEIGHSYNCD_SECTION_KEY} stands for {@code section.key}
     * @param options     dotted keys and values from the command line
     * @throws ConfigurationException on an unknown key or a file that cannot be read
     */
    public static Settings load(Optional<Path> file, Map<String, String> environment, Map<String, String> options) {
        Config reference = ReferenceConf.values();
        Settings settings = new Settings(reference, reference);
        Config fromOptions = settings.layer(options, "option");
        Config fromEnvironment = settings.layer(settings.variables(environment), "env");
        Config fromFile = settings.file(file, environment);
        return new Settings(fromOptions.withFallback(fromEnvironment).withFallback(fromFile).withFallback(reference),
                reference);
    }

    private Config layer(Map<String, String> values, String source) {
        Config layer = ConfigFactory.empty();
        for (Map.Entry<String, String> entry : values.entrySet()) {
            checkKnown(entry.getKey(), source);
            layer = layer.withValue(entry.getKey(), ConfigValueFactory.fromAnyRef(entry.getValue(), source));
        }
        return layer;
    }

    private Map<String, String> variables(Map<String, String> environment) {
        Map<String, String> values = new TreeMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(VARIABLE_PREFIX) && !name.equals(FILE_VARIABLE)) {
                String rest = name.substring(VARIABLE_PREFIX.length()).toLowerCase(Locale.ROOT);
                values.put(keys().stream().filter(key -> key.replace('.', '_').equals(rest)).findFirst()
                        .orElse(rest.replaceFirst("_", ".")), value);
            }
        });
        return values;
    }

    private Config file(Optional<Path> named, Map<String, String> environment) {
        Optional<Path> asked = named.or(() -> Optional.ofNullable(environment.get(FILE_VARIABLE)).map(Path::of));
        if (asked.isEmpty() && !Files.exists(DEFAULT_FILE)) {
            return ConfigFactory.empty();
        }
        Path path = asked.orElse(DEFAULT_FILE);
        if (!Files.isReadable(path)) {
            throw new ConfigurationException("configuration file " + path
                    + " cannot be read: create it or name another with --config");
        }
        try {
            Config file = ConfigFactory.parseFile(path.toFile(), ConfigParseOptions.defaults()
                    .setAllowMissing(false).setOriginDescription("file")).resolve();
            file.entrySet().forEach(entry -> checkKnown(entry.getKey(), "file " + path));
            checkNoNull(file);
            return file;
        } catch (ConfigException e) {
            String remedy = e.getMessage().contains("include keyword")
                    ? "; write vrf.include = [name] with its section, since include alone is HOCON's own" : "";
            throw new ConfigurationException(
                    "configuration file " + path + " is not valid HOCON: " + e.getMessage() + remedy, e);
        }
    }

    private void checkNoNull(Config file) {
        for (String key : keys()) {
            if (file.hasPathOrNull(key) && file.getIsNull(key)) {
                throw new ConfigurationException(key + " = null (file): give a value, or leave the key out");
            }
        }
    }

    private void checkKnown(String key, String source) {
        if (!isKnown(key)) {
            throw new ConfigurationException("unknown key " + key + " (" + source + "): the nearest known key is "
                    + NearestName.to(key, keys()));
        }
    }

    private boolean isKnown(String key) {
        try {
            return reference.hasPath(key) && reference.getValue(key).valueType() != ConfigValueType.OBJECT;
        } catch (ConfigException e) {
            return false;
        }
    }

    /** Every key, sorted. */
    public List<String> keys() {
        return reference.entrySet().stream().map(Map.Entry::getKey).sorted().toList();
    }

    /** The keys whose values differ between these settings and others. */
    public List<String> differencesFrom(Settings others) {
        return keys().stream().filter(key -> !config.getValue(key).equals(others.config.getValue(key))).toList();
    }

    String text(String key) {
        return config.getString(key);
    }

    /** Texts as a HOCON list, or with commas between them. */
    List<String> list(String key) {
        if (config.getValue(key).valueType() != ConfigValueType.STRING) {
            try {
                return config.getStringList(key);
            } catch (ConfigException e) {
                throw invalid(key, "give a list such as [a, b], or a, b", e);
            }
        }
        return Arrays.stream(text(key).split(",", -1)).map(String::strip).filter(item -> !item.isEmpty()).toList();
    }

    boolean flag(String key) {
        try {
            return config.getBoolean(key);
        } catch (ConfigException e) {
            throw invalid(key, "give true or false", e);
        }
    }

    int count(String key) {
        try {
            return config.getInt(key);
        } catch (ConfigException e) {
            throw invalid(key, "give a whole number", e);
        }
    }

    long bytes(String key) {
        try {
            return config.getBytes(key);
        } catch (ConfigException e) {
            throw invalid(key, "give a size such as 64 MiB, 512 KiB or a number of bytes", e);
        }
    }

    Duration duration(String key) {
        try {
            return config.getDuration(key);
        } catch (ConfigException e) {
            throw invalid(key, "give a duration such as 30s, 500ms or 2m", e);
        }
    }

    <E extends Enum<E>> E choice(String key, Class<E> type) {
        String value = text(key);
        List<String> names = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT)).toList();
        int index = names.indexOf(value);
        if (index < 0) {
            throw invalid(key, "give one of " + String.join(", ", names), null);
        }
        return type.getEnumConstants()[index];
    }

    private ConfigurationException invalid(String key, String remedy, Throwable cause) {
        String value = String.valueOf(config.getValue(key).unwrapped());
        return new ConfigurationException(key + " = " + value + " (" + source(key) + "): " + remedy, cause);
    }

    private String source(String key) {
        String origin = config.getValue(key).origin().description();
        return origin.startsWith("option") || origin.startsWith("env") ? origin
                : origin.startsWith("file") ? "file" : "default";
    }

    /** One {@code dotted.key = value  # unit, source} a key; passwords are not shown. */
    public String print() {
        Config commented = ReferenceConf.commented();
        StringBuilder lines = new StringBuilder();
        for (String key : keys()) {
            ConfigValue value = config.getValue(key);
            String shown = key.endsWith("password") && !text(key).isEmpty() ? "\"***\""
                    : value.render(ConfigRenderOptions.concise());
            lines.append(key).append(" = ").append(shown)
                    .append("  # ").append(unit(comment(commented, key))).append(", ").append(source(key)).append('\n');
        }
        return lines.toString();
    }

    private static String unit(String comment) {
        int at = comment.indexOf(UNIT);
        return at < 0 ? "none" : comment.substring(at + UNIT.length(), comment.indexOf('.', at));
    }

    private static String comment(Config commented, String key) {
        return String.join(" ", commented.getValue(key).origin().comments().stream().map(String::strip).toList());
    }

    /** Every key with what {@code reference.conf} says of it, for the manual. */
    public SequencedMap<String, String> manual() {
        Config commented = ReferenceConf.commented();
        SequencedMap<String, String> entries = new LinkedHashMap<>();
        for (String key : keys()) {
            entries.put(key, reference.getValue(key).render(ConfigRenderOptions.concise())
                    + "\n" + comment(commented, key));
        }
        return entries;
    }
}
