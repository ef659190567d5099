package io.neighsync.engine.codec;

import static io.neighsync.engine.codec.Hex.OFFSET;
import static org.assertj.core.api.Assertions.assertThat;

import io.neighsync.engine.event.LinkName;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkRecordTest {
    private static final int LONGEST_NAME = 15;

    private final UnsafeBuffer buffer = Hex.buffer();

    private static LinkName name(int length, int first) {
        byte[] name = new byte[length];
        for (int i = 0; i < length; i++) {
            name[i] = (byte) (first + i);
        }
        return length == 0 ? null : new LinkName(name);
    }

    @Test
    void shouldReadBackNamesOfAnyLengthThatNeedNotBeText() {
        for (int length = 0; length <= LONGEST_NAME; length++) {
            for (int publishedLength = 0; publishedLength <= LONGEST_NAME; publishedLength++) {
                LinkName name = name(length, 0xf0);
                LinkName published = name(publishedLength, 0x7a);
                LinkRecord.put(buffer, OFFSET, 7, 0, 0, 0, 0);
                assertThat(LinkRecord.putNames(buffer, OFFSET, name, published))
                        .isEqualTo(19 + length + publishedLength).isLessThanOrEqualTo(LinkRecord.MAX_LENGTH);
                assertThat(LinkRecord.name(buffer, OFFSET)).isEqualTo(name);
                assertThat(LinkRecord.published(buffer, OFFSET)).isEqualTo(published);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1, Integer.MAX_VALUE})
    void shouldReadBackExtremes(int extreme) {
        LinkRecord.put(buffer, OFFSET, extreme, ~extreme, extreme + 1, extreme - 1, LinkRecord.VRF);
        assertThat(LinkRecord.ifindex(buffer, OFFSET)).isEqualTo(extreme);
        assertThat(LinkRecord.master(buffer, OFFSET)).isEqualTo(~extreme);
        assertThat(LinkRecord.vrfIfindex(buffer, OFFSET)).isEqualTo(extreme + 1);
        assertThat(LinkRecord.vrfTable(buffer, OFFSET)).isEqualTo(extreme - 1);
        assertThat(LinkRecord.flags(buffer, OFFSET)).isEqualTo(LinkRecord.VRF);
    }

    @Test
    void shouldTellAVanishedLinkFromAVrf() {
        LinkRecord.put(buffer, OFFSET, 1, 0, 0, 0, LinkRecord.GONE | LinkRecord.VRF);
        assertThat(LinkRecord.flags(buffer, OFFSET) & LinkRecord.GONE).isNotZero();
        assertThat(LinkRecord.flags(buffer, OFFSET) & LinkRecord.VRF).isNotZero();
    }

    @Test
    void shouldKeepItsLayout() {
        LinkRecord.put(buffer, OFFSET, 1, 2, 3, 4, LinkRecord.GONE | LinkRecord.VRF);
        int length = LinkRecord.putNames(buffer, OFFSET, new LinkName("ab"), new LinkName("xyz"));
        assertThat(Hex.of(buffer, length)).isEqualTo(
                "01000000" + "02000000" + "03000000" + "04000000" + "03" + "02" + "03" + "6162" + "78797a");
        LinkRecord.put(buffer, OFFSET, 1, 2, 3, 4, 0);
        assertThat(Hex.of(buffer, LinkRecord.putNames(buffer, OFFSET, null, null))).endsWith("000000");
    }

    @Test
    void shouldTakeOverTheBytesOfAName() {
        byte[] bytes = {(byte) 0xff, (byte) 0xfe, 0x41};
        LinkRecord.put(buffer, OFFSET, 1, 0, 0, 0, 0);
        LinkRecord.putNames(buffer, OFFSET, new LinkName(Arrays.copyOf(bytes, 3)), null);
        LinkName read = LinkRecord.name(buffer, OFFSET);
        buffer.setMemory(0, buffer.capacity(), (byte) 0);
        assertThat(read).isEqualTo(new LinkName(bytes));
    }
}
