package io.neighsync.engine.log;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@link DaemonLogSystemTest} runs as a process of its own, which ends without shutdown hooks, as the daemon. */
final class LoggingProcess {
    private static final int DEPTH = 50;

    private LoggingProcess() {
    }

    /** Logs to the output given, and the last message to standard error. */
    public static void main(String[] arguments) {
        Logger logger = LoggerFactory.getLogger("io.neighsync.engine.cli.FaultWatch");
        DaemonLog.output(LogOutput.of(arguments[0]).orElseThrow());
        logger.warn("degraded: redis {}, {} behind", "gone at 100%s%n", 7);
        DaemonLog.start();
        logger.info("recovered: redis");
        logger.debug("not logged");
        DaemonLog.level(LogLevel.DEBUG);
        logger.debug("logged");
        logger.trace("traced");
        for (int i = 0; i < 3; i++) {
            logger.info("again");
        }
        logger.error("failed", failure(DEPTH));
        DaemonLog.fatal("main", "cannot go on", null);
        DaemonLog.output(LogOutput.STDERR);
        logger.warn("the last words");
        logger.warn("the last words");
        DaemonLog.close();
        Runtime.getRuntime().halt(0);
    }

    private static Exception failure(int depth) {
        return depth == 0 ? new IllegalStateException("why") : failure(depth - 1);
    }
}
