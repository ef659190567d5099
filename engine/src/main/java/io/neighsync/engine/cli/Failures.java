package io.neighsync.engine.cli;

import io.neighsync.engine.daemon.ConfigurationException;
import io.neighsync.engine.log.DaemonLog;
import io.neighsync.engine.log.LogOutput;
import io.neighsync.engine.replay.UnrecordedMomentException;
import io.neighsync.journal.JournalException;
import io.neighsync.netlink.NetlinkException;
import io.neighsync.redis.RedisUnavailableException;
import java.io.PrintWriter;

/** Turns what went wrong into one sentence on stderr and an exit code. */
final class Failures {
    private Failures() {
    }

    /** Reports a failure of this program; returns its exit code. */
    static int report(Exception failure, String program, PrintWriter err) {
        err.println(program + ": " + sentence(failure));
        err.flush();
        if (DaemonLog.output() == LogOutput.SYSLOG) {
            DaemonLog.fatal("main", sentence(failure), null);
        }
        return switch (failure) {
            case UsageException e -> ExitCode.USAGE;
            case ConfigurationException e -> ExitCode.CONFIGURATION;
            case IllegalArgumentException e -> ExitCode.CONFIGURATION;
            case UnavailableException e -> ExitCode.UNAVAILABLE;
            case NotPermittedException e -> ExitCode.CANNOT_RUN_HERE;
            case RedisUnavailableException e -> ExitCode.UNAVAILABLE;
            case NetlinkException e -> ExitCode.CANNOT_RUN_HERE;
            default -> ExitCode.FAILED;
        };
    }

    /** What a known failure says of itself; anything else with its type, as its message alone says little. */
    private static String sentence(Exception failure) {
        return switch (failure) {
            case UsageException e -> e.getMessage() + "; see --help";
            case ConfigurationException e -> e.getMessage();
            case IllegalArgumentException e -> e.getMessage();
            case UnavailableException e -> e.getMessage();
            case NotPermittedException e -> e.getMessage();
            case NetlinkException e -> e.getMessage();
            case RedisUnavailableException e -> e.getMessage();
            case JournalException e -> e.getMessage();
            case UnrecordedMomentException e -> e.getMessage();
            case RefusedException e -> e.getMessage();
            default -> failure.toString();
        };
    }
}
