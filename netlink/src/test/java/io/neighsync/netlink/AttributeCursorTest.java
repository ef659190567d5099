package io.neighsync.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Walking attributes. */
class AttributeCursorTest {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
    private final AttributeCursor cursor = new AttributeCursor();

    @Test
    void shouldWalkAttributesAndMaskTheFlagsOfTheType() {
        attribute(4, 4 + 6, 0x8000 | 0x4000 | 2);
        attribute(16, 4, 3);

        cursor.wrap(buffer, 4, 16);

        assertThat(cursor.next()).isTrue();
        assertThat(cursor.type()).isEqualTo(2);
        assertThat(cursor.valueOffset()).isEqualTo(8);
        assertThat(cursor.valueLength()).isEqualTo(6);
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.type()).isEqualTo(3);
        assertThat(cursor.valueOffset()).isEqualTo(20);
        assertThat(cursor.valueLength()).isZero();
        assertThat(cursor.next()).isFalse();
        assertThat(cursor.isMalformed()).isFalse();
    }

    @Test
    void shouldEndTheWalkAtALengthThatDoesNotFit() {
        for (int bad : new int[] {0, 3, 13, 0xffff}) {
            attribute(0, 8, 1);
            attribute(8, bad, 1);
            cursor.wrap(buffer, 0, 20);
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.next()).as("nla_len %d", bad).isFalse();
            assertThat(cursor.isMalformed()).isTrue();
            assertThat(cursor.next()).isFalse();
        }
    }

    @Test
    void shouldEndTheWalkAtARestTooShortForAHeader() {
        attribute(0, 8, 1);
        cursor.wrap(buffer, 0, 11);
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.next()).isFalse();
        assertThat(cursor.isMalformed()).isTrue();
    }

    private void attribute(int offset, int length, int type) {
        buffer.putShort(offset, (short) length);
        buffer.putShort(offset + 2, (short) type);
    }
}
