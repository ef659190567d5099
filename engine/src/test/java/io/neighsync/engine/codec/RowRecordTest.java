package io.neighsync.engine.codec;

import static io.neighsync.engine.codec.Hex.OFFSET;
import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.Decision;
import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.Origin;
import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.event.Verdict;
import io.neighsync.netlink.Rtnetlink;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowRecordTest {
    private final UnsafeBuffer buffer = Hex.buffer();
    private final NeighborEvent event = new NeighborEvent();

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE})
    void shouldReadBackExtremes(long extreme) {
        event.addressHigh = extreme;
        event.addressLow = ~extreme;
        event.decision = Decision.SET;
        event.value = extreme - 1;
        event.ifindex = (int) extreme;
        event.generation = ~(int) extreme;
        event.nudState = (int) extreme & 0xffff;
        event.ntfFlags = (int) extreme & 0xff;
        event.family = Rtnetlink.AF_INET6;
        assertThat(RowRecord.put(buffer, OFFSET, event, (int) extreme + 1)).isEqualTo(RowRecord.LENGTH);
        assertThat(RowRecord.addressHigh(buffer, OFFSET)).isEqualTo(extreme);
        assertThat(RowRecord.addressLow(buffer, OFFSET)).isEqualTo(~extreme);
        assertThat(RowRecord.value(buffer, OFFSET)).isEqualTo(extreme - 1);
        assertThat(RowRecord.ifindex(buffer, OFFSET)).isEqualTo((int) extreme);
        assertThat(RowRecord.generation(buffer, OFFSET)).isEqualTo(~(int) extreme);
        assertThat(RowRecord.causes(buffer, OFFSET)).isEqualTo((int) extreme + 1);
        assertThat(RowRecord.nudState(buffer, OFFSET)).isEqualTo((int) extreme & 0xffff);
        assertThat(RowRecord.ntfFlags(buffer, OFFSET)).isEqualTo((int) extreme & 0xff);
        assertThat(RowRecord.family(buffer, OFFSET)).isEqualTo(Rtnetlink.AF_INET6);
    }

    @ParameterizedTest
    @EnumSource
    void shouldReadBackEachKind(EventKind kind) {
        event.kind = kind;
        RowRecord.put(buffer, OFFSET, event, 0);
        assertThat(RowRecord.kind(buffer, OFFSET)).isEqualTo(kind);
    }

    @ParameterizedTest
    @EnumSource
    void shouldReadBackEachOrigin(Origin origin) {
        event.origin = origin;
        RowRecord.put(buffer, OFFSET, event, 0);
        assertThat(RowRecord.origin(buffer, OFFSET)).isEqualTo(origin);
    }

    @ParameterizedTest
    @EnumSource
    void shouldReadBackEachVerdict(Verdict verdict) {
        event.verdict = verdict;
        RowRecord.put(buffer, OFFSET, event, 0);
        assertThat(RowRecord.verdict(buffer, OFFSET)).isEqualTo(verdict);
    }

    @Test
    void shouldSayWhatWasDecidedOfEitherTable() {
        assertThat(flags()).isZero();
        event.decision = Decision.DEL;
        assertThat(flags()).isEqualTo(RowRecord.DECIDED);
        event.failedDecision = Decision.DEL;
        assertThat(flags()).isEqualTo(RowRecord.DECIDED | RowRecord.FAILED_DECIDED);
        event.failedDecision = Decision.SET;
        assertThat(flags()).isEqualTo(RowRecord.DECIDED | RowRecord.FAILED_DECIDED | RowRecord.FAILED);
        event.repeated = true;
        event.dropRoute = true;
        assertThat(flags()).isEqualTo(RowRecord.DECIDED | RowRecord.FAILED_DECIDED | RowRecord.FAILED
                | RowRecord.REPEATED | RowRecord.DROP_ROUTE);
    }

    private int flags() {
        RowRecord.put(buffer, OFFSET, event, 0);
        return RowRecord.flags(buffer, OFFSET);
    }

    /** A slot is used again, and has the value of an earlier decision. */
    @Test
    void shouldNotHoldAValueThatWasNotDecided() {
        event.value = RowValue.of(7);
        event.failedDecision = Decision.SET;
        RowRecord.put(buffer, OFFSET, event, 0);
        assertThat(RowRecord.value(buffer, OFFSET)).isEqualTo(RowValue.ABSENT);
    }

    @Test
    void shouldKeepItsLayout() {
        event.addressHigh = 1;
        event.addressLow = 2;
        event.decision = Decision.SET;
        event.value = 3;
        event.ifindex = 4;
        event.generation = 5;
        event.nudState = 0x80;
        event.family = Rtnetlink.AF_INET;
        event.kind = EventKind.NEIGH_SET;
        event.origin = Origin.CONFIRM;
        event.verdict = Verdict.KEEP;
        event.dropRoute = true;
        event.ntfFlags = 0x90;
        int length = RowRecord.put(buffer, OFFSET, event, 6);
        assertThat(Hex.of(buffer, length)).isEqualTo("0100000000000000" + "0200000000000000" + "0300000000000000"
                + "04000000" + "05000000" + "06000000" + "8000" + "02" + "02" + "02" + "04" + "11" + "90");
    }
}
