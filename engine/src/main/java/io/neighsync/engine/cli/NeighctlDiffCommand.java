package io.neighsync.engine.cli;

import io.neighsync.engine.replay.JournalFiles;
import io.neighsync.engine.replay.JournalImage;
import io.neighsync.engine.replay.Moment;
import io.neighsync.engine.replay.PastTable;
import io.neighsync.engine.replay.RowDifferences;
import io.neighsync.engine.table.DecidedRows;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The command {@code neighctl at TIME TIME diff}. */
@Command(
        name = "diff",
        description = "Prints the rows that were added (+), removed (-) or changed (~) between two times. Exits with 1"
            + " if there are any.",
        footer = {
            "",
            "Examples:",
            "  neighctl at 03:10:00 03:15:00 diff",
            "  neighctl at -1h now diff --json"
        })
final class NeighctlDiffCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ParentCommand
    private NeighctlAtCommand at;

    @Option(names = "--json", description = "One JSON object a difference.")
    private boolean json;

    private long differences;

    @Override
    public Integer call() {
        JournalFiles files = NeighctlCommand.journal(spec, null);
        List<Moment> times = at.times(spec, 2);
        Lines lines = new Lines(spec.commandLine().getOut());
        try (PastTable before = NeighctlAtCommand.read(spec, files, times.getFirst());
                PastTable after = NeighctlAtCommand.read(spec, files, times.getLast())) {
            new RowDifferences(before.image(), after.image())
                    .tell(new Printer(before.image(), after.image(), lines));
        }
        lines.flush();
        return differences == 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    /** Prints each difference as it is told. */
    private final class Printer implements RowDifferences.Visitor {
        private final JournalImage before;
        private final JournalImage after;
        private final Lines lines;

        Printer(JournalImage before, JournalImage after, Lines lines) {
            this.before = before;
            this.after = after;
            this.lines = lines;
        }

        @Override
        public void added(int row) {
            print("added", "+ " + key(after, row) + " " + value(after, row), after, row, null);
        }

        @Override
        public void removed(int row) {
            print("removed", "- " + key(before, row) + " " + value(before, row), before, row, null);
        }

        @Override
        public void changed(int rowBefore, int row) {
            print("changed", "~ " + key(after, row) + " " + value(before, rowBefore) + " -> " + value(after, row),
                    after, row, RowText.lladdr(before.rows().value(rowBefore)));
        }

        private void print(String what, String text, JournalImage image, int row, String lladdrBefore) {
            differences++;
            if (!lines.isGone()) {
                lines.print(json ? json(what, image, row, lladdrBefore) : text);
            }
        }

        private static String json(String what, JournalImage image, int row, String lladdrBefore) {
            JsonLine line = NeighctlShowCommand.addRow(new JsonLine().add("difference", what), image, row);
            return what.equals("changed") ? line.add("mac_address_before", lladdrBefore).toString() : line.toString();
        }

        private static String key(JournalImage image, int row) {
            DecidedRows rows = image.rows();
            return RowText.key(image.links().published(rows.ifindex(row)), rows.ifindex(row),
                    RowText.address(rows.family(row), rows.addressHigh(row), rows.addressLow(row)));
        }

        private static String value(JournalImage image, int row) {
            String lladdr = RowText.lladdr(image.rows().value(row));
            return (lladdr == null ? "" : lladdr) + (image.rows().isFailed(row)
                    ? (lladdr == null ? "failed" : " failed") : "");
        }
    }
}
