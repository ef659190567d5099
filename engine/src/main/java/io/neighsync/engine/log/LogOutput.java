package io.neighsync.engine.log;

import java.util.Optional;

/** Where messages go. */
public enum LogOutput {
    /** SYSLOG on SONiC, STDERR elsewhere; for the configuration only. */
    AUTO,
    /** The socket /dev/log, through the C library. */
    SYSLOG,
    /** Standard output. */
    STDOUT,
    /** Standard error. */
    STDERR;

    /** This output, or what {@link #AUTO} stands for on the host. */
    public LogOutput on(boolean sonic) {
        if (this != AUTO) {
            return this;
        }
        return sonic ? SYSLOG : STDERR;
    }

    /** The output of that name as CONFIG_DB spells it, field {@code LOGOUTPUT} of a {@code LOGGER} row. */
    public static Optional<LogOutput> of(String name) {
        for (LogOutput output : values()) {
            if (output != AUTO && output.name().equals(name)) {
                return Optional.of(output);
            }
        }
        return Optional.empty();
    }
}
