package io.neighsync.engine.cli;

import io.neighsync.engine.codec.RecordType;
import io.neighsync.engine.replay.JournalCursor;
import io.neighsync.engine.replay.JournalSegment;
import io.neighsync.engine.replay.SegmentStatistics;
import io.neighsync.engine.replay.WallTime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code neighctl journal stats}. */
@Command(
        name = "stats",
        description = "Says what each segment holds: from when to when, which records, and whether it continues the"
            + " one before.",
        footer = {
            "",
            "Examples:",
            "  neighctl journal stats",
            "  neighctl journal stats /mnt/evidence/journal --json"
        })
final class NeighctlStatsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "Folder of the journal, in place of --journal.")
    private Path dir;

    @Option(names = "--json", description = "One JSON object a segment, and one for all of them.")
    private boolean json;

    @Override
    public void run() {
        List<SegmentStatistics> all = read(NeighctlCommand.journal(spec, dir).segments());
        Lines lines = new Lines(spec.commandLine().getOut());
        for (SegmentStatistics segment : all) {
            lines.print(json ? segmentJson(segment) : segmentText(segment));
        }
        lines.print(json ? totalJson(all) : totalText(all));
        lines.flush();
    }

    private List<SegmentStatistics> read(List<JournalSegment> segments) {
        List<SegmentStatistics> all = new ArrayList<>();
        try (JournalCursor cursor = new JournalCursor(segments);
                Progress progress = new Progress(spec.commandLine().getErr(), Progress.Kind.TERMINAL,
                        () -> "segment " + cursor.begun() + " of " + cursor.segments())) {
            while (cursor.next()) {
                if (cursor.number() == 0) {
                    all.add(new SegmentStatistics(cursor));
                } else {
                    all.getLast().add(cursor);
                }
                progress.step();
            }
            Complaints.print(spec, cursor.damages());
        }
        return all;
    }

    private static String segmentText(SegmentStatistics segment) {
        return "segment=" + segment.segment()
                + " from=" + WallTime.text(segment.firstNanos()) + " to=" + WallTime.text(segment.lastNanos())
                + " sequences=" + segment.firstSequence() + ".." + segment.lastSequence()
                + " records=" + segment.records() + " bytes=" + segment.bytes()
                + " snapshot_rows=" + segment.snapshotRows() + (segment.isComplete() ? "" : " (incomplete)")
                + " run=" + RecordText.run(segment.run())
                + " continuous=" + (segment.continues() ? "yes" : "no")
                + " capture=" + (segment.isCapture() ? "raw" : "none")
                + typesText(type -> segment.records(type), segment.unknown());
    }

    private static String typesText(ToLongFunction<RecordType> count, long unknown) {
        StringBuilder text = new StringBuilder();
        for (RecordType type : RecordType.values()) {
            long records = count.applyAsLong(type);
            if (records > 0) {
                text.append(' ').append(type).append('=').append(records);
            }
        }
        return unknown == 0 ? text.toString() : text + " unknown=" + unknown;
    }

    private static String segmentJson(SegmentStatistics segment) {
        JsonLine line = new JsonLine().add("segment", segment.segment())
                .add("from", WallTime.text(segment.firstNanos())).add("to", WallTime.text(segment.lastNanos()))
                .add("first_sequence", segment.firstSequence()).add("last_sequence", segment.lastSequence())
                .add("records", segment.records()).add("bytes", segment.bytes())
                .add("snapshot_rows", segment.snapshotRows()).add("snapshot_complete", segment.isComplete())
                .add("run", RecordText.run(segment.run())).add("continuous", segment.continues())
                .add("capture", segment.isCapture());
        return addTypes(line, segment::records, segment.unknown());
    }

    private static String addTypes(JsonLine line, ToLongFunction<RecordType> count, long unknown) {
        line.beginObject("types");
        for (RecordType type : RecordType.values()) {
            line.add(type.name(), count.applyAsLong(type));
        }
        return line.add("unknown", unknown).end().toString();
    }

    private static String totalText(List<SegmentStatistics> all) {
        String times = all.isEmpty() ? ""
                : " from=" + WallTime.text(all.getFirst().firstNanos())
                        + " to=" + WallTime.text(all.getLast().lastNanos());
        return "total segments=" + all.size() + times
                + " records=" + sum(all, SegmentStatistics::records) + " bytes=" + sum(all, SegmentStatistics::bytes)
                + " gaps=" + gaps(all)
                + typesText(type -> sum(all, segment -> segment.records(type)),
                        sum(all, SegmentStatistics::unknown));
    }

    private static String totalJson(List<SegmentStatistics> all) {
        JsonLine line = new JsonLine().add("segments", all.size())
                .add("from", all.isEmpty() ? null : WallTime.text(all.getFirst().firstNanos()))
                .add("to", all.isEmpty() ? null : WallTime.text(all.getLast().lastNanos()))
                .add("records", sum(all, SegmentStatistics::records)).add("bytes", sum(all, SegmentStatistics::bytes))
                .add("gaps", gaps(all));
        return addTypes(line, type -> sum(all, segment -> segment.records(type)),
                sum(all, SegmentStatistics::unknown));
    }

    private static long sum(List<SegmentStatistics> all, ToLongFunction<SegmentStatistics> of) {
        return all.stream().mapToLong(of).sum();
    }

    /** Segments behind the first one that continue none. */
    private static long gaps(List<SegmentStatistics> all) {
        return all.stream().skip(1).filter(segment -> !segment.continues()).count();
    }
}
