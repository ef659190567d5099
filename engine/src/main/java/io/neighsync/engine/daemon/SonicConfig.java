package io.neighsync.engine.daemon;

import java.time.Duration;
import java.util.Locale;

/**
 * How the daemon fits into a SONiC switch. Keys and defaults: sections {@code sonic}, {@code compat} and {@code
 * warm_restart} of {@code reference.conf}.
 *
 * @param databaseConfig {@code sonic.database_config}: file of the databases; empty: SONiC's, where it is there
 * @param namespace      {@code sonic.namespace}: of a multi-ASIC switch; empty: the host's
 * @param followConfig   {@code sonic.follow_config}: whether CONFIG_DB and STATE_DB are followed
 * @param strict         {@code compat.strict}: whether rows are as SONiC's C++ daemon has them
 * @param restoreTimeout {@code warm_restart.restore_timeout}: how long a warm start waits for the kernel's neighbors
 */
public record SonicConfig(
        String databaseConfig, String namespace, Follow followConfig, boolean strict, Duration restoreTimeout) {
    private static final Duration MIN_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration MAX_TIMEOUT = Duration.ofHours(1);

    /** Whether CONFIG_DB and STATE_DB are followed. */
    public enum Follow {
        /** Where rows are written for orchagent. */
        AUTO,
        /** Always. */
        TRUE,
        /** Never. */
        FALSE;

        boolean resolve(boolean forOrchagent) {
            return this == AUTO ? forOrchagent : this == TRUE;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Checks the time-out. */
    public SonicConfig {
        if (restoreTimeout.compareTo(MIN_TIMEOUT) < 0 || restoreTimeout.compareTo(MAX_TIMEOUT) > 0) {
            throw new IllegalArgumentException("warm_restart.restore_timeout = " + restoreTimeout.toMillis()
                    + " ms: give a duration from 1s to 1h");
        }
    }
}
