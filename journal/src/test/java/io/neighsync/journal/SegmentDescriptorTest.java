package io.neighsync.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * Tests of {@link SegmentDescriptor}.
 */
class SegmentDescriptorTest {
    private static final SegmentDescriptor DESCRIPTOR = new SegmentDescriptor(1, 42, 20L << 20);

    @Test
    void shouldDecodeWhatItEncoded() {
        assertThat(SegmentDescriptor.decode(DESCRIPTOR.encoded())).isEqualTo(DESCRIPTOR);
    }

    @Test
    void shouldDecodeNothingElse() {
        final byte[] encoded = DESCRIPTOR.encoded();
        for (int at = 0; at < encoded.length; at++) {
            for (int mask = 1; mask < 256; mask++) {
                encoded[at] ^= (byte) mask;
                assertThat(SegmentDescriptor.decode(encoded)).isNull();
                encoded[at] ^= (byte) mask;
            }
        }
        assertThat(SegmentDescriptor.decode(Arrays.copyOf(encoded, 23))).isNull();
        assertThat(SegmentDescriptor.decode(Arrays.copyOf(encoded, 25))).isNull();
    }
}
