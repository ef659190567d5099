package io.neighsync.engine.cli;

import io.neighsync.engine.event.LinkName;
import io.neighsync.engine.event.RowValue;
import io.neighsync.netlink.AddressText;
import io.neighsync.netlink.Rtnetlink;
import org.agrona.concurrent.UnsafeBuffer;

/** Rows and their parts as people read them. Any thread. */
final class RowText {
    private RowText() {
    }

    /** An address in inet_ntop form. */
    static String address(int family, long high, long low) {
        UnsafeBuffer text = new UnsafeBuffer(new byte[AddressText.MAX_BYTES]);
        int length = family == Rtnetlink.AF_INET
                ? AddressText.putIpv4(text, 0, (int) low) : AddressText.putIpv6(text, 0, high, low);
        return text.getStringWithoutLengthAscii(0, length);
    }

    /** A row's key in Redis; where its link has no name, what there is to tell it by. */
    static String key(LinkName link, int ifindex, String address) {
        return (link == null ? "ifindex " + ifindex : link.toString()) + ":" + address;
    }

    /** The link-layer address of a row's value; null when there is none. */
    static String lladdr(long value) {
        return RowValue.isPresent(value) ? AddressText.lladdr(RowValue.lladdr(value)) : null;
    }

    /** A family as rows have it. */
    static String family(int family) {
        return family == Rtnetlink.AF_INET ? "IPv4" : "IPv6";
    }
}
