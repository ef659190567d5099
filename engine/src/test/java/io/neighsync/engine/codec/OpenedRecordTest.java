package io.neighsync.engine.codec;

import static io.neighsync.engine.codec.Hex.OFFSET;
import static org.assertj.core.api.Assertions.assertThat;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenedRecordTest {
    private final UnsafeBuffer buffer = Hex.buffer();

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE})
    void shouldReadBackExtremes(long extreme) {
        int number = (int) extreme;
        OpenedRecord.putRun(buffer, OFFSET, extreme, new KernelId(extreme, ~extreme, extreme + 1), number);
        int length = OpenedRecord.putState(
                buffer, OFFSET, extreme, ~extreme, extreme + 2, extreme - 2, ~number, number - 1);
        assertThat(length).isEqualTo(OpenedRecord.LENGTH);
        assertThat(OpenedRecord.run(buffer, OFFSET)).isEqualTo(extreme);
        assertThat(OpenedRecord.kernel(buffer, OFFSET)).isEqualTo(new KernelId(extreme, ~extreme, extreme + 1));
        assertThat(OpenedRecord.wallOffset(buffer, OFFSET)).isEqualTo(extreme);
        assertThat(OpenedRecord.epoch(buffer, OFFSET)).isEqualTo(~extreme);
        assertThat(OpenedRecord.lowWatermark(buffer, OFFSET)).isEqualTo(extreme + 2);
        assertThat(OpenedRecord.linksChanged(buffer, OFFSET)).isEqualTo(extreme - 2);
        assertThat(OpenedRecord.segment(buffer, OFFSET)).isEqualTo(number);
        assertThat(OpenedRecord.previous(buffer, OFFSET)).isEqualTo(~number);
        assertThat(OpenedRecord.links(buffer, OFFSET)).isEqualTo(number - 1);
    }

    @Test
    void shouldKeepItsLayout() {
        OpenedRecord.putRun(buffer, OFFSET, 1, new KernelId(2, 3, 4), 9);
        int length = OpenedRecord.putState(buffer, OFFSET, 5, 6, 7, 8, 10, 11);
        assertThat(Hex.of(buffer, length)).isEqualTo(
                "0100000000000000" + "0200000000000000" + "0300000000000000" + "0400000000000000"
                + "0500000000000000" + "0600000000000000" + "0700000000000000" + "0800000000000000"
                + "09000000" + "0a000000" + "0b000000");
    }

    /** An ifindex means the same link only where all three are the same. */
    @Test
    void shouldTellKernelsApart() {
        assertThat(new KernelId(1, 2, 3)).isEqualTo(new KernelId(1, 2, 3))
                .isNotEqualTo(new KernelId(9, 2, 3)).isNotEqualTo(new KernelId(1, 9, 3))
                .isNotEqualTo(new KernelId(1, 2, 9));
    }
}
