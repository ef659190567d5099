package io.neighsync.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.Counter;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.event.Verdict;
import io.neighsync.engine.policy.NeighborPolicy;
import io.neighsync.engine.table.NeighborTable;
import io.neighsync.netlink.NeighborDecoder;
import io.neighsync.netlink.Nlcap;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A real kernel's events on top of its first dumps, through receiver and stages, end where its last dumps are. Except
 * for the kernel's own entries in state NOARP, such as multicast, which have no row and of which no event tells.
 */
class ReplayCapturesTest {
    private final SteppedStages replay = new SteppedStages(name -> true);
    private final NeighborDecoder neighbor = new NeighborDecoder();

    @AfterEach
    void close() {
        replay.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {Nlcap.A_VRF, Nlcap.B_CHURN})
    void shouldHoldWhatTheLastDumpsHoldAfterTheEventsOfACapture(String capture) {
        List<Nlcap.Entry> entries = Nlcap.read(capture);
        int firstEvent = CaptureRecords.indexOf(entries, Nlcap.Kind.EVENT);
        int end = firstEvent;
        while (end < entries.size() && entries.get(end).kind() != Nlcap.Kind.DUMP) {
            end++;
        }
        replay.dump(CaptureRecords.dumped(entries.subList(0, firstEvent)));
        assertThat(live()).isEqualTo(dumped(entries.subList(0, firstEvent), false));
        int events = 0;
        for (Nlcap.Entry entry : entries.subList(firstEvent, entries.size())) {
            if (entry.kind() == Nlcap.Kind.EVENT) {
                replay.event(entry.buffer());
                events++;
            }
        }
        assertThat(events).isGreaterThan(900);
        List<Nlcap.Entry> lastDumps = entries.subList(end, entries.size());
        Set<String> unannounced = dumped(lastDumps, true);
        assertThat(without(live(), unannounced)).isEqualTo(without(dumped(lastDumps, false), unannounced));
        assertThat(unannounced).allSatisfy(row -> assertThat(row).endsWith(" -"));
        assertThat(replay.count(Counter.MALFORMED_MESSAGES)).isZero();
        assertThat(replay.count(Counter.TABLE_FULL)).isZero();
    }

    private Set<String> live() {
        NeighborTable table = replay.table();
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
        for (UnsafeBuffer row : CaptureRecords.dumped(entries)) {
            if (CaptureRecords.isNeighbor(row, neighbor) && (!onlyNoarp || neighbor.nudState() == Nud.NUD_NOARP)) {
                rows.add(text(neighbor.ifindex(), neighbor.family(), neighbor.addressHigh(), neighbor.addressLow())
                        + " " + row(decidedByPolicy()));
            }
        }
        return rows;
    }

    private long decidedByPolicy() {
        NeighborEvent event = new NeighborEvent();
        event.kind = EventKind.NEIGH_SET;
        ParseStage.fill(event, neighbor);
        Verdict verdict = NeighborPolicy.verdict(event, null, PolicySettings.PLAIN);
        return verdict == Verdict.SET ? RowValue.of(neighbor.lladdr()) : RowValue.ABSENT;
    }

    private static String row(long value) {
        return RowValue.isPresent(value) ? Long.toHexString(RowValue.lladdr(value)) : "-";
    }

    private static String text(int ifindex, int family, long high, long low) {
        return ifindex + " " + Rtnetlink.familyName(family) + " " + Long.toHexString(high) + " "
                + Long.toHexString(low);
    }
}
