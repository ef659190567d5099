package io.neighsync.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.lmax.disruptor.Sequence;
import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.engine.table.LinkTable;
import io.neighsync.engine.table.NeighborTable;
import io.neighsync.engine.table.VrfCounts;
import io.neighsync.netlink.Rtnetlink;
import io.neighsync.netlink.ffm.Errno;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.agrona.concurrent.CachedNanoClock;
import org.agrona.concurrent.UnsafeBuffer;

/** Receiver and stages on one thread by hand, fed with a kernel's dumps and then its events, one after the other. */
final class SteppedStages implements AutoCloseable {
    private static final int SLOTS = 1024;
    private static final int CAPACITY = 4_096;
    /** A request for a dump is shorter than one for a single neighbor, which has its address. */
    private static final int DUMP_REQUEST_BYTES = 32;
    /** Cycles in which a generation of so few rows ends. */
    private static final int CYCLES = 200;

    private final PublishedEvents published = new PublishedEvents(SLOTS);
    private final ScriptedPort eventPort = new ScriptedPort();
    private final ScriptedPorts dumpPorts = new ScriptedPorts();
    private final ResyncRequests resyncs = new ResyncRequests();
    private final VrfCounts vrfs;
    private final NeighborTable table;
    private final LinkTable links;
    private final RecordedRows rows;
    private final ReceiverAgent receiver;
    private final List<Stage> stages;
    private long handled;

    /** A pipeline that mirrors these VRFs. */
    SteppedStages(Predicate<LinkName> mirrored) {
        SuspectQueue suspects = new SuspectQueue();
        Sequence acknowledged = new Sequence(-1);
        vrfs = new VrfCounts(mirrored);
        table = new NeighborTable(CAPACITY, vrfs);
        links = new LinkTable(mirrored);
        rows = new RecordedRows(CAPACITY, acknowledged);
        receiver = new ReceiverAgent(
                new ReceiverPorts(eventPort, 16, dumpPorts, PolicyUpdates.of(PolicySettings.PLAIN)),
                new ReceiverConfig(Duration.ZERO), published.ring(),
                suspects, resyncs, new CachedNanoClock(), published.counters());
        stages = List.of(
                new ParseStage(published.counters()),
                new ClassifyStage(links, resyncs, published.counters()),
                new CoalesceStage(table, vrfs, suspects, resyncs, acknowledged, published.counters()),
                rows);
    }

    /** Runs the generation that is asked for, before a kernel that dumps these links and neighbors. */
    void dump(List<UnsafeBuffer> rows) {
        for (int i = 0; i < CYCLES; i++) {
            run();
            for (UnsafeBuffer request : dumpPorts.current().takeSent()) {
                answer(rows, request);
            }
        }
        assertThat(resyncs.isPending()).isFalse();
    }

    /** The same for another cause than the start. */
    void dump(ResyncCause cause, List<UnsafeBuffer> rows) {
        resyncs.request(cause);
        dump(rows);
    }

    private void answer(List<UnsafeBuffer> rows, UnsafeBuffer request) {
        if (request.capacity() > DUMP_REQUEST_BYTES) {
            // no neighbor that a dump lacked is there
            dumpPorts.current().datagram(KernelMessages.error(Errno.ENOENT, request));
            return;
        }
        boolean forLinks = KernelMessages.typeOf(request) == Rtnetlink.RTM_GETLINK;
        int wanted = forLinks ? Rtnetlink.RTM_NEWLINK : Rtnetlink.RTM_NEWNEIGH;
        for (UnsafeBuffer row : rows) {
            boolean isAnswer = KernelMessages.typeOf(row) == wanted
                    && (forLinks || KernelMessages.familyOf(row) == KernelMessages.familyOf(request));
            if (isAnswer) {
                dumpPorts.current().datagram(KernelMessages.answer(row, request));
            }
        }
        dumpPorts.current().datagram(KernelMessages.answer(KernelMessages.done(0), request));
    }

    /** One datagram of the event socket. */
    void event(UnsafeBuffer datagram) {
        eventPort.datagram(datagram);
        run();
    }

    private void run() {
        receiver.doWork();
        for (; handled <= published.ring().ring().getCursor(); handled++) {
            for (Stage stage : stages) {
                stage.onEvent(published.ring().ring().get(handled), handled, true);
            }
        }
        published.take();
        stages.forEach(Stage::onDutyCycle);
    }

    NeighborTable table() {
        return table;
    }

    LinkTable links() {
        return links;
    }

    VrfCounts vrfs() {
        return vrfs;
    }

    /** What Redis holds. */
    RecordedRows redis() {
        return rows;
    }

    long count(Counter counter) {
        return published.count(counter);
    }

    @Override
    public void close() {
        receiver.onClose();
        published.close();
        rows.close();
        table.close();
    }
}
