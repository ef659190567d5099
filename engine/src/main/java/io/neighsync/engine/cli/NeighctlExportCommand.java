package io.neighsync.engine.cli;

import io.neighsync.engine.codec.RawRecord;
import io.neighsync.engine.codec.RecordType;
import io.neighsync.engine.replay.JournalCursor;
import io.neighsync.engine.replay.JournalFiles;
import io.neighsync.engine.replay.Moment;
import io.neighsync.engine.replay.RecordRange;
import io.neighsync.journal.RecordReader;
import io.neighsync.netlink.Rtnetlink;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code neighctl journal export}. */
@Command(
        name = "export",
        description = {
            "Writes the kernel's messages as they were received to a capture file for Wireshark and tcpdump.",
            "They are in a journal that was written with journal.capture = raw."
        },
        footer = {
            "",
            "Examples:",
            "  neighctl journal export --pcap incident.pcap --from 03:10:00 --to 03:15:00",
            "  neighctl journal export --pcap - | tshark -r - -Y nl_route"
        })
final class NeighctlExportCommand implements Runnable {
    private static final String STANDARD_OUTPUT = "-";

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "DIR", description = "Folder of the journal, in place of --journal.")
    private Path dir;

    @Option(names = "--pcap", paramLabel = "FILE", required = true,
            description = "Where the messages go, - for standard output.")
    private String file;

    @Option(names = "--from", paramLabel = "TIME", converter = MomentConverter.class,
            description = "From there on: ISO-8601, HH:MM:SS of today, -10m, seq:N or now.")
    private Moment from;

    @Option(names = "--to", paramLabel = "TIME", converter = MomentConverter.class, description = "Up to there.")
    private Moment to;

    private long packets;
    private PcapFile pcap;

    @Override
    public void run() {
        JournalFiles files = NeighctlCommand.journal(spec, dir);
        try (JournalCursor cursor = new JournalCursor(files.segments());
                Progress progress = new Progress(spec.commandLine().getErr(), Progress.Kind.TERMINAL,
                        () -> "segment " + cursor.begun() + " of " + cursor.segments() + ", " + packets + " packets")) {
            export(cursor, progress);
            progress.wipe();
            Complaints.print(spec, cursor.damages());
        } catch (IOException e) {
            throw new RefusedException(file + " cannot be written: " + e.getMessage()
                    + "; free space, or name another file");
        }
        if (packets == 0) {
            throw new RefusedException("journal " + files.dir() + " has no messages of the kernel"
                    + (from == null && to == null ? "" : " from that time")
                    + ": let neighsyncd run with journal.capture = raw");
        }
        CommandLine commandLine = spec.commandLine();
        (file.equals(STANDARD_OUTPUT) ? commandLine.getErr() : commandLine.getOut())
                .println("exported packets=" + packets);
    }

    private void export(JournalCursor cursor, Progress progress) throws IOException {
        RecordRange range = new RecordRange(from, to);
        try {
            while (!range.isOver() && cursor.next()) {
                if (range.contains(cursor) && cursor.type() == RecordType.RAW && isOfKernel(cursor.record())) {
                    add(cursor);
                }
                progress.step();
            }
        } finally {
            if (pcap != null) {
                pcap.close();
            }
        }
    }

    /** Whether it is a message, and not what the daemon asked and the kernel had no answer to. */
    private static boolean isOfKernel(RecordReader record) {
        return RecordText.isMessage(record) && RecordText.messageType(
                record.buffer(), RawRecord.bodyOffset(record.offset())) != Rtnetlink.RTM_GETNEIGH;
    }

    private void add(JournalCursor cursor) throws IOException {
        if (pcap == null) {
            pcap = new PcapFile(open());
        }
        RecordReader record = cursor.record();
        pcap.add(cursor.wallNanos(), record.buffer(), RawRecord.bodyOffset(record.offset()),
                RawRecord.bodyLength(record.length()));
        packets++;
    }

    private OutputStream open() throws IOException {
        return file.equals(STANDARD_OUTPUT)
                ? new FileOutputStream(FileDescriptor.out) : Files.newOutputStream(Path.of(file));
    }
}
