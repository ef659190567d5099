package io.neighsync.engine.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Packing and unpacking of values. */
class RowValueTest {
    @Test
    void shouldTellAPresentZeroAddressFromAnAbsentRow() {
        assertThat(RowValue.of(0)).isNotEqualTo(RowValue.ABSENT);
        assertThat(RowValue.isPresent(RowValue.of(0))).isTrue();
        assertThat(RowValue.isPresent(RowValue.ABSENT)).isFalse();
    }

    @Test
    void shouldKeepAllFortyEightBits() {
        assertThat(RowValue.lladdr(RowValue.of(0xffff_ffff_ffffL))).isEqualTo(0xffff_ffff_ffffL);
        assertThat(RowValue.lladdr(RowValue.of(0x1_0000_0000_0001L))).isEqualTo(1);
    }

    @Test
    void shouldNeverTakeWhatIsNotKnownForPresent() {
        assertThat(RowValue.isPresent(RowValue.UNKNOWN)).isFalse();
        assertThat(RowValue.isPresent(RowValue.FOREIGN)).isFalse();
    }
}
