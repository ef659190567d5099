package io.neighsync.engine.log;

import java.util.Optional;

/**
 * How grave a message is: the levels and names of SONiC's logger (sonic-swss-common, common/logger.cpp), which are the
 * severities of syslog(3).
 */
public enum LogLevel {
    /** The system is unusable. */
    EMERG(0),
    /** Somebody must act at once. */
    ALERT(1),
    /** The daemon cannot go on. */
    CRIT(2),
    /** Something failed. */
    ERROR(3),
    /** Something may fail, or is worse than it should be. */
    WARN(4),
    /** Normal, and worth a line. */
    NOTICE(5),
    /** What is done, step by step. */
    INFO(6),
    /** For whoever looks for a bug. */
    DEBUG(7);

    private final int severity;

    LogLevel(int severity) {
        this.severity = severity;
    }

    /** LOG_EMERG to LOG_DEBUG of syslog(3), 0 to 7. */
    public int severity() {
        return severity;
    }

    /**
     * The level of that name as CONFIG_DB spells it, field {@code LOGLEVEL} of a {@code LOGGER} row: upper case, as
     * everywhere in SONiC.
     */
    public static Optional<LogLevel> of(String name) {
        for (LogLevel level : values()) {
            if (level.name().equals(name)) {
                return Optional.of(level);
            }
        }
        return Optional.empty();
    }
}
