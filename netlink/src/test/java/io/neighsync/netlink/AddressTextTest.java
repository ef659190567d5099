package io.neighsync.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTextTest {
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);

    @ParameterizedTest
    @CsvSource({
        "0,0.0.0.0", "167772161,10.0.0.1", "-1,255.255.255.255", "1684300900,100.100.100.100", "151653131,9.10.11.11"
    })
    void shouldPrintIpv4(int address, String text) {
        assertThat(text(AddressText.putIpv4(buffer, 3, address))).isEqualTo(text);
    }

    /** Texts that inet_ntop of glibc printed for these addresses. */
    @ParameterizedTest
    @ValueSource(strings = {
        "::",
        "::1",
        "::2",
        "1::",
        "fe80::1",
        "2001:db8::1",
        "::ffff:10.0.0.1",
        "::10.0.0.1",
        "::0.1.0.2",
        "::ffff:0.0.0.1",
        "2001:0:0:1::1",
        "2001:db8::1:0:0:1",
        "1:0:0:2::3",
        "1:2:3:4:5:6:7:8",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "1:0:3:4:5:6:7:8",
        "0:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:7:0",
        "1:2:3:4:5:6::",
        "64:ff9b::1",
        "::ffff:0.0.0.0",
        "::1:0:0:0",
        "::1:0:0:0",
        "fc00::2",
        "abcd::ef01:0:0:1"
    })
    void shouldPrintIpv6AsInetNtopDoes(String text) throws UnknownHostException {
        ByteBuffer bytes = ByteBuffer.wrap(ipv6(text));
        assertThat(text(AddressText.putIpv6(buffer, 3, bytes.getLong(0), bytes.getLong(8)))).isEqualTo(text);
    }

    @Test
    void shouldPrintEveryIpv6SoThatItReadsBackAndIsShortest() throws UnknownHostException {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            long high = sparse(random);
            long low = sparse(random);
            String text = text(AddressText.putIpv6(buffer, 3, high, low));
            ByteBuffer bytes = ByteBuffer.wrap(ipv6(text));
            assertThat(bytes.getLong(0)).as(text).isEqualTo(high);
            assertThat(bytes.getLong(8)).as(text).isEqualTo(low);
            assertThat(text).hasSizeLessThanOrEqualTo(AddressText.MAX_BYTES);
            assertThat(groupsBeforeTheGap(text)).as(text).isEqualTo(firstOfLongestZeroRun(high, low));
        }
    }

    @Test
    void shouldPrintAndParseLladdr() {
        assertThat(text(AddressText.putLladdr(buffer, 3, 0x0200_00ab_cdefL))).isEqualTo("02:00:00:ab:cd:ef");
        assertThat(AddressText.parseLladdr("02:00:00:ab:cd:ef")).isEqualTo(0x0200_00ab_cdefL);
        assertThat(AddressText.parseLladdr("00:00:00:00:00:00")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "02:00:00:AB:cd:ef", "02:00:00:ab:cd", "02-00-00-ab-cd-ef", "02:00:00:ab:cd:eg", "02:00:00:ab:cd:ef:00"
    })
    void shouldRefuseWhatItWouldNotPrint(String text) {
        assertThat(AddressText.parseLladdr(text)).isEqualTo(-1);
    }

    private String text(int length) {
        return buffer.getStringWithoutLengthAscii(3, length);
    }

    private static int groupsBeforeTheGap(String text) {
        int gap = text.indexOf("::");
        return gap <= 0 ? gap : (int) text.substring(0, gap).chars().filter(c -> c == ':').count() + 1;
    }

    /** Index of the first group of the longest run of two or more zero groups, the first of equals; -1 without one. */
    private static int firstOfLongestZeroRun(long high, long low) {
        StringBuilder groups = new StringBuilder();
        for (int shift = 112; shift >= 0; shift -= 16) {
            groups.append(((shift >= 64 ? high : low) >>> shift & 0xffff) == 0 ? '0' : 'x');
        }
        for (int length = 8; length >= 2; length--) {
            int first = groups.indexOf("0".repeat(length));
            if (first >= 0) {
                return first;
            }
        }
        return -1;
    }

    private static long sparse(Random random) {
        long value = random.nextLong();
        for (int shift = 0; shift < 64; shift += 16) {
            value &= random.nextInt(3) == 0 ? -1L : ~(0xffffL << shift);
        }
        return value;
    }

    /** The JDK reads IPv4-mapped text as an IPv4 address: widened again here. */
    private static byte[] ipv6(String text) throws UnknownHostException {
        byte[] bytes = InetAddress.getByName(text).getAddress();
        if (bytes.length == 16) {
            return bytes;
        }
        byte[] mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        System.arraycopy(bytes, 0, mapped, 12, 4);
        return Inet6Address.getByAddress("", mapped, 0).getAddress();
    }
}
