package io.neighsync.netlink;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Addresses as inet_ntop(3) of glibc prints them: lower case, the longest run of two or more zero groups (the first of
 * equals) as "::", IPv4-mapped and IPv4-compatible addresses with a dotted tail. The {@code put} methods allocate
 * nothing; any thread.
 */
public final class AddressText {
    /** The longest text: six groups of four digits, their colons and a dotted quad. */
    public static final int MAX_BYTES = 45;
    /** The bytes of a link-layer address as text. */
    public static final int LLADDR_BYTES = 17;

    private static final byte[] HEX = {
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };
    private static final int GROUPS = 8;

    private AddressText() {
    }

    /** Writes an IPv4 address; returns the bytes written. */
    public static int putIpv4(MutableDirectBuffer buffer, int offset, int address) {
        int at = offset;
        for (int shift = 24; shift >= 0; shift -= 8) {
            at += putDecimal(buffer, at, (address >>> shift) & 0xff);
            if (shift > 0) {
                buffer.putByte(at++, (byte) '.');
            }
        }
        return at - offset;
    }

    /** Writes an IPv6 address given as two halves in network order; returns the bytes written. */
    public static int putIpv6(MutableDirectBuffer buffer, int offset, long high, long low) {
        int run = longestZeroRun(high, low);
        int runStart = run >>> 4;
        int runLength = run & 0xf;
        boolean dotted = runStart == 0
                && (runLength == 6 || (runLength == 5 && group(high, low, 5) == 0xffff));
        int groups = dotted ? GROUPS - 2 : GROUPS;
        int at = offset;
        for (int i = 0; i < groups; i++) {
            if (runLength > 0 && i == runStart) {
                buffer.putByte(at++, (byte) ':');
                i += runLength - 1;
                if (i == GROUPS - 1) {
                    buffer.putByte(at++, (byte) ':');
                }
                continue;
            }
            if (i > 0) {
                buffer.putByte(at++, (byte) ':');
            }
            at += putHex(buffer, at, group(high, low, i));
        }
        if (dotted) {
            buffer.putByte(at++, (byte) ':');
            at += putIpv4(buffer, at, (int) low);
        }
        return at - offset;
    }

    /** Writes a 48-bit link-layer address as six pairs of lower-case digits; returns {@link #LLADDR_BYTES}. */
    public static int putLladdr(MutableDirectBuffer buffer, int offset, long lladdr) {
        int at = offset;
        for (int shift = 40; shift >= 0; shift -= 8) {
            buffer.putByte(at, HEX[(int) (lladdr >>> (shift + 4)) & 0xf]);
            buffer.putByte(at + 1, HEX[(int) (lladdr >>> shift) & 0xf]);
            if (shift > 0) {
                buffer.putByte(at + 2, (byte) ':');
            }
            at += 3;
        }
        return LLADDR_BYTES;
    }

    /**
     * An Ethernet address as text; for cold paths.
     *
     * @param lladdr 48 bits
     * @return for example {@code 00:11:22:aa:bb:cc}
     */
    public static String lladdr(long lladdr) {
        UnsafeBuffer text = new UnsafeBuffer(new byte[LLADDR_BYTES]);
        return text.getStringWithoutLengthAscii(0, putLladdr(text, 0, lladdr));
    }

    /** The 48-bit number of a text that {@link #putLladdr} would write; -1 for any other text. */
    public static long parseLladdr(CharSequence text) {
        if (text.length() != LLADDR_BYTES) {
            return -1;
        }
        long lladdr = 0;
        for (int i = 0; i < LLADDR_BYTES; i++) {
            char c = text.charAt(i);
            if (i % 3 == 2) {
                if (c != ':') {
                    return -1;
                }
            } else {
                int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
                if (digit < 0) {
                    return -1;
                }
                lladdr = lladdr << 4 | digit;
            }
        }
        return lladdr;
    }

    /** Appends an address of 4 or 16 bytes as text. */
    static void append(StringBuilder to, int addressLength, long high, long low) {
        UnsafeBuffer text = new UnsafeBuffer(new byte[MAX_BYTES]);
        int length = addressLength == Integer.BYTES ? putIpv4(text, 0, (int) low) : putIpv6(text, 0, high, low);
        text.getStringWithoutLengthAscii(0, length, to);
    }

    /** Appends a link-layer address of any length as pairs of digits with colons between them. */
    static void appendLladdr(StringBuilder to, DirectBuffer buffer, int offset, int length) {
        for (int i = 0; i < length; i++) {
            if (i > 0) {
                to.append(':');
            }
            int octet = buffer.getByte(offset + i) & 0xff;
            to.append((char) HEX[octet >>> 4]).append((char) HEX[octet & 0xf]);
        }
    }

    private static int group(long high, long low, int i) {
        long half = i < 4 ? high : low;
        return (int) (half >>> (48 - 16 * (i & 3))) & 0xffff;
    }

    /** Start and length of the longest run of at least two zero groups, as {@code start << 4 | length}; 0 for none. */
    private static int longestZeroRun(long high, long low) {
        int best = 0;
        int bestLength = 1;
        int length = 0;
        for (int i = 0; i < GROUPS; i++) {
            length = group(high, low, i) == 0 ? length + 1 : 0;
            if (length > bestLength) {
                bestLength = length;
                best = (i + 1 - length) << 4 | length;
            }
        }
        return best;
    }

    private static int putHex(MutableDirectBuffer buffer, int offset, int value) {
        int at = offset;
        for (int shift = 12; shift >= 0; shift -= 4) {
            if (value >>> shift != 0 || shift == 0) {
                buffer.putByte(at++, HEX[(value >>> shift) & 0xf]);
            }
        }
        return at - offset;
    }

    private static int putDecimal(MutableDirectBuffer buffer, int offset, int value) {
        int at = offset;
        if (value >= 100) {
            buffer.putByte(at++, (byte) ('0' + value / 100));
        }
        if (value >= 10) {
            buffer.putByte(at++, (byte) ('0' + value / 10 % 10));
        }
        buffer.putByte(at++, (byte) ('0' + value % 10));
        return at - offset;
    }
}
