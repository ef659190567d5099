package io.neighsync.engine.replay;

import io.neighsync.engine.event.RowValue;
import io.neighsync.engine.table.DecidedRows;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Rows of a state as text, worked out without the product's own words. */
public final class PlainRows {
    private static final int IPV4_BYTES = 4;

    private PlainRows() {
    }

    /** A link-layer address. */
    public static String lladdr(long lladdr) {
        byte[] octets = ByteBuffer.allocate(Long.BYTES).putLong(lladdr).array();
        return HexFormat.ofDelimiter(":").formatHex(octets, 2, Long.BYTES);
    }

    /** The halves of an address. */
    static long[] halves(String address) {
        byte[] bytes = InetAddress.ofLiteral(address).getAddress();
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return bytes.length == IPV4_BYTES ? new long[] {0, Integer.toUnsignedLong(buffer.getInt())}
                : new long[] {buffer.getLong(), buffer.getLong()};
    }

    /** An address of which the halves are given; IPv6 ones here have only a first and a last group. */
    public static String address(int family, long high, long low) {
        return family == 2
                ? (low >>> 24 & 255) + "." + (low >>> 16 & 255) + "." + (low >>> 8 & 255) + "." + (low & 255)
                : Long.toHexString(high >>> 48) + "::" + Long.toHexString(low);
    }

    /** The rows of a state by key, as {@link RecordedRun#published} has them. */
    static Map<String, String> published(JournalImage image) {
        Map<String, String> rows = new TreeMap<>();
        DecidedRows decided = image.rows();
        for (int row = 0; row < decided.highWater(); row++) {
            if (RowDifferences.isPublished(image, row)) {
                rows.put(image.links().published(decided.ifindex(row)) + ":" + address(
                        decided.family(row), decided.addressHigh(row), decided.addressLow(row)), text(decided, row));
            }
        }
        return rows;
    }

    private static String text(DecidedRows rows, int row) {
        return (RowValue.isPresent(rows.value(row)) ? lladdr(RowValue.lladdr(rows.value(row))) : "absent")
                + (rows.isFailed(row) ? " failed" : "");
    }
}
