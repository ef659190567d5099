package io.neighsync.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class PcapFileTest {
    private static final HexFormat HEX = HexFormat.of();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void shouldWriteTheBytesThatTheFormatCallsFor() throws IOException {
        byte[] message = HEX.parseHex("00" + "14000000" + "1d000000" + "01000000" + "00000000" + "aabbccdd");
        try (PcapFile file = new PcapFile(out)) {
            file.add(7 * 1_000_000_000L + 0x0102_0304L, new UnsafeBuffer(message),
                    1, message.length - 1);
        }
        assertThat(HEX.formatHex(out.toByteArray())).isEqualTo(
                "4d3cb2a1" + "0200" + "0400" + "00000000" + "00000000" + "00000400" + "fd000000"
                + "07000000" + "04030201" + "24000000" + "24000000"
                + "0000" + "0338" + "00000000000000000000" + "0000"
                + "14000000" + "1d000000" + "01000000" + "00000000" + "aabbccdd");
    }

    @Test
    void shouldWriteAPacketBehindAnotherWhateverTheirLengths() throws IOException {
        byte[] bytes = new byte[1 << 16];
        Arrays.fill(bytes, (byte) 7);
        try (PcapFile file = new PcapFile(out)) {
            file.add(0, new UnsafeBuffer(bytes), 0, 20);
            file.add(1_999_999_999L, new UnsafeBuffer(bytes), 0, bytes.length);
            file.add(2_000_000_000L, new UnsafeBuffer(bytes), 0, 16);
        }
        assertThat(out.size()).isEqualTo(24 + 3 * 32 + 20 + bytes.length + 16);
        byte[] second = Arrays.copyOfRange(out.toByteArray(), 24 + 32 + 20, 24 + 32 + 20 + 8);
        assertThat(HEX.formatHex(second)).isEqualTo("01000000" + "ffc99a3b");
    }
}
