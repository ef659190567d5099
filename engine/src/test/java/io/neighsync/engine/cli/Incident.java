package io.neighsync.engine.cli;

import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.Origin;
import io.neighsync.engine.replay.DiskJournal;
import io.neighsync.engine.replay.RecordedRun;
import io.neighsync.journal.CaptureMode;
import io.neighsync.netlink.Nud;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * An hour of a switch, in a journal of several segments. It began on 2026-11-22 at 03:00:00 UTC:
 *
 * <pre>
 *   03:00  Ethernet0, and Ethernet4 in Vrf10; the first dump finds 10.0.0.1 on Ethernet0
 *   03:10  10.0.0.1 has another address; fc00::2 comes on Ethernet4, fc00::9 there cannot be resolved
 *   03:20  Ethernet0 is called Ethernet8
 *   03:30  an audit finds that 10.0.0.1 is gone
 *   03:40  10.0.0.1 comes again, and goes with its link
 * </pre>
 */
final class Incident {
    /** An RTM_NEWNEIGH for 10.0.0.1 on ifindex 2, as the kernel sends it. */
    static final String MESSAGE = "4c0000001c0000000000000000000000" + "020000000200000002000001" + "080001000a000001"
            + "0a0002000200000000020000" + "0800040001000000" + "1400030000000000000000000000000000000000";
    /** Records a segment has room for. */
    static final int ROOM = 16;

    private static final long WALL = 1_795_316_400_000_000_000L;
    private static final long TEN_MINUTES = 600_000_000_000L;

    private Incident() {
    }

    /** Records it in a folder. */
    static void record(Path dir, CaptureMode capture) {
        try (DiskJournal journal = new DiskJournal(dir, ROOM);
                RecordedRun run = new RecordedRun(journal, 0xfeedL, 100, 5_000_000_000L, WALL, capture)) {
            run.settle();
            run.link(9, "Vrf10", 0, 0, true);
            run.link(1, "Ethernet0");
            run.link(2, "Ethernet4", 9, 9, false);
            run.mark(EventKind.DUMP_BEGIN, 1);
            run.set(1, "10.0.0.1", 0x0200_0000_0001L, Origin.DUMP, Nud.NUD_STALE);
            run.mark(EventKind.SWEEP_DONE, 0);
            run.pass(TEN_MINUTES);
            run.withMessage(HexFormat.of().parseHex(MESSAGE)).set(1, "10.0.0.1", 0x0200_0000_0002L);
            run.set(2, "fc00::2", 0x0200_0000_0022L);
            run.fail(2, "fc00::9");
            run.settle();
            run.pass(TEN_MINUTES);
            run.link(1, "Ethernet8");
            run.pass(TEN_MINUTES);
            run.mark(EventKind.DUMP_BEGIN, 1 << 2);
            run.delete(1, "10.0.0.1", EventKind.NEIGH_DEL, Origin.CONFIRM, 0);
            run.tick(true);
            run.pass(TEN_MINUTES);
            run.set(1, "10.0.0.1", 0x0200_0000_0003L);
            run.removeLink(1);
            run.settle();
        }
    }
}
