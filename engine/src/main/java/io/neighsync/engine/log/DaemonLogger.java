package io.neighsync.engine.log;

import java.io.Serial;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/**
 * A logger of SLF4J in SONiC's words: its {@code info} is a NOTICE, what an operator sees by default, its {@code debug}
 * an INFO and its {@code trace} a DEBUG. Any thread.
 */
final class DaemonLogger extends LegacyAbstractLogger {
    @Serial
    private static final long serialVersionUID = 1L;

    private final LogLevel ceiling;
    private final String function;

    /**
     * A logger.
     *
     * @param name of it; the part behind the last dot becomes the function of its messages
     * @param ceiling the least grave level it logs, whatever the log's
     */
    DaemonLogger(String name, LogLevel ceiling) {
        this.name = name;
        this.function = name.substring(name.lastIndexOf('.') + 1);
        this.ceiling = ceiling;
    }

    @Override
    public boolean isTraceEnabled() {
        return isLogged(LogLevel.DEBUG);
    }

    @Override
    public boolean isDebugEnabled() {
        return isLogged(LogLevel.INFO);
    }

    @Override
    public boolean isInfoEnabled() {
        return isLogged(LogLevel.NOTICE);
    }

    @Override
    public boolean isWarnEnabled() {
        return isLogged(LogLevel.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return isLogged(LogLevel.ERROR);
    }

    private boolean isLogged(LogLevel level) {
        return level.severity() <= ceiling.severity() && DaemonLog.isLogged(level);
    }

    @Override
    protected String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level, Marker marker, String pattern, Object[] arguments, Throwable failure) {
        String text = String.valueOf(MessageFormatter.basicArrayFormat(pattern, arguments));
        DaemonLog.log(levelOf(level), function, text, failure);
    }

    private static LogLevel levelOf(Level level) {
        return switch (level) {
            case ERROR -> LogLevel.ERROR;
            case WARN -> LogLevel.WARN;
            case INFO -> LogLevel.NOTICE;
            case DEBUG -> LogLevel.INFO;
            case TRACE -> LogLevel.DEBUG;
        };
    }
}
