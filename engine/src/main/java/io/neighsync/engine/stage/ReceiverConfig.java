package io.neighsync.engine.stage;

import java.time.Duration;

/**
 * When the receiver dumps the kernel's tables without being asked. Key and default: section {@code netlink} of
 * {@code reference.conf}.
 *
 * @param auditInterval {@code netlink.audit_interval}: from the beginning of one generation to that of the next when
 *                      nothing else asks for one; zero: never
 */
public record ReceiverConfig(Duration auditInterval) {
    private static final Duration MIN = Duration.ofMillis(100);
    private static final Duration MAX = Duration.ofDays(1);

    /** Checks the interval. */
    public ReceiverConfig {
        boolean inRange = auditInterval.compareTo(MIN) >= 0 && auditInterval.compareTo(MAX) <= 0;
        if (!auditInterval.isZero() && !inRange) {
            throw new IllegalArgumentException("netlink.audit_interval = " + auditInterval.toMillis()
                    + " ms: give a duration from 100ms to 1d, or 0 for no audits");
        }
    }
}
