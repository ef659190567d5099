package io.neighsync.engine.log;

import io.neighsync.netlink.ffm.Libc;

/**
 * Writes a message to the system log, syslog(3): facility {@code user} and no process id, which is what a SONiC daemon
 * that never calls openlog(3) has, and the stack as messages of their own.
 */
final class SyslogSink implements LogSink {
    private static final String IDENT = "neighsyncd";
    private static final int LOG_USER = 1 << 3;
    private static final int MAX_STACK_LINES = 20;

    private boolean isOpen;

    @Override
    public void write(LogMessage message) {
        if (!isOpen) {
            Libc.openlog(IDENT, 0, LOG_USER);
            isOpen = true;
        }
        int severity = message.level().severity();
        Libc.syslog(severity, message.line());
        message.stackLines().limit(MAX_STACK_LINES)
                .forEach(line -> Libc.syslog(severity, message.line(line)));
    }
}
