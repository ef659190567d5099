package io.neighsync.engine.cli;

import io.neighsync.engine.replay.JournalFiles;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code neighctl}. */
@Command(
        name = NeighctlCommand.NAME,
        mixinStandardHelpOptions = true,
        versionProvider = NeighctlCommand.VersionProvider.class,
        sortOptions = false,
        scope = ScopeType.INHERIT,
        subcommands = {NeighctlHistoryCommand.class, NeighctlAtCommand.class, NeighctlJournalCommand.class,
            NeighctlReportCommand.class, NeighctlProfileCommand.class},
        description = "Asks what neighsyncd did, and why. Works with and without a running daemon.")
public final class NeighctlCommand implements Runnable {
    static final String NAME = "neighctl";
    /** Where the daemon has its journal when it is not told otherwise. */
    static final Path USUAL_JOURNAL = Path.of("/var/lib/neighsyncd/journal");
    private static final int OUTPUT_BUFFER = 1 << 16;

    @Spec
    private CommandSpec spec;

    @Option(names = "--journal", paramLabel = "DIR", scope = ScopeType.INHERIT,
            description = "Folder of the journal; default /var/lib/neighsyncd/journal.")
    private Path journal;

    /** Tells the version of this program. */
    static final class VersionProvider implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {Version.of(NAME)};
        }
    }

    /** Runs the command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        CommandLine commandLine = commandLine();
        commandLine.setOut(new PrintWriter(new BufferedWriter(new OutputStreamWriter(
                new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8), OUTPUT_BUFFER)));
        int exitCode = commandLine.execute(args);
        commandLine.getOut().flush();
        Runtime.getRuntime().halt(exitCode);
    }

    /** The command line with all its commands. */
    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new NeighctlCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) ->
                        Failures.report(failure, NAME, command.getErr()))
                .setParameterExceptionHandler(NeighctlCommand::reportUsage);
        // a time such as -10m is no option
        commandLine.getSubcommands().get("at").setUnmatchedOptionsArePositionalParams(true);
        return commandLine;
    }

    private static int reportUsage(ParameterException failure, String[] args) {
        PrintWriter err = failure.getCommandLine().getErr();
        err.println(NAME + ": " + failure.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(failure, err)) {
            err.println("Try " + failure.getCommandLine().getCommandSpec().qualifiedName() + " --help.");
        }
        err.flush();
        return ExitCode.USAGE;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what: history, at, journal, report or profile");
    }

    /** The journal that is meant: the one named as DIR, or with --journal, or the usual one. */
    static JournalFiles journal(CommandSpec spec, Path named) {
        Path option = ((NeighctlCommand) spec.root().userObject()).journal;
        if (named != null && option != null) {
            throw new ParameterException(spec.commandLine(),
                    "two journals are named, " + named + " and " + option + ": name one");
        }
        return new JournalFiles(named != null ? named : option != null ? option : USUAL_JOURNAL);
    }
}
