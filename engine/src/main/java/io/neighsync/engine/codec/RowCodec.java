package io.neighsync.engine.codec;

import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.RowValue;
import io.neighsync.netlink.AddressText;
import io.neighsync.netlink.Rtnetlink;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * NEIGH_TABLE rows as SONiC's neighsyncd writes them.
 *
 * <pre>
 *   key     &lt;ifname&gt;:&lt;ip&gt;                    Ethernet0:10.0.0.1     Vlan100:fc00::2
 *   fields  neigh &lt;lladdr&gt; family &lt;family&gt;    exactly two, in this order, as RESP bulk strings
 * </pre>
 *
 * <p>One instance a thread: it holds the fields' text.
 */
public final class RowCodec {
    /** Enough bytes for any key: 15 of the name, the colon, the address. */
    public static final int MAX_KEY_BYTES = 16 + AddressText.MAX_BYTES;
    /** The value of every row of NEIGH_FAILED_TABLE. */
    public static final long FAILED = RowValue.of(0);

    private static final int FIELDS = 2;
    private static final String NEIGH = "neigh";
    private static final String FAMILY = "family";
    private static final String IPV4 = "IPv4";
    private static final String IPV6 = "IPv6";
    private static final String BEFORE_LLADDR = "$5\r\nneigh\r\n$17\r\n";

    private static final String NULL = "NULL";

    private final UnsafeBuffer failedFields =
            new UnsafeBuffer("$4\r\nNULL\r\n$4\r\nNULL\r\n".getBytes(StandardCharsets.US_ASCII));
    private final UnsafeBuffer ipv4Fields = fieldsOf(IPV4);
    private final UnsafeBuffer ipv6Fields = fieldsOf(IPV6);

    private static UnsafeBuffer fieldsOf(String family) {
        String text = BEFORE_LLADDR + "00:00:00:00:00:00\r\n$6\r\nfamily\r\n$4\r\n" + family + "\r\n";
        return new UnsafeBuffer(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Writes a row's key; returns the bytes written, {@link #MAX_KEY_BYTES} at most. */
    public int putKey(MutableDirectBuffer buffer, int offset, LinkName link, int family, long high, long low) {
        int at = offset + link.length();
        buffer.putBytes(offset, link.bytes(), 0, link.length());
        buffer.putByte(at++, (byte) ':');
        at += family == Rtnetlink.AF_INET
                ? AddressText.putIpv4(buffer, at, (int) low) : AddressText.putIpv6(buffer, at, high, low);
        return at - offset;
    }

    /** The fields of a present row, valid until the next call. */
    public UnsafeBuffer fields(int family, long value) {
        UnsafeBuffer fields = family == Rtnetlink.AF_INET ? ipv4Fields : ipv6Fields;
        AddressText.putLladdr(fields, BEFORE_LLADDR.length(), RowValue.lladdr(value));
        return fields;
    }

    /** The one field of a row in NEIGH_FAILED_TABLE, which says nothing but that the row is there. */
    public UnsafeBuffer failedFields() {
        return failedFields;
    }

    /** The value of a row of NEIGH_FAILED_TABLE read from Redis; {@link RowValue#FOREIGN} when it has other fields. */
    public static long failedValueOf(Map<String, String> fields) {
        return fields.equals(Map.of(NULL, NULL)) ? FAILED : RowValue.FOREIGN;
    }

    /**
     * The value of a row read from Redis: {@link RowValue#FOREIGN} when it is not exactly what {@link #fields} would
     * write for this key.
     */
    public static long valueOf(byte[] key, Map<String, String> fields) {
        String neigh = fields.get(NEIGH);
        if (fields.size() != FIELDS || neigh == null || !familyOf(key).equals(fields.get(FAMILY))) {
            return RowValue.FOREIGN;
        }
        long lladdr = AddressText.parseLladdr(neigh);
        return lladdr < 0 ? RowValue.FOREIGN : RowValue.of(lladdr);
    }

    private static String familyOf(byte[] key) {
        int colons = 0;
        for (byte b : key) {
            colons += b == ':' ? 1 : 0;
        }
        return colons > 1 ? IPV6 : IPV4;
    }
}
