package io.neighsync.netlink.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes of an address, and what is none. */
class UnixAddressTest {
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();

    @Test
    void shouldEndAPathWithAZero() {
        buffer.setMemory(0, UnixAddress.LENGTH, (byte) 0xff);
        assertThat(UnixAddress.put(buffer, 0, "/run/x")).isEqualTo(2 + 6 + 1);
        assertThat(buffer.getShort(0)).isEqualTo((short) 1);
        assertThat(buffer.getStringWithoutLengthAscii(2, 7)).isEqualTo("/run/x\0");
    }

    @Test
    void shouldBeginAnAbstractNameWithAZeroAndEndWithTheName() {
        assertThat(UnixAddress.put(buffer, 0, "@name")).isEqualTo(2 + 5);
        assertThat(buffer.getStringWithoutLengthAscii(2, 5)).isEqualTo("\0name");
    }

    @Test
    void shouldTakeAPathOf107BytesAndNoMore() {
        assertThat(UnixAddress.put(buffer, 0, "/" + "p".repeat(106))).isEqualTo(UnixAddress.LENGTH);
        assertThatThrownBy(() -> UnixAddress.put(buffer, 0, "/" + "p".repeat(107)))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("at most 107 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "@", "relative", "vsock:2:1234"})
    void shouldRefuseWhatIsNeitherPathNorName(String address) {
        assertThatThrownBy(() -> UnixAddress.put(buffer, 0, address))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining('"' + address + '"');
    }
}
