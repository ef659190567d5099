package io.neighsync.engine.replay;

import io.neighsync.engine.codec.KernelId;
import io.neighsync.engine.codec.LinkRecord;
import io.neighsync.engine.codec.OpenedRecord;
import io.neighsync.engine.codec.ProgressRecord;
import io.neighsync.engine.codec.RecordType;
import io.neighsync.engine.codec.RowRecord;
import io.neighsync.engine.event.Decision;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.table.DecidedRows;
import io.neighsync.netlink.Rtnetlink;
import org.agrona.concurrent.UnsafeBuffer;

/** A segment that is written by hand, record by record; each decision has the next sequence. */
public final class WrittenSegment {
    /** The kernel of every segment. */
    public static final KernelId KERNEL = new KernelId(1, 2, 3);
    /** Nanoseconds since 1970 minus the monotonic clock, of every segment. */
    public static final long WALL_OFFSET = 5_000_000_000L;

    private final RecordedSegment segment;
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[4_096]);
    private long sequence;

    /**
     * Begins a segment.
     *
     * @param previous     the segment it continues, or 0
     * @param sequence     of the event before
     * @param lowWatermark the oldest decision that is not in Redis
     */
    public WrittenSegment(int number, int previous, long run, long sequence, long lowWatermark) {
        this(number, previous, run, sequence, lowWatermark, -1);
    }

    /** The same where links changed their names last at a sequence. */
    public WrittenSegment(
            int number, int previous, long run, long sequence, long lowWatermark, long linksChanged) {
        this.sequence = sequence;
        segment = new RecordedSegment(number, Long.MAX_VALUE);
        OpenedRecord.putRun(buffer, 0, run, KERNEL, number);
        append(RecordType.OPENED, OpenedRecord.putState(
                buffer, 0, WALL_OFFSET, 100 + number, lowWatermark, linksChanged, previous, 0));
    }

    private WrittenSegment append(RecordType type, int length) {
        segment.append(type.code(), sequence, 0, buffer, 0, length);
        return this;
    }

    /** The sequence of the last decision. */
    public long sequence() {
        return sequence;
    }

    /** Rows of a snapshot: addresses of eth 7 with this value; 0: deleted. */
    public WrittenSegment snapshot(long lladdr, long decidedAt, int... addresses) {
        buffer.putInt(0, addresses.length);
        try (DecidedRows rows = new DecidedRows(addresses.length)) {
            for (int i = 0; i < addresses.length; i++) {
                rows.bind(i, 7, Rtnetlink.AF_INET, 0, addresses[i]);
                rows.decide(i, value(lladdr), decidedAt);
                rows.copy(i, buffer, Integer.BYTES + i * DecidedRows.ENTRY_BYTES);
            }
        }
        return append(RecordType.SNAPSHOT_ROWS, Integer.BYTES + addresses.length * DecidedRows.ENTRY_BYTES);
    }

    private static long value(long lladdr) {
        return lladdr == 0 ? RowValue.ABSENT : RowValue.of(lladdr);
    }

    /** The snapshot is complete; rows deleted from this sequence on are in it. */
    public WrittenSegment complete(long deletedFrom) {
        buffer.putLong(0, deletedFrom);
        return append(RecordType.COMPLETE, Long.BYTES);
    }

    /** A row of link 7 is decided. */
    public WrittenSegment row(int address, long lladdr) {
        return row(7, address, lladdr);
    }

    /** A row is decided; 0: deleted. */
    public WrittenSegment row(int ifindex, int address, long lladdr) {
        NeighborEvent event = event(ifindex, address);
        event.decision = lladdr == 0 ? Decision.DEL : Decision.SET;
        event.value = value(lladdr);
        sequence++;
        return append(RecordType.ROW, RowRecord.put(buffer, 0, event, 1));
    }

    /** It is decided whether a neighbor of link 7 failed. */
    public WrittenSegment failed(int address, boolean failed) {
        NeighborEvent event = event(7, address);
        event.failedDecision = failed ? Decision.SET : Decision.DEL;
        sequence++;
        return append(RecordType.ROW, RowRecord.put(buffer, 0, event, 1));
    }

    private static NeighborEvent event(int ifindex, int address) {
        NeighborEvent event = new NeighborEvent();
        event.kind = EventKind.NEIGH_SET;
        event.ifindex = ifindex;
        event.family = Rtnetlink.AF_INET;
        event.addressLow = address;
        return event;
    }

    /** A link has a name, and its rows are published under another, or not at all. */
    public WrittenSegment link(int ifindex, String name, String published) {
        sequence++;
        return snapshotLink(ifindex, name, published, 0);
    }

    /** A link is enslaved to a VRF device. */
    public WrittenSegment linkOf(int vrf, int ifindex, String name) {
        sequence++;
        LinkRecord.put(buffer, 0, ifindex, vrf, vrf, 0, 0);
        return append(RecordType.LINK, LinkRecord.putNames(buffer, 0, linkName(name), linkName(name)));
    }

    /** A VRF device appears. */
    public WrittenSegment vrf(int ifindex, String name) {
        sequence++;
        LinkRecord.put(buffer, 0, ifindex, 0, ifindex, 1_001, LinkRecord.VRF);
        return append(RecordType.LINK, LinkRecord.putNames(buffer, 0, linkName(name), linkName(name)));
    }

    /** The same in a snapshot, with flags that only those have. */
    public WrittenSegment snapshotLink(int ifindex, String name, String published, int flags) {
        LinkRecord.put(buffer, 0, ifindex, 0, 0, 0, flags);
        return append(RecordType.LINK, LinkRecord.putNames(buffer, 0, linkName(name), linkName(published)));
    }

    private static LinkName linkName(String name) {
        return name == null ? null : new LinkName(name);
    }

    /** A link is gone. */
    public WrittenSegment goneLink(int ifindex) {
        sequence++;
        LinkRecord.put(buffer, 0, ifindex, 0, 0, 0, LinkRecord.GONE);
        return append(RecordType.LINK, LinkRecord.putNames(buffer, 0, null, null));
    }

    /** All rows of a link go. */
    public WrittenSegment goneRows(int ifindex) {
        sequence++;
        buffer.putInt(0, ifindex);
        buffer.putInt(4, 1);
        return append(RecordType.LINK_GONE, 8);
    }

    /** How far Redis is. */
    public WrittenSegment progress(long lowWatermark) {
        return append(RecordType.PROGRESS, ProgressRecord.put(buffer, 0, lowWatermark, 200, WALL_OFFSET + 1));
    }

    /** The segment. */
    public JournalSegment whole() {
        return segment.whole();
    }

    /** The segment as it is found when its last records cannot be read. */
    public JournalSegment withoutLast(int records) {
        return segment.damagedAt(segment.records().size() - records);
    }
}
