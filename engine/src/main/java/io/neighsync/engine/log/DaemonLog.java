package io.neighsync.engine.log;

import org.agrona.concurrent.SystemNanoClock;

/**
 * The process's log: its level, its output, and the thread that writes it. Any thread may call any method but {@link
 * #start} and {@link #close}, which are for the one that starts and ends the process.
 *
 * <p>At first the level is NOTICE, the output standard error, and whoever says something writes it itself.
 */
public final class DaemonLog {
    private static final LogTarget TARGET =
            new LogTarget(new SyslogSink(), new StreamSink(System.out), new StreamSink(System.err));
    private static final LogWriter WRITER = new LogWriter(TARGET, SystemNanoClock.INSTANCE);

    private static volatile LogLevel level = LogLevel.NOTICE;

    private DaemonLog() {
    }

    /** The least grave level that is logged. */
    public static LogLevel level() {
        return level;
    }

    /** Changes the level of what is said from now on. */
    public static void level(LogLevel to) {
        level = to;
    }

    /** Where messages go. */
    public static LogOutput output() {
        return TARGET.output();
    }

    /**
     * Changes where messages go, those included that are queued.
     *
     * @throws IllegalArgumentException if it is {@link LogOutput#AUTO}
     */
    public static void output(LogOutput to) {
        TARGET.output(to);
    }

    /** From now on the thread {@code neigh-log} writes, and nobody waits for it. */
    public static void start() {
        WRITER.start();
    }

    /**
     * Logs what ends the process, and waits, 500 ms at most, until it is written.
     *
     * @param function who says it
     * @param text what happened
     * @param failure whose stack belongs to it, or null
     */
    public static void fatal(String function, String text, Throwable failure) {
        log(LogLevel.CRIT, function, text, failure);
        WRITER.flush();
    }

    /** Writes what is queued, waiting 500 ms at most; from now on callers write themselves again. */
    public static void close() {
        WRITER.close();
    }

    static boolean isLogged(LogLevel at) {
        return at.severity() <= level.severity();
    }

    static void log(LogLevel at, String function, String text, Throwable failure) {
        if (isLogged(at)) {
            WRITER.log(LogMessage.now(at, function, text, failure));
        }
    }
}
