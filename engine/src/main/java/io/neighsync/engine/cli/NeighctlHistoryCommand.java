package io.neighsync.engine.cli;

import io.neighsync.engine.replay.Cause;
import io.neighsync.engine.replay.JournalCursor;
import io.neighsync.engine.replay.JournalFiles;
import io.neighsync.engine.replay.RowDecision;
import io.neighsync.engine.replay.RowHistory;
import io.neighsync.engine.replay.WallTime;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code neighctl history}. */
@Command(
        name = "history",
        description = "Prints every decision about the rows of an address, and why it was made.",
        footer = {
            "",
            "Examples:",
            "  neighctl history 10.0.0.1",
            "  neighctl history fc00::2 --interface Ethernet4 --json",
            "  neighctl history 10.0.0.1 --journal /mnt/evidence/journal"
        })
final class NeighctlHistoryCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "IP", converter = NeighborAddress.Converter.class, description = "The address.")
    private NeighborAddress address;

    @Option(names = "--interface", paramLabel = "NAME", description = "Only its rows on this link.")
    private String link;

    @Option(names = "--json", description = "One JSON object a decision.")
    private boolean json;

    private long decisions;

    @Override
    public Integer call() {
        JournalFiles files = NeighctlCommand.journal(spec, null);
        Lines lines = new Lines(spec.commandLine().getOut());
        try (JournalCursor cursor = new JournalCursor(files.segments());
                RowHistory history = new RowHistory(address.family(), address.high(), address.low(),
                        decision -> print(decision, lines));
                Progress progress = new Progress(spec.commandLine().getErr(), Progress.Kind.UNLESS_PRINTING,
                        () -> "segment " + cursor.begun() + " of " + cursor.segments())) {
            while (!lines.isGone() && cursor.next()) {
                history.apply(cursor);
                progress.step();
            }
            history.end();
            lines.flush();
            progress.wipe();
            Complaints.print(spec, cursor.damages());
        }
        if (decisions == 0) {
            throw new RefusedException("the journal in " + files.dir() + " tells of no row with address " + address
                    + (link == null ? "" : " on " + link) + ": see neighctl journal stats for what it covers");
        }
        return ExitCode.OK;
    }

    private void print(RowDecision decision, Lines lines) {
        boolean wanted = link == null || (decision.link() != null && link.equals(decision.link().toString()));
        if (wanted) {
            decisions++;
            lines.print(json ? json(decision) : text(decision));
        }
    }

    private String text(RowDecision decision) {
        String lladdr = RowText.lladdr(decision.value());
        return WallTime.text(decision.wallNanos()) + " "
                + RowText.key(decision.link(), decision.ifindex(), address.toString()) + " "
                + words(decision.outcome()) + (lladdr == null ? "" : " " + lladdr) + ": "
                + CauseText.of(decision.cause());
    }

    private static String words(RowDecision.Outcome outcome) {
        return switch (outcome) {
            case SET -> "set";
            case DELETED -> "deleted";
            case FAILED -> "failed";
            case FAILED_NO_MORE -> "failed no more";
        };
    }

    private String json(RowDecision decision) {
        boolean published = decision.link() != null;
        JsonLine line = new JsonLine().add("time", WallTime.text(decision.wallNanos()))
                .add("sequence", decision.sequence()).add("segment", decision.segment())
                .add("key", published
                        ? RowText.key(decision.link(), decision.ifindex(), address.toString()) : null)
                .add("interface", published ? decision.link().toString() : null).add("ifindex", decision.ifindex())
                .add("ip_address", address.toString())
                .add("outcome", decision.outcome().name().toLowerCase(Locale.ROOT))
                .add("mac_address", RowText.lladdr(decision.value()));
        if (decision.cause() instanceof Cause.Message message) {
            RecordJson.addMessage(line, message);
        } else {
            line.add("cause", CauseText.of(decision.cause()));
        }
        return line.toString();
    }
}
