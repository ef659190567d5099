package io.neighsync.engine.cli;

import io.neighsync.engine.replay.JournalFiles;
import io.neighsync.engine.replay.JournalLoader;
import io.neighsync.engine.replay.JournalSegment;
import io.neighsync.engine.replay.JournalVerifier;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code neighctl journal verify}. */
@Command(
        name = "verify",
        description = "Reads every record and says what is damaged; the last line sums up. Exits with 1 on damage.",
        footer = {
            "",
            "Examples:",
            "  neighctl journal verify",
            "  neighctl journal verify /mnt/evidence/journal --json"
        })
final class NeighctlVerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "Folder of the journal, in place of --journal.")
    private Path dir;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Override
    public Integer call() {
        JournalFiles files = NeighctlCommand.journal(spec, dir);
        List<Path> quarantined = files.quarantined();
        List<JournalSegment> segments = files.segments();
        JournalVerifier.Result result = verify(segments, numbers(quarantined));
        Lines lines = new Lines(spec.commandLine().getOut());
        for (JournalLoader.Damage damage : result.damages()) {
            lines.print(json ? new JsonLine().add("damaged", damage.segment()).add("reason", damage.what()).toString()
                    : "damaged segment=" + damage.segment() + ": " + damage.what());
        }
        for (Path folder : quarantined) {
            lines.print(json ? new JsonLine().add("quarantined", folder.toString()).toString()
                    : "quarantined " + folder);
        }
        lines.print(json ? summary(result, quarantined.size()).toString()
                : "segments=" + result.segments() + " records=" + result.records() + " bytes=" + result.bytes()
                        + " damaged=" + damaged(result) + " quarantined=" + quarantined.size());
        lines.flush();
        return result.damages().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private JournalVerifier.Result verify(List<JournalSegment> segments, Set<Integer> quarantined) {
        long[] at = new long[2];
        try (Progress progress = new Progress(spec.commandLine().getErr(), Progress.Kind.TERMINAL,
                () -> "segment " + at[0] + " of " + segments.size() + ", " + at[1] + " records")) {
            return new JournalVerifier(segments, quarantined).verify(cursor -> {
                at[0] = cursor.begun();
                at[1]++;
                progress.step();
            });
        }
    }

    /** The numbers of segments that were put aside, from the names of their folders. */
    private static Set<Integer> numbers(List<Path> quarantined) {
        return quarantined.stream().map(folder -> String.valueOf(folder.getFileName()))
                .map(name -> Integer.parseInt(name.substring(0, name.indexOf('-')))).collect(Collectors.toSet());
    }

    private static long damaged(JournalVerifier.Result result) {
        return result.damages().stream().map(JournalLoader.Damage::segment).distinct().count();
    }

    private static JsonLine summary(JournalVerifier.Result result, int quarantined) {
        return new JsonLine().add("segments", result.segments()).add("records", result.records())
                .add("bytes", result.bytes()).add("damaged", damaged(result)).add("quarantined", quarantined);
    }
}
