package io.neighsync.engine.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/** Time since the JVM was executed: by the launcher's clock when it passed one, else since the process was started. */
final class ElapsedTime {
    /** Seconds since the epoch, with a fraction, as the launcher reads them right before it executes the JVM. */
    private static final String EXEC_PROPERTY = "neighsyncd.exec";

    private ElapsedTime() {
    }

    static long sinceExecMillis() {
        return Duration.between(executedAt(), Instant.now()).toMillis();
    }

    private static Instant executedAt() {
        String exec = System.getProperty(EXEC_PROPERTY);
        if (exec != null) {
            return Instant.EPOCH.plusNanos(new BigDecimal(exec).movePointRight(9).longValue());
        }
        return ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
    }
}
