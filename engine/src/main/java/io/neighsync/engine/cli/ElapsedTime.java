package io.neighsync.engine.cli;

import java.time.Instant;

/** Time since the JVM was executed: by the launcher's clock when it passed one, else since the process was started. */
final class ElapsedTime {
    /** Microseconds since 1970, as the launcher reads them right before it executes the JVM. */
    private static final String EXEC_PROPERTY = "neighsyncd.exec_us";
    private static final long MICROS_PER_MILLI = 1_000;

    private ElapsedTime() {
    }

    static long sinceExecMillis() {
        return System.currentTimeMillis() - executedAtMillis();
    }

    private static long executedAtMillis() {
        Long micros = Long.getLong(EXEC_PROPERTY);
        if (micros != null) {
            return micros / MICROS_PER_MILLI;
        }
        return ProcessHandle.current().info().startInstant().orElseGet(Instant::now).toEpochMilli();
    }
}
