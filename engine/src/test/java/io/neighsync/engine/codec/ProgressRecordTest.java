package io.neighsync.engine.codec;

import static io.neighsync.engine.codec.Hex.OFFSET;
import static org.assertj.core.api.Assertions.assertThat;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressRecordTest {
    private final UnsafeBuffer buffer = Hex.buffer();

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE})
    void shouldReadBackExtremes(long extreme) {
        ProgressRecord.put(buffer, OFFSET, extreme, ~extreme, extreme + 1);
        assertThat(ProgressRecord.lowWatermark(buffer, OFFSET)).isEqualTo(extreme);
        assertThat(ProgressRecord.epoch(buffer, OFFSET)).isEqualTo(~extreme);
        assertThat(ProgressRecord.wallOffset(buffer, OFFSET)).isEqualTo(extreme + 1);
    }

    @Test
    void shouldKeepItsLayout() {
        assertThat(Hex.of(buffer, ProgressRecord.put(buffer, OFFSET, 1, 2, 3)))
                .isEqualTo("0100000000000000" + "0200000000000000" + "0300000000000000");
    }
}
