package io.neighsync.engine.cli;

import io.neighsync.engine.replay.JournalFiles;
import io.neighsync.engine.replay.JournalSegment;
import io.neighsync.engine.replay.Moment;
import io.neighsync.engine.replay.PastTable;
import io.neighsync.engine.replay.WallTime;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands {@code neighctl at TIME ...}. */
@Command(
        name = "at",
        subcommands = {NeighctlShowCommand.class, NeighctlDiffCommand.class},
        synopsisSubcommandLabel = "(show | diff)",
        description = "Tells how the rows were at a time, or what became different between two times.",
        footer = {
            "",
            "TIME: 2026-11-23T03:12:07Z (or without zone, or with +01:00), 03:12:07.5 for today, -10m for ten minutes",
            "ago, seq:N for a sequence of the journal, or now.",
            "",
            "Examples:",
            "  neighctl at 03:12:07 show",
            "  neighctl at -10m now diff",
            "  neighctl at seq:120345 show --interface Ethernet0 --json"
        })
final class NeighctlAtCommand implements Runnable {
    private static final long MICRO = 1000;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..2", paramLabel = "TIME", converter = MomentConverter.class,
            description = "A time, or two for diff.")
    private List<Moment> times;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what: show or diff");
    }

    /** The times, as many as a command needs. */
    List<Moment> times(CommandSpec command, int count) {
        if (times.size() != count) {
            throw new ParameterException(command.commandLine(), "at ... " + command.name() + " takes "
                    + (count == 1 ? "one time" : "two times") + ", not " + times.size());
        }
        long now = WallTime.nanos(Instant.now());
        for (Moment time : times) {
            // it may have been rounded up to the end of its microsecond
            if (!time.bySequence() && time.value() / MICRO > now / MICRO) {
                throw new ParameterException(command.commandLine(),
                        time + " is still to come: it is " + WallTime.text(now) + " now");
            }
        }
        return times;
    }

    /** Reads the rows as they were; says how far it is where that takes long, and what makes them less than sure. */
    static PastTable read(CommandSpec command, JournalFiles files, Moment moment) {
        List<JournalSegment> segments = files.segments();
        long[] records = new long[1];
        PastTable table;
        try (Progress progress = new Progress(command.commandLine().getErr(), Progress.Kind.TERMINAL,
                () -> records[0] + " records of what was at " + moment)) {
            table = PastTable.at(segments, moment, cursor -> {
                records[0]++;
                progress.step();
            });
        }
        table.remark().ifPresent(remark -> Complaints.print(command, moment + ": " + remark));
        return table;
    }
}
