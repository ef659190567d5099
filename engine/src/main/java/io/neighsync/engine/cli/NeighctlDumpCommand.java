package io.neighsync.engine.cli;

import io.neighsync.engine.codec.RecordType;
import io.neighsync.engine.replay.JournalCursor;
import io.neighsync.engine.replay.Moment;
import io.neighsync.engine.replay.RecordRange;
import java.nio.file.Path;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code neighctl journal dump}. */
@Command(
        name = "dump",
        description = "Prints each record as a line.",
        footer = {
            "",
            "Examples:",
            "  neighctl journal dump --from -10m",
            "  neighctl journal dump --type ROW,LINK --from 03:10:00 --to 03:15:00",
            "  neighctl journal dump /mnt/evidence/journal --json | gzip > journal.json.gz"
        })
final class NeighctlDumpCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "Folder of the journal, in place of --journal.")
    private Path dir;

    @Option(names = "--from", paramLabel = "TIME", converter = MomentConverter.class,
            description = "From there on: ISO-8601, HH:MM:SS of today, -10m, seq:N or now.")
    private Moment from;

    @Option(names = "--to", paramLabel = "TIME", converter = MomentConverter.class, description = "Up to there.")
    private Moment to;

    @Option(names = "--type", paramLabel = "NAME", split = ",",
            description = "Only these: ${COMPLETION-CANDIDATES}. May be given again.")
    private Set<RecordType> types;

    @Option(names = "--json", description = "One JSON object a record.")
    private boolean json;

    @Override
    public void run() {
        RecordRange range = new RecordRange(from, to);
        Lines lines = new Lines(spec.commandLine().getOut());
        RecordText text = new RecordText();
        try (JournalCursor cursor = new JournalCursor(NeighctlCommand.journal(spec, dir).segments());
                RecordJson objects = new RecordJson();
                Progress progress = new Progress(spec.commandLine().getErr(), Progress.Kind.UNLESS_PRINTING,
                        () -> "segment " + cursor.begun() + " of " + cursor.segments())) {
            while (!range.isOver() && !lines.isGone() && cursor.next()) {
                if (range.contains(cursor) && (types == null || types.contains(cursor.type()))) {
                    lines.print(json ? objects.line(cursor) : text.line(cursor));
                } else {
                    objects.skip(cursor);
                    text.skip(cursor);
                }
                progress.step();
            }
            lines.flush();
            progress.wipe();
            Complaints.print(spec, cursor.damages());
        }
    }
}
