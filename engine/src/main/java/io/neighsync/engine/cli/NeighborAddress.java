package io.neighsync.engine.cli;

import io.neighsync.netlink.Rtnetlink;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * An IPv4 or IPv6 address given as text, never as a name that would have to be looked up. Immutable.
 *
 * @param family AF_INET or AF_INET6
 * @param high   upper half of an IPv6 address, else 0
 * @param low    lower half of an IPv6 address, or the 32 bits of an IPv4 address
 */
record NeighborAddress(int family, long high, long low) {
    private static final Pattern IPV4 = Pattern.compile("\\d+(\\.\\d+){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final int IPV4_BYTES = 4;
    private static final long MAPPED = 0xffff_0000_0000L;

    /** Reads one from the command line. */
    static final class Converter implements ITypeConverter<NeighborAddress> {
        @Override
        public NeighborAddress convert(String value) {
            return parse(value);
        }
    }

    /**
     * Reads an address.
     *
     * @throws TypeConversionException when it is none
     */
    static NeighborAddress parse(String value) {
        // InetAddress also reads 10.1 and fe80::1%eth0
        if (!IPV4.matcher(value).matches() && !IPV6.matcher(value).matches()) {
            throw noAddress(value);
        }
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(InetAddress.ofLiteral(value).getAddress());
        } catch (IllegalArgumentException e) {
            throw noAddress(value);
        }
        if (bytes.remaining() == IPV4_BYTES) {
            long low = Integer.toUnsignedLong(bytes.getInt());
            // InetAddress takes ::ffff:10.0.0.1 for 10.0.0.1
            return value.indexOf(':') < 0 ? new NeighborAddress(Rtnetlink.AF_INET, 0, low)
                    : new NeighborAddress(Rtnetlink.AF_INET6, 0, MAPPED | low);
        }
        return new NeighborAddress(Rtnetlink.AF_INET6, bytes.getLong(), bytes.getLong());
    }

    private static TypeConversionException noAddress(String value) {
        return new TypeConversionException("'" + value + "' is no IP address: give one such as 10.0.0.1 or fc00::2");
    }

    @Override
    public String toString() {
        return RowText.address(family, high, low);
    }
}
