package io.neighsync.engine.codec;

import static io.neighsync.engine.codec.Hex.OFFSET;
import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.EventKind;
import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.NeighborEvent;
import io.neighsync.engine.event.PolicySettings;
import io.neighsync.journal.RecordFormat;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkRecordTest {
    private static final int MOST_LINKS = 3_000;

    private final UnsafeBuffer buffer = Hex.buffer();
    private final NeighborEvent event = new NeighborEvent();

    private static Set<LinkName> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> new LinkName(String.format("Ethernet%07d", i)))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @EnumSource
    void shouldReadBackEachKind(EventKind kind) {
        event.kind = kind;
        MarkRecord.put(buffer, OFFSET, event);
        assertThat(MarkRecord.kind(buffer, OFFSET)).isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE})
    void shouldReadBackExtremes(long extreme) {
        event.generation = (int) extreme;
        event.causes = ~(int) extreme;
        event.overruns = extreme;
        MarkRecord.put(buffer, OFFSET, event);
        assertThat(MarkRecord.generation(buffer, OFFSET)).isEqualTo((int) extreme);
        assertThat(MarkRecord.causes(buffer, OFFSET)).isEqualTo(~(int) extreme);
        assertThat(MarkRecord.overruns(buffer, OFFSET)).isEqualTo(extreme);
    }

    @Test
    void shouldReadBackEachSettingOnItsOwn() {
        for (int bits = 0; bits < 8; bits++) {
            assertReadBack(new PolicySettings((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, Set.of()));
        }
    }

    @Test
    void shouldReadBackAnyNamesOfLinks() {
        Set<LinkName> odd = Set.of(new LinkName("a"), new LinkName("fifteen-bytes-x"),
                new LinkName(new byte[] {(byte) 0xff, (byte) 0x80, 0x41}));
        assertReadBack(new PolicySettings(true, false, true, odd));
        assertReadBack(new PolicySettings(false, false, false, names(MOST_LINKS)));
    }

    private void assertReadBack(PolicySettings settings) {
        event.settings = settings;
        MarkRecord.put(buffer, OFFSET, event);
        assertThat(MarkRecord.settings(buffer, OFFSET)).isEqualTo(settings);
    }

    @Test
    void shouldFitIntoARecordHoweverManyLinksThereAre() {
        event.settings = new PolicySettings(false, false, false, names(MOST_LINKS + 5_000));
        int length = RawRecord.put(buffer, OFFSET, event);
        assertThat(length).isEqualTo(8 + 20 + 16 * MOST_LINKS).isLessThan(RecordFormat.MAX_PAYLOAD_LENGTH);
        assertThat(MarkRecord.settings(buffer, RawRecord.bodyOffset(OFFSET)).linkLocal())
                .hasSize(MOST_LINKS).isSubsetOf(event.settings.linkLocal());
    }

    @Test
    void shouldKeepItsLayout() {
        event.kind = EventKind.CONFIG_CHANGED;
        event.generation = 1;
        event.causes = 2;
        event.overruns = 3;
        event.settings = new PolicySettings(true, false, true, Set.of(new LinkName("ab")));
        int length = MarkRecord.put(buffer, OFFSET, event);
        assertThat(Hex.of(buffer, length)).isEqualTo(
                "0b" + "05" + "0100" + "01000000" + "02000000" + "0300000000000000" + "02" + "6162");
        event.settings = new PolicySettings(false, true, false, Set.of());
        assertThat(Hex.of(buffer, MarkRecord.put(buffer, OFFSET, event))).startsWith("0b" + "02" + "0000").hasSize(40);
    }
}
