package io.neighsync.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.lmax.disruptor.Sequence;
import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.event.Verdict;
import io.neighsync.engine.policy.NeighborPolicy;
import io.neighsync.engine.table.LinkTable;
import io.neighsync.engine.table.NeighborTable;
import io.neighsync.engine.table.VrfCounts;
import io.neighsync.netlink.MessageCursor;
import io.neighsync.netlink.NeighborDecoder;
import io.neighsync.netlink.Nlcap;
import io.neighsync.netlink.Ntf;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.agrona.concurrent.CachedNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A real kernel's events on top of its first dumps, through receiver and stages, end where its last dumps are. Except
 * for the kernel's own entries in state NOARP, such as multicast, which have no row and of which no event tells.
 */
class ReplayCapturesTest {
    private static final int SLOTS = 1024;

    private final PublishedEvents published = new PublishedEvents(SLOTS);
    private final ScriptedPort eventPort = new ScriptedPort();
    private final ScriptedPorts dumpPorts = new ScriptedPorts();
    private final SuspectQueue suspects = new SuspectQueue();
    private final ResyncRequests resyncs = new ResyncRequests();
    private final VrfCounts vrfs = new VrfCounts(name -> true);
    private final NeighborTable table = new NeighborTable(4_096, vrfs);
    private final ReceiverAgent receiver = new ReceiverAgent(
            new ReceiverPorts(eventPort, 16, dumpPorts), new ReceiverConfig(Duration.ZERO), published.ring(),
            suspects, resyncs, new CachedNanoClock(), published.counters());
    private final List<Stage> stages = List.of(
            new ParseStage(published.counters()),
            new ClassifyStage(new LinkTable(name -> true), published.counters()),
            new CoalesceStage(table, vrfs, suspects, resyncs, new Sequence(Long.MAX_VALUE), published.counters()));
    private final MessageCursor messages = new MessageCursor();
    private final NeighborDecoder neighbor = new NeighborDecoder();
    private long handled;

    @AfterEach
    void close() {
        receiver.onClose();
        published.close();
        table.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {Nlcap.A_VRF, Nlcap.B_CHURN})
    void shouldHoldWhatTheLastDumpsHoldAfterTheEventsOfACapture(String capture) {
        List<Nlcap.Entry> entries = Nlcap.read(capture);
        int firstEvent = indexOf(entries, Nlcap.Kind.EVENT);
        int end = firstEvent;
        while (end < entries.size() && entries.get(end).kind() != Nlcap.Kind.DUMP) {
            end++;
        }
        runFirstGeneration(entries.subList(0, firstEvent));
        assertThat(live()).isEqualTo(dumped(entries.subList(0, firstEvent), false));
        int events = 0;
        for (Nlcap.Entry entry : entries.subList(firstEvent, entries.size())) {
            if (entry.kind() == Nlcap.Kind.EVENT) {
                eventPort.datagram(entry.buffer());
                run();
                events++;
            }
        }
        assertThat(events).isGreaterThan(900);
        List<Nlcap.Entry> lastDumps = entries.subList(end, entries.size());
        Set<String> unannounced = dumped(lastDumps, true);
        assertThat(without(live(), unannounced)).isEqualTo(without(dumped(lastDumps, false), unannounced));
        assertThat(unannounced).allSatisfy(row -> assertThat(row).endsWith(" -"));
        assertThat(published.count(Counter.MALFORMED_MESSAGES)).isZero();
        assertThat(published.count(Counter.TABLE_FULL)).isZero();
    }

    private void runFirstGeneration(List<Nlcap.Entry> entries) {
        for (int i = 0; i < 200; i++) {
            run();
            for (UnsafeBuffer request : dumpPorts.current().takeSent()) {
                answer(entries, request);
            }
        }
        assertThat(resyncs.isPending()).isFalse();
    }

    private void answer(List<Nlcap.Entry> entries, UnsafeBuffer request) {
        boolean links = KernelMessages.typeOf(request) == Rtnetlink.RTM_GETLINK;
        int family = KernelMessages.familyOf(request);
        for (UnsafeBuffer row : rows(entries)) {
            boolean wanted = links
                    ? NotificationSource.kindOf(KernelMessages.typeOf(row)) == EventKind.LINK_SET
                    : isNeighbor(row) && KernelMessages.familyOf(row) == family;
            if (wanted) {
                dumpPorts.current().datagram(KernelMessages.answer(row, request));
            }
        }
        dumpPorts.current().datagram(KernelMessages.answer(KernelMessages.done(0), request));
    }

    private void run() {
        receiver.doWork();
        for (; handled <= published.ring().ring().getCursor(); handled++) {
            for (Stage stage : stages) {
                stage.onEvent(published.ring().ring().get(handled), handled, true);
            }
        }
        published.take();
        stages.getLast().onDutyCycle();
    }

    private Set<String> live() {
        Set<String> rows = new TreeSet<>();
        for (int row = 0; row < table.highWater(); row++) {
            if (table.isLive(row)) {
                rows.add(text(table.ifindex(row), table.family(row), table.addressHigh(row), table.addressLow(row))
                        + " " + row(table.decided(row)));
            }
        }
        return rows;
    }

    private static Set<String> without(Set<String> rows, Set<String> others) {
        Set<String> rest = new TreeSet<>(rows);
        rest.removeAll(others);
        return rest;
    }

    /** The neighbors of the dumps, without proxies and bridge FDB; only those in state NOARP, or all. */
    private Set<String> dumped(List<Nlcap.Entry> entries, boolean onlyNoarp) {
        Set<String> rows = new TreeSet<>();
        for (UnsafeBuffer row : rows(entries)) {
            if (isNeighbor(row) && (!onlyNoarp || neighbor.nudState() == Nud.NUD_NOARP)) {
                rows.add(text(neighbor.ifindex(), neighbor.family(), neighbor.addressHigh(), neighbor.addressLow())
                        + " " + row(decidedByPolicy()));
            }
        }
        return rows;
    }

    private long decidedByPolicy() {
        Verdict verdict = NeighborPolicy.onNewNeighbor(neighbor.family(), neighbor.addressHigh(),
                neighbor.nudState(), neighbor.ntfFlags(), neighbor.lladdrLength(), neighbor.lladdr());
        return verdict == Verdict.SET ? RowValue.of(neighbor.lladdr()) : RowValue.ABSENT;
    }

    private static String row(long value) {
        return RowValue.isPresent(value) ? Long.toHexString(RowValue.lladdr(value)) : "-";
    }

    private boolean isNeighbor(UnsafeBuffer row) {
        return KernelMessages.typeOf(row) == Rtnetlink.RTM_NEWNEIGH
                && neighbor.wrap(row, 0, row.capacity())
                && neighbor.family() != Rtnetlink.AF_BRIDGE
                && (neighbor.ntfFlags() & Ntf.NTF_PROXY) == 0;
    }

    private List<UnsafeBuffer> rows(List<Nlcap.Entry> entries) {
        List<UnsafeBuffer> rows = new ArrayList<>();
        for (Nlcap.Entry entry : entries) {
            if (entry.kind() == Nlcap.Kind.DUMP) {
                UnsafeBuffer buffer = entry.buffer();
                messages.wrap(buffer, 0, buffer.capacity());
                while (messages.next()) {
                    byte[] bytes = new byte[messages.length()];
                    buffer.getBytes(messages.offset(), bytes);
                    rows.add(new UnsafeBuffer(bytes));
                }
            }
        }
        return rows;
    }

    private static int indexOf(List<Nlcap.Entry> entries, Nlcap.Kind kind) {
        int index = 0;
        while (entries.get(index).kind() != kind) {
            index++;
        }
        return index;
    }

    private static String text(int ifindex, int family, long high, long low) {
        return ifindex + " " + Rtnetlink.familyName(family) + " " + Long.toHexString(high) + " "
                + Long.toHexString(low);
    }
}
