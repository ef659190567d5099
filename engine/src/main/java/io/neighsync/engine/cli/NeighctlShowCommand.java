package io.neighsync.engine.cli;

import io.neighsync.engine.replay.JournalFiles;
import io.neighsync.engine.replay.JournalImage;
import io.neighsync.engine.replay.LinkNames;
import io.neighsync.engine.replay.Moment;
import io.neighsync.engine.replay.PastTable;
import io.neighsync.engine.replay.RowDifferences;
import io.neighsync.engine.table.DecidedRows;
import io.neighsync.netlink.Rtnetlink;
import java.util.Arrays;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The command {@code neighctl at TIME show}. */
@Command(
        name = "show",
        description = "Prints the rows as they were, in the order of links and addresses.",
        footer = {
            "",
            "Examples:",
            "  neighctl at 03:12:07 show",
            "  neighctl at 2026-11-23T03:12:07.5+01:00 show --vrf Vrf10 --family IPv6",
            "  neighctl at now show --journal /mnt/evidence/journal --json"
        })
final class NeighctlShowCommand implements Runnable {
    /** A family as rows have it. */
    enum Family {
        /** IPv4. */
        IPV4(Rtnetlink.AF_INET),
        /** IPv6. */
        IPV6(Rtnetlink.AF_INET6);

        private final int number;

        Family(int number) {
            this.number = number;
        }

        @Override
        public String toString() {
            return RowText.family(number);
        }
    }

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private NeighctlAtCommand at;

    @Option(names = "--interface", paramLabel = "NAME", description = "Only rows of this link.")
    private String link;

    @Option(names = "--vrf", paramLabel = "NAME", description = "Only rows of this VRF; default for that.")
    private String vrf;

    @Option(names = "--family", paramLabel = "NAME", description = "Only ${COMPLETION-CANDIDATES}: give one of them.")
    private Family family;

    @Option(names = "--limit", paramLabel = "N", description = "So many rows at most.")
    private Integer limit;

    @Option(names = "--json", description = "One JSON object a row.")
    private boolean json;

    @Override
    public void run() {
        if (limit != null && limit < 0) {
            throw new ParameterException(spec.commandLine(), "--limit is " + limit + ": give 0 or more");
        }
        JournalFiles files = NeighctlCommand.journal(spec, null);
        Moment moment = at.times(spec, 1).getFirst();
        Lines lines = new Lines(spec.commandLine().getOut());
        try (PastTable table = NeighctlAtCommand.read(spec, files, moment)) {
            JournalImage image = table.image();
            int[] sorted = new RowOrder(image).sort(wanted(image));
            int count = limit == null ? sorted.length : Math.min(limit, sorted.length);
            for (int i = 0; i < count && !lines.isGone(); i++) {
                lines.print(json ? json(image, sorted[i]) : text(image, sorted[i]));
            }
        }
        lines.flush();
    }

    private int[] wanted(JournalImage image) {
        int[] wanted = new int[image.rows().present()];
        int count = 0;
        for (int row = 0; row < image.rows().highWater(); row++) {
            if (RowDifferences.isPublished(image, row) && isWanted(image, row)) {
                wanted[count++] = row;
            }
        }
        return Arrays.copyOf(wanted, count);
    }

    private boolean isWanted(JournalImage image, int row) {
        int ifindex = image.rows().ifindex(row);
        return (family == null || image.rows().family(row) == family.number)
                && (link == null || link.equals(image.links().published(ifindex).toString()))
                && (vrf == null || vrf.equals(LinkNames.vrf(image.links(), ifindex)));
    }

    private static String text(JournalImage image, int row) {
        DecidedRows rows = image.rows();
        String lladdr = RowText.lladdr(rows.value(row));
        String vrf = LinkNames.vrf(image.links(), rows.ifindex(row));
        return RowText.address(rows.family(row), rows.addressHigh(row), rows.addressLow(row)) + " dev "
                + image.links().published(rows.ifindex(row)) + (lladdr == null ? "" : " lladdr " + lladdr)
                + (vrf.equals(LinkNames.DEFAULT_VRF) ? "" : " vrf " + vrf) + (rows.isFailed(row) ? " failed" : "");
    }

    private static String json(JournalImage image, int row) {
        DecidedRows rows = image.rows();
        return addRow(new JsonLine(), image, row).add("vrf", LinkNames.vrf(image.links(), rows.ifindex(row)))
                .add("sequence", rows.decidedAt(row)).toString();
    }

    /** Adds what tells a row and what it holds. */
    static JsonLine addRow(JsonLine line, JournalImage image, int row) {
        DecidedRows rows = image.rows();
        String address = RowText.address(rows.family(row), rows.addressHigh(row), rows.addressLow(row));
        String name = image.links().published(rows.ifindex(row)).toString();
        return line.add("key", name + ":" + address).add("interface", name).add("ip_address", address)
                .add("family", RowText.family(rows.family(row))).add("mac_address", RowText.lladdr(rows.value(row)))
                .add("failed", rows.isFailed(row));
    }
}
