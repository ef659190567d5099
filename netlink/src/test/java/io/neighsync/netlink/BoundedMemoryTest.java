package io.neighsync.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Reads up to the end of a range and not beyond. */
class BoundedMemoryTest {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    private final Object base = buffer.byteArray();
    private final long end = buffer.addressOffset() + 8;

    @Test
    void shouldReadUpToTheEnd() {
        assertThat(BoundedMemory.getLong(base, end - 8, end)).isEqualTo(0x0807_0605_0403_0201L);
        assertThat(BoundedMemory.getInt(base, end - 4, end)).isEqualTo(0x0807_0605);
        assertThat(BoundedMemory.getShort(base, end - 2, end)).isEqualTo((short) 0x0807);
        assertThat(BoundedMemory.getByte(base, end - 1, end)).isEqualTo((byte) 8);
    }

    @Test
    void shouldThrowForAReadAcrossTheEnd() {
        assertThatThrownBy(() -> BoundedMemory.getLong(base, end - 7, end))
            .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> BoundedMemory.getInt(base, end - 3, end))
            .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> BoundedMemory.getShort(base, end - 1, end))
            .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> BoundedMemory.getByte(base, end, end))
            .isInstanceOf(IndexOutOfBoundsException.class);
    }
}
