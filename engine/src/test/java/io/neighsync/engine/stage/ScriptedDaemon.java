package io.neighsync.engine.stage;

import com.lmax.disruptor.Sequence;
import io.neighsync.engine.codec.RowCodec;
import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.Counters;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.Origin;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.engine.table.LinkTable;
import io.neighsync.engine.table.NeighborTable;
import io.neighsync.engine.table.PendingSet;
import io.neighsync.engine.table.VrfCounts;
import java.util.List;
import java.util.Map;

/** The production stages behind ParseStage by hand, with the mirrors behind them, and a Redis that answers at once. */
final class ScriptedDaemon implements AutoCloseable, SuspectQueue.Reader {
    private static final int CAPACITY = 256;
    private static final int BATCH = 64;

    private final Counters counters = new Counters();
    private final ResyncRequests resyncs = new ResyncRequests();
    private final SuspectQueue suspects = new SuspectQueue();
    private final Sequence acknowledged = new Sequence(-1);
    private final VrfCounts vrfs = new VrfCounts(name -> true);
    private final NeighborTable table = new NeighborTable(CAPACITY, vrfs);
    private final PendingSet neighbors = new PendingSet(CAPACITY);
    private final PendingSet failed = new PendingSet(CAPACITY);
    private final ClassifyStage classify = new ClassifyStage(new LinkTable(name -> true), resyncs, counters);
    private final CoalesceStage coalesce =
            new CoalesceStage(table, vrfs, suspects, resyncs, acknowledged, counters);
    private final RedisMirrors mirrors =
            new RedisMirrors(new MirrorMemory(neighbors, failed, new RowCodec(), BATCH), RowListener.NONE);
    private final RecordedOperations operations = new RecordedOperations();
    private Map<String, ScriptedMessage> kernel = Map.of();
    private PolicySettings settings = PolicySettings.PLAIN;
    private boolean sweptAll;
    private long sequence;
    private int generation;

    ScriptedDaemon() {
        mirrors.connect(HeldTables.reserve(CAPACITY));
    }

    /** RTM_NEWLINK. */
    List<Operation> link(int ifindex, String name, int master) {
        NeighborEvent event = mark(EventKind.LINK_SET);
        event.ifindex = ifindex;
        event.linkName = new LinkName(name);
        event.master = master;
        return on(event);
    }

    /** RTM_DELLINK. */
    List<Operation> unlink(int ifindex) {
        NeighborEvent event = mark(EventKind.LINK_DEL);
        event.ifindex = ifindex;
        return on(event);
    }

    /** CONFIG_DB changes; whether that calls for a resync is the receiver's to say. */
    List<Operation> configure(PolicySettings changed) {
        settings = changed;
        return on(mark(EventKind.CONFIG_CHANGED));
    }

    /** A notification. */
    List<Operation> onMessage(ScriptedMessage message) {
        return on(message.event(Origin.NOTIFICATION, generation));
    }

    /** A whole generation of a kernel that has these neighbors, by {@link ScriptedMessage#neighbor}. */
    List<Operation> resync(ResyncCause cause, Map<String, ScriptedMessage> neighborsByName) {
        kernel = neighborsByName;
        generation++;
        NeighborEvent begin = mark(EventKind.DUMP_BEGIN);
        begin.causes = cause.bit();
        handle(begin);
        kernel.values().forEach(message -> handle(message.event(Origin.DUMP, generation)));
        handle(mark(EventKind.DUMP_DONE));
        sweptAll = false;
        while (!sweptAll) {
            coalesce.onDutyCycle();
            suspects.read(this, SuspectQueue.CAPACITY);
        }
        handle(mark(EventKind.SWEEP_DONE));
        return written();
    }

    @Override
    public void onSuspect(int ifindex, int family, long addressHigh, long addressLow) {
        for (ScriptedMessage message : kernel.values()) {
            NeighborEvent found = message.event(Origin.CONFIRM, generation);
            if (found.ifindex == ifindex && found.addressHigh == addressHigh && found.addressLow == addressLow) {
                handle(found);
                return;
            }
        }
        NeighborEvent missing = mark(EventKind.NEIGH_DEL);
        missing.origin = Origin.CONFIRM;
        missing.ifindex = ifindex;
        missing.family = family;
        missing.addressHigh = addressHigh;
        missing.addressLow = addressLow;
        missing.lladdrLength = -1;
        handle(missing);
    }

    @Override
    public void onEnd(int endedGeneration) {
        sweptAll = true;
    }

    private NeighborEvent mark(EventKind kind) {
        NeighborEvent event = new NeighborEvent();
        event.kind = kind;
        event.generation = generation;
        event.settings = settings;
        return event;
    }

    private List<Operation> on(NeighborEvent event) {
        handle(event);
        return written();
    }

    private void handle(NeighborEvent event) {
        sequence++;
        classify.onEvent(event, sequence, true);
        coalesce.onEvent(event, sequence, true);
        mirrors.onEvent(event, sequence, 0);
    }

    private List<Operation> written() {
        mirrors.walk();
        while (mirrors.hasWork()) {
            operations.beginBatch();
            int entries = mirrors.fill(operations);
            for (int i = 0; i < entries; i++) {
                mirrors.acknowledge(i);
            }
            mirrors.complete();
        }
        acknowledged.set(mirrors.acknowledgedSequence());
        coalesce.onDutyCycle();
        return operations.take();
    }

    long count(Counter counter) {
        return counters.get(counter);
    }

    @Override
    public void close() {
        mirrors.abandon();
        table.close();
        neighbors.close();
        failed.close();
    }
}
