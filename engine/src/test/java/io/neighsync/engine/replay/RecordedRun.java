package io.neighsync.engine.replay;

import com.lmax.disruptor.Sequence;
import io.neighsync.engine.codec.KernelId;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.Decision;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkChange;
import io.neighsync.engine.event.LinkChanges;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.Origin;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.event.Verdict;
import io.neighsync.engine.stage.JournalPorts;
import io.neighsync.engine.stage.JournalStage;
import io.neighsync.journal.CaptureMode;
import io.neighsync.journal.SegmentSource;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A run of the daemon as JournalStage sees it: events are told by hand, and what they come to is kept in plain maps.
 * Time passes by a microsecond and a bit an event.
 */
public final class RecordedRun implements AutoCloseable {
    /** The kernel all runs are on. */
    public static final KernelId KERNEL = new KernelId(0x1234L, 0x5678L, 4_026_531_840L);
    private static final int CAPACITY = 1 << 12;
    private static final long STEP_NANOS = 1_003;

    private final JournalStage stage;
    private final long base;
    private final Sequence acknowledged = new Sequence(-1);
    private final NeighborEvent event = new NeighborEvent();
    private final Map<String, Integer> rowIds = new HashMap<>();
    private final Map<Integer, String> names = new HashMap<>();
    private final Map<String, String> rows = new TreeMap<>();
    private final Set<String> failed = new TreeSet<>();
    private long ringSequence = -1;
    private long nanos;
    private long wallOffset;
    private int generation;
    private byte[] frame = new byte[0];

    /**
     * A run.
     *
     * @param source where its segments come from
     * @param run    its nonce
     * @param base   the sequence of its first event
     * @param nanos  the monotonic clock at its beginning
     * @param wall   the wall clock then
     */
    public RecordedRun(SegmentSource source, long run, long base, long nanos, long wall, CaptureMode capture) {
        this.base = base;
        this.nanos = nanos;
        wallOffset = wall - nanos;
        stage = new JournalStage(new JournalPorts(source, run, KERNEL, base, 1, () -> wallOffset, capture),
                CAPACITY, acknowledged, () -> 1, () -> this.nanos, new Counters());
    }

    /** A run that begins an empty journal at this time, in nanoseconds since 1970. */
    public static RecordedRun begin(SegmentSource source, long wall) {
        return new RecordedRun(source, 0xabcdL, 100, 5_000_000_000L, wall, CaptureMode.NONE);
    }

    /** One duty cycle of the stage: it begins a segment, or goes on with a snapshot. */
    public boolean cycle() {
        return stage.onDutyCycle() > 0;
    }

    /** Duty cycles until there is nothing to do. */
    public void settle() {
        cycle();
        while (stage.hasWork()) {
            cycle();
        }
    }

    /** The sequence of the last event. */
    public long sequence() {
        return base + ringSequence;
    }

    /** The time of the last event, in nanoseconds since 1970. */
    public long wallNanos() {
        return nanos + wallOffset;
    }

    /** Lets time pass. */
    public void pass(long more) {
        nanos += more;
    }

    /** Sets the wall clock forward, or back. */
    public void stepWall(long by) {
        wallOffset += by;
    }

    /** What NEIGH_TABLE and NEIGH_FAILED_TABLE are to hold: the link-layer address, or {@code failed}, by key. */
    public Map<String, String> published() {
        Map<String, String> published = new TreeMap<>();
        rows.forEach((row, lladdr) -> publish(row, lladdr + (failed.contains(row) ? " failed" : ""), published));
        failed.stream().filter(row -> !rows.containsKey(row)).forEach(row -> publish(row, "absent failed", published));
        return published;
    }

    private void publish(String row, String value, Map<String, String> published) {
        String name = names.get(ifindexOf(row));
        if (name != null) {
            published.put(name + ":" + row.substring(row.indexOf(' ') + 1), value);
        }
    }

    private static int ifindexOf(String row) {
        return Integer.parseInt(row.substring(0, row.indexOf(' ')));
    }

    private void reset(EventKind kind, Origin origin) {
        nanos += STEP_NANOS;
        event.kind = kind;
        event.origin = origin;
        event.generation = generation;
        event.causes = 0;
        event.overruns = 0;
        event.settings = PolicySettings.PLAIN;
        event.receivedNanos = nanos;
        event.frameLength = frame.length;
        event.frame = new UnsafeBuffer(frame);
        event.frameOffset = 0;
        event.verdict = Verdict.NONE;
        event.failedVerdict = Verdict.NONE;
        event.decision = Decision.NONE;
        event.failedDecision = Decision.NONE;
        event.repeated = false;
        event.dropRoute = false;
        event.linkChanges = LinkChanges.NONE;
    }

    private void tell() {
        stage.onEvent(event, ++ringSequence, true);
        frame = new byte[0];
    }

    /** The next event carries this message, from its nlmsghdr on. */
    public RecordedRun withMessage(byte[] message) {
        frame = message.clone();
        return this;
    }

    /** A link is there under this name, under which its rows are published. */
    public void link(int ifindex, String name) {
        link(ifindex, name, 0, 0, false);
    }

    /** A link is there under this name, in a VRF and below a master, 0 for none. */
    public void link(int ifindex, String name, int master, int vrf, boolean isVrf) {
        LinkName linkName = new LinkName(name);
        links(ifindex, linkName, master, isVrf, List.of(new LinkChange(ifindex, linkName, vrf, null, false)));
    }

    /** A link takes another's name, which has none from then on: the one that takes it is told first. */
    public void takeName(int ifindex, int from) {
        LinkName taken = new LinkName(names.get(from));
        links(ifindex, taken, 0, false, List.of(
                new LinkChange(ifindex, taken, 0, null, false), new LinkChange(from, null, 0, null, false)));
    }

    /** A link is there, and its rows are not published. */
    public void hide(int ifindex, String name) {
        links(ifindex, new LinkName(name), 0, false, List.of(new LinkChange(ifindex, null, 0, null, false)));
    }

    private void links(int ifindex, LinkName name, int master, boolean isVrf, List<LinkChange> changes) {
        reset(EventKind.LINK_SET, Origin.NOTIFICATION);
        event.ifindex = ifindex;
        event.linkName = name;
        event.master = master;
        event.vrf = isVrf;
        event.vrfTable = isVrf ? ifindex : 0;
        event.linkChanges = LinkChanges.of(changes);
        tell();
        for (LinkChange change : changes) {
            if (change.name() == null) {
                names.remove(change.ifindex());
            } else {
                names.put(change.ifindex(), change.name().toString());
            }
        }
    }

    /** A link is gone, and its rows with it. */
    public void removeLink(int ifindex) {
        reset(EventKind.LINK_DEL, Origin.NOTIFICATION);
        event.ifindex = ifindex;
        event.decision = Decision.DEL_LINK;
        event.linkChanges = LinkChanges.of(List.of(new LinkChange(ifindex, null, 0, null, true)));
        tell();
        names.remove(ifindex);
        rows.keySet().removeIf(row -> ifindexOf(row) == ifindex);
        failed.removeIf(row -> ifindexOf(row) == ifindex);
    }

    /** A row is decided present, after a notification about a neighbor that is reachable. */
    public void set(int ifindex, String address, long lladdr) {
        set(ifindex, address, lladdr, Origin.NOTIFICATION, Nud.NUD_REACHABLE);
    }

    /** A row is decided present. */
    public void set(int ifindex, String address, long lladdr, Origin origin, int state) {
        neighbor(EventKind.NEIGH_SET, origin, ifindex, address, state);
        event.verdict = Verdict.SET;
        event.decision = Decision.SET;
        event.value = RowValue.of(lladdr);
        tell();
        rows.put(ifindex + " " + address, PlainRows.lladdr(lladdr));
    }

    /** A row is decided absent, after a notification that the neighbor is gone. */
    public void delete(int ifindex, String address) {
        delete(ifindex, address, EventKind.NEIGH_DEL, Origin.NOTIFICATION, 0);
    }

    /** A row is decided absent. */
    public void delete(int ifindex, String address, EventKind kind, Origin origin, int state) {
        neighbor(kind, origin, ifindex, address, state);
        event.verdict = Verdict.DEL;
        event.decision = Decision.DEL;
        event.value = RowValue.ABSENT;
        tell();
        rows.remove(ifindex + " " + address);
    }

    /** A neighbor could not be resolved on a dual-ToR switch: a row in each table. */
    public void fail(int ifindex, String address) {
        neighbor(EventKind.NEIGH_SET, Origin.NOTIFICATION, ifindex, address, Nud.NUD_FAILED);
        event.verdict = Verdict.SET_ZERO;
        event.decision = Decision.SET;
        event.value = RowValue.of(0);
        event.failedVerdict = Verdict.SET;
        event.failedDecision = Decision.SET;
        tell();
        rows.put(ifindex + " " + address, PlainRows.lladdr(0));
        failed.add(ifindex + " " + address);
    }

    /** It could be resolved after all. */
    public void recover(int ifindex, String address, long lladdr) {
        neighbor(EventKind.NEIGH_SET, Origin.NOTIFICATION, ifindex, address, Nud.NUD_REACHABLE);
        event.verdict = Verdict.SET;
        event.decision = Decision.SET;
        event.value = RowValue.of(lladdr);
        event.failedVerdict = Verdict.DEL;
        event.failedDecision = Decision.DEL;
        event.dropRoute = true;
        tell();
        rows.put(ifindex + " " + address, PlainRows.lladdr(lladdr));
        failed.remove(ifindex + " " + address);
    }

    private void neighbor(EventKind kind, Origin origin, int ifindex, String address, int state) {
        reset(kind, origin);
        long[] halves = PlainRows.halves(address);
        event.ifindex = ifindex;
        event.family = address.indexOf(':') < 0 ? Rtnetlink.AF_INET : Rtnetlink.AF_INET6;
        event.addressHigh = halves[0];
        event.addressLow = halves[1];
        event.nudState = state;
        event.ntfFlags = 0;
        event.row = rowIds.computeIfAbsent(ifindex + " " + address, row -> rowIds.size());
    }

    /** A mark; DUMP_BEGIN opens another generation for these causes. */
    public void mark(EventKind kind, int causes) {
        generation += kind == EventKind.DUMP_BEGIN ? 1 : 0;
        reset(kind, Origin.NOTIFICATION);
        event.causes = causes;
        event.overruns = kind == EventKind.OVERRUN ? 1 : 0;
        tell();
    }

    /** A heartbeat; whether Redis has everything so far. */
    public void tick(boolean written) {
        if (written) {
            acknowledged.set(ringSequence);
        }
        mark(EventKind.TICK, 0);
    }

    @Override
    public void close() {
        stage.close();
    }
}
