package io.neighsync.engine.cli;

import io.neighsync.engine.daemon.ConfigurationException;
import io.neighsync.engine.log.DaemonLog;
import io.neighsync.engine.log.LogOutput;
import io.neighsync.engine.replay.UnrecordedMomentException;
import io.neighsync.journal.JournalException;
import io.neighsync.netlink.NetlinkException;
import io.neighsync.redis.RedisUnavailableException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what went wrong into one sentence on stderr and an exit code. */
final class Failures {
    private Failures() {
    }

    static int report(Exception failure, CommandLine commandLine) {
        PrintWriter err = commandLine.getErr();
        err.println(name(commandLine) + ": " + sentence(failure));
        err.flush();
        if (DaemonLog.output() == LogOutput.SYSLOG) {
            DaemonLog.fatal("main", sentence(failure), null);
        }
        return switch (failure) {
            case ConfigurationException e -> ExitCode.CONFIGURATION;
            case IllegalArgumentException e -> ExitCode.CONFIGURATION;
            case UnavailableException e -> ExitCode.UNAVAILABLE;
            case RedisUnavailableException e -> ExitCode.UNAVAILABLE;
            case NetlinkException e -> ExitCode.CANNOT_RUN_HERE;
            default -> ExitCode.FAILED;
        };
    }

    static int reportUsage(ParameterException failure, String[] args) {
        PrintWriter err = failure.getCommandLine().getErr();
        err.println(name(failure.getCommandLine()) + ": " + failure.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(failure, err)) {
            err.println("Try " + failure.getCommandLine().getCommandSpec().qualifiedName() + " --help.");
        }
        err.flush();
        return ExitCode.USAGE;
    }

    /** What a known failure says of itself; anything else with its type, as its message alone says little. */
    private static String sentence(Exception failure) {
        boolean known = failure instanceof ConfigurationException || failure instanceof IllegalArgumentException
                || failure instanceof UnavailableException || failure instanceof NetlinkException
                || failure instanceof RedisUnavailableException || failure instanceof JournalException
                || failure instanceof UnrecordedMomentException || failure instanceof RefusedException;
        return known ? failure.getMessage() : failure.toString();
    }

    private static String name(CommandLine commandLine) {
        return commandLine.getCommandSpec().root().name();
    }

    static CommandLine configure(CommandLine commandLine) {
        return commandLine
                .setExecutionExceptionHandler((failure, command, parsed) -> report(failure, command))
                .setParameterExceptionHandler(Failures::reportUsage);
    }
}
