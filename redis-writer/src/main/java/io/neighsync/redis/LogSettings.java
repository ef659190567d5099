package io.neighsync.redis;

import java.util.List;

/**
 * What CONFIG_DB says about our log. Immutable.
 *
 * <p>Source: sonic-swss-common, {@code common/logger.cpp}.
 *
 * @param level  {@code LOGLEVEL}: one of {@link #LEVELS}.
 * @param output {@code LOGOUTPUT}: one of {@link #OUTPUTS}.
 */
public record LogSettings(String level, String output) {
    /** The levels, most severe first. */
    public static final List<String> LEVELS =
        List.of("EMERG", "ALERT", "CRIT", "ERROR", "WARN", "NOTICE", "INFO", "DEBUG");

    /** The outputs. */
    public static final List<String> OUTPUTS = List.of("SYSLOG", "STDOUT", "STDERR");

    /** What holds where CONFIG_DB says nothing. */
    public static final LogSettings DEFAULT = new LogSettings("NOTICE", "SYSLOG");

    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException naming the one that is unknown.
     */
    public LogSettings {
        if (!LEVELS.contains(level)) {
            throw new IllegalArgumentException("LOGLEVEL is '" + level + "'; allowed: " + LEVELS);
        }
        if (!OUTPUTS.contains(output)) {
            throw new IllegalArgumentException("LOGOUTPUT is '" + output + "'; allowed: " + OUTPUTS);
        }
    }
}
