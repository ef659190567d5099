package io.neighsync.bench;

import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.RowValue;
import io.neighsync.netlink.Rtnetlink;
import java.util.stream.IntStream;

/**
 * Distinct rows as a switch has them: {@code Ethernet12:10.1.2.3}, {@code Ethernet12:2001:db8::1:203}, each with an
 * lladdr of its own. Immutable.
 */
final class RowSet {
    /** The links of the rows, in turn. */
    static final int LINKS = 32;
    /** The first link's index. */
    static final int FIRST_IFINDEX = 7;

    private static final int LANES = 4;
    private static final int FIRST_IPV4 = 0x0a000001;
    private static final long PREFIX = 0x2001_0db8_0000_0000L;
    private static final long FIRST_IPV6 = 0x1_0001;
    private static final long FIRST_LLADDR = 0x0200_0000_0001L;

    private final int family;
    private final LinkName[] links = IntStream.range(0, LINKS)
        .mapToObj(i -> new LinkName("Ethernet" + LANES * i)).toArray(LinkName[]::new);

    /** Rows of one family, {@code AF_INET} or {@code AF_INET6}. */
    RowSet(int family) {
        this.family = family;
    }

    /** {@code AF_INET} or {@code AF_INET6}. */
    int family() {
        return family;
    }

    /** The family as a row names it. */
    String familyName() {
        return family == Rtnetlink.AF_INET ? "IPv4" : "IPv6";
    }

    /** The link of a row. */
    LinkName link(int row) {
        return links[row % LINKS];
    }

    /** The index of its link. */
    int ifindex(int row) {
        return FIRST_IFINDEX + row % LINKS;
    }

    /** The first eight bytes of its IPv6 address. */
    long addressHigh() {
        return family == Rtnetlink.AF_INET ? 0 : PREFIX;
    }

    /** Its IPv4 address, or the last eight bytes of its IPv6 address. */
    long addressLow(int row) {
        return row + (family == Rtnetlink.AF_INET ? FIRST_IPV4 : FIRST_IPV6);
    }

    /** Its value. */
    long value(int row) {
        return RowValue.of(FIRST_LLADDR + row);
    }
}
