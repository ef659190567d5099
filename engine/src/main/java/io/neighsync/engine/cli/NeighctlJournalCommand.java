package io.neighsync.engine.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands {@code neighctl journal ...}. */
@Command(
        name = "journal",
        subcommands = {
            NeighctlVerifyCommand.class, NeighctlStatsCommand.class, NeighctlDumpCommand.class,
            NeighctlReplayCommand.class, NeighctlExportCommand.class
        },
        description = "Checks, shows, replays and exports a journal, also one that is being written.")
final class NeighctlJournalCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what: verify, stats, dump, replay or export");
    }
}
