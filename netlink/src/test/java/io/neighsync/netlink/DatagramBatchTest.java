package io.neighsync.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** A batch in the hands of a simulated kernel. */
class DatagramBatchTest {
    private final UnsafeBuffer source =
        new UnsafeBuffer("0123456789".getBytes(StandardCharsets.US_ASCII));

    @Test
    void shouldHoldWhatASimulatedKernelAppends() {
        try (DatagramBatch batch = new DatagramBatch(2, 8)) {
            assertThat(batch.capacity()).isEqualTo(2);
            assertThat(batch.append(source, 2, 3, 0, false)).isTrue();
            assertThat(batch.append(source, 0, 10, 4711, false)).isTrue();
            assertThat(batch.append(source, 0, 1, 0, false)).isFalse();

            assertThat(batch.count()).isEqualTo(2);
            assertThat(text(batch, 0)).isEqualTo("234");
            assertThat(batch.isTruncated(0)).isFalse();
            assertThat(batch.senderPortId(0)).isZero();
            assertThat(text(batch, 1)).isEqualTo("01234567");
            assertThat(batch.isTruncated(1)).isTrue();
            assertThat(batch.senderPortId(1)).isEqualTo(4711);

            batch.clear();
            assertThat(batch.count()).isZero();
            assertThat(batch.append(source, 0, 1, 0, true)).isTrue();
            assertThat(batch.isTruncated(0)).isTrue();
            assertThat(batch.append(source, 0, 1, 0, false)).isTrue();
            assertThat(batch.isTruncated(1)).isFalse();
            assertThat(batch.senderPortId(1)).isZero();
        }
    }

    @Test
    void shouldTakeNoMoreThanItsLimitAndAtLeastOne() {
        try (DatagramBatch batch = new DatagramBatch(4, 8)) {
            assertThat(batch.limit()).isEqualTo(4);
            batch.limit(2);
            assertThat(fill(batch)).isEqualTo(2);
            batch.limit(5);
            assertThat(batch.limit()).isEqualTo(4);
            assertThat(fill(batch)).isEqualTo(4);
            batch.limit(0);
            assertThat(fill(batch)).isEqualTo(1);
        }
    }

    private int fill(DatagramBatch batch) {
        batch.clear();
        while (batch.append(source, 0, 1, 0, false)) {
            assertThat(batch.count()).isLessThanOrEqualTo(batch.capacity());
        }
        return batch.count();
    }

    @Test
    void shouldRefuseSizesOutOfRange() {
        assertThatThrownBy(() -> new DatagramBatch(0, 8))
            .hasMessageContaining("0 datagrams").hasMessageContaining("1..1024");
        assertThatThrownBy(() -> new DatagramBatch(1025, 8)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DatagramBatch(1, 0)).hasMessageContaining("1..1048576");
        assertThatThrownBy(() -> new DatagramBatch(1, (1 << 20) + 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldThrowInsteadOfTouchingUnmappedMemoryWhenUsedAfterClose() {
        DatagramBatch batch = new DatagramBatch(1, 8);
        batch.append(source, 0, 1, 0, false);
        batch.close();
        batch.close();
        assertThat(batch.count()).isZero();
        assertThatThrownBy(() -> batch.length(0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> batch.buffer().getByte(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static String text(DatagramBatch batch, int index) {
        return batch.buffer().getStringWithoutLengthAscii(batch.offset(index), batch.length(index));
    }
}
