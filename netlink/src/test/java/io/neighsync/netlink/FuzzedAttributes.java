package io.neighsync.netlink;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes attribute lists that are mostly right and partly wrong: known and unknown attributes in any order, some twice,
 * values too short or too long, nests in nests, {@code nla_len} and flags of {@code nla_type} that do not fit.
 */
final class FuzzedAttributes {
    private static final int NLA_F_NESTED = 0x8000;
    private static final int NLA_F_NET_BYTEORDER = 0x4000;
    private static final int NLMSGERR_ATTR_MSG = 1;
    private static final int MAX_DEPTH = 4;
    private static final int[] NEIGHBOR_TYPES = {
        Nda.NDA_DST, Nda.NDA_DST, Nda.NDA_DST, Nda.NDA_LLADDR, Nda.NDA_LLADDR, Nda.NDA_CACHEINFO, Nda.NDA_PROBES,
        Nda.NDA_VLAN, Nda.NDA_PORT, Nda.NDA_VNI, Nda.NDA_IFINDEX, Nda.NDA_MASTER, Nda.NDA_LINK_NETNSID,
        Nda.NDA_SRC_VNI, Nda.NDA_PROTOCOL, Nda.NDA_NH_ID, Nda.NDA_FDB_EXT_ATTRS, Nda.NDA_FLAGS_EXT, 16, 0, 77, 0x3fff
    };
    private static final int[] LINK_TYPES = {
        Ifla.IFLA_IFNAME, Ifla.IFLA_IFNAME, Ifla.IFLA_ADDRESS, Ifla.IFLA_LINKINFO, Ifla.IFLA_LINKINFO,
        Ifla.IFLA_PROP_LIST, Ifla.IFLA_MASTER, Ifla.IFLA_MASTER, Ifla.IFLA_LINK, Ifla.IFLA_OPERSTATE, Ifla.IFLA_MTU,
        Ifla.IFLA_LINK_NETNSID, Ifla.IFLA_NEW_NETNSID, Ifla.IFLA_NEW_IFINDEX, Ifla.IFLA_EVENT, 2, 60, 0x3fff
    };
    private static final int[] ODD_LENGTHS = {0, 1, 2, 3, 5, 7, 8, 15, 17, 31, 32, 33, 40, 300};
    private static final String[] NAMES = {
        "Ethernet0", "Ethernet4", "Vlan100", "Vlan200", "PortChannel1", "Vrf-red", "Vrf-blue", "Bridge", "Vrf10",
        "fifteen-bytes-x", "sixteen-bytes-xx", "a", "", "br:0", "a b", "\u00e9th\u00e90", "\u4e2d\u6587\u540d"
    };
    private static final String[] KINDS = {"vrf", "vlan", "bridge", "dummy", "vr", "vrfx", "vlanx", ""};

    private final UnsafeBuffer buffer;
    private SplittableRandom random;
    private int at;
    private int family;

    FuzzedAttributes(UnsafeBuffer buffer) {
        this.buffer = buffer;
    }

    /** Writes attributes of a neighbor message of this family; returns where they end. */
    int neighbor(SplittableRandom source, int from, int messageFamily) {
        begin(source, from);
        family = messageFamily;
        if (!isOdd(4)) {
            neighborAttribute(Nda.NDA_DST);
            if (!isOdd(4)) {
                neighborAttribute(Nda.NDA_LLADDR);
            }
        }
        for (int left = count(); left > 0; left--) {
            neighborAttribute(pick(NEIGHBOR_TYPES));
        }
        return at;
    }

    /** Writes attributes of a link message; returns where they end. */
    int link(SplittableRandom source, int from) {
        begin(source, from);
        if (!isOdd(5)) {
            linkAttribute(Ifla.IFLA_IFNAME);
        }
        for (int left = count(); left > 0; left--) {
            linkAttribute(pick(LINK_TYPES));
        }
        return at;
    }

    /** Writes attributes of an extended acknowledgment; returns where they end. */
    int acknowledgment(SplittableRandom source, int from) {
        begin(source, from);
        for (int left = count(); left > 0; left--) {
            int start = open(isOdd(2) ? random.nextInt(8) : NLMSGERR_ATTR_MSG);
            text(pick(NAMES));
            close(start);
        }
        return at;
    }

    private void begin(SplittableRandom source, int from) {
        random = source;
        at = from;
    }

    private int count() {
        return isOdd(40) ? random.nextInt(60) : random.nextInt(6);
    }

    private boolean isOdd(int once) {
        return random.nextInt(once) == 0;
    }

    private int pick(int[] choices) {
        return choices[random.nextInt(choices.length)];
    }

    private String pick(String[] choices) {
        return choices[random.nextInt(choices.length)];
    }

    private void neighborAttribute(int type) {
        int start = open(type);
        if (isOdd(12)) {
            octets(pick(ODD_LENGTHS));
        } else {
            switch (type) {
                case Nda.NDA_DST -> address();
                case Nda.NDA_LLADDR -> octets(isOdd(8) ? random.nextInt(34) : 6);
                case Nda.NDA_CACHEINFO -> octets(16);
                case Nda.NDA_VLAN, Nda.NDA_PORT -> octets(Short.BYTES);
                case Nda.NDA_PROTOCOL -> octets(Byte.BYTES);
                case Nda.NDA_FDB_EXT_ATTRS -> nest(1);
                default -> number();
            }
        }
        close(start);
    }

    /** Few different addresses, so that messages are about the same neighbors again and again. */
    private void address() {
        boolean ipv6 = family == Rtnetlink.AF_INET6 ^ isOdd(30);
        if (isOdd(8)) {
            octets(ipv6 ? 16 : 4);
        } else if (ipv6) {
            put(isOdd(8) ? 0xfe : 0xfc, isOdd(8) ? 0x80 : 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                    1 + random.nextInt(24));
        } else {
            put(10, 0, 0, 1 + random.nextInt(24));
        }
    }

    private void linkAttribute(int type) {
        int start = open(type);
        if (isOdd(14)) {
            octets(pick(ODD_LENGTHS));
        } else {
            switch (type) {
                case Ifla.IFLA_IFNAME -> name();
                case Ifla.IFLA_ADDRESS -> octets(isOdd(8) ? random.nextInt(34) : 6);
                case Ifla.IFLA_OPERSTATE -> octets(Byte.BYTES);
                case Ifla.IFLA_LINKINFO -> linkInfo();
                case Ifla.IFLA_PROP_LIST -> properties();
                default -> number();
            }
        }
        close(start);
    }

    private void name() {
        if (isOdd(6)) {
            // the kernel takes any octets but '/', ':' and white space (dev_valid_name)
            for (int left = random.nextInt(16); left > 0; left--) {
                put(0x80 + random.nextInt(0x80));
            }
            put(0);
        } else {
            text(pick(NAMES));
        }
    }

    private void linkInfo() {
        if (isOdd(3)) {
            boolean ofMaster = isOdd(2);
            int kind = open(ofMaster ? Ifla.IFLA_INFO_SLAVE_KIND : Ifla.IFLA_INFO_KIND);
            text(isOdd(3) ? "vlan" : "vrf");
            close(kind);
            int data = open(ofMaster ? Ifla.IFLA_INFO_SLAVE_DATA : Ifla.IFLA_INFO_DATA);
            nest(1);
            close(data);
            return;
        }
        for (int left = random.nextInt(4); left >= 0; left--) {
            int type = random.nextInt(isOdd(10) ? 9 : 6);
            boolean isKind = type == Ifla.IFLA_INFO_KIND || type == Ifla.IFLA_INFO_SLAVE_KIND;
            int start = open(type);
            if (isKind) {
                text(isOdd(2) ? "vrf" : pick(KINDS));
            } else {
                nest(1);
            }
            close(start);
        }
    }

    private void properties() {
        for (int left = random.nextInt(4); left > 0; left--) {
            int start = open(isOdd(6) ? random.nextInt(64) : Ifla.IFLA_ALT_IFNAME);
            text(isOdd(8) ? "n".repeat(random.nextInt(140)) : pick(NAMES));
            close(start);
        }
    }

    private void nest(int depth) {
        for (int left = random.nextInt(3); left > 0; left--) {
            int start = open(isOdd(2) ? 1 : random.nextInt(4));
            if (depth < MAX_DEPTH && isOdd(4)) {
                nest(depth + 1);
            } else if (isOdd(3)) {
                octets(isOdd(2) ? random.nextInt(4) : pick(ODD_LENGTHS));
            } else {
                number();
            }
            close(start);
        }
    }

    private int open(int type) {
        int flags = (isOdd(16) ? NLA_F_NESTED : 0) | (isOdd(40) ? NLA_F_NET_BYTEORDER : 0);
        buffer.putShort(at + 2, (short) (type | flags));
        at += 4;
        return at - 4;
    }

    /** Ends an attribute: its length, seldom a wrong one, and its padding, seldom not of zeros. */
    private void close(int start) {
        int length = at - start;
        buffer.putShort(start, (short) (isOdd(90) ? wrongLength(length) : length));
        int padding = isOdd(20) ? -1 : 0;
        while ((at - start & 3) != 0) {
            put(padding);
        }
    }

    private int wrongLength(int length) {
        return switch (random.nextInt(7)) {
            case 0 -> 0;
            case 1 -> 1 + random.nextInt(3);
            case 2 -> 4;
            case 3 -> length - 1;
            case 4 -> length + 1 + random.nextInt(8);
            case 5 -> 0xffff;
            default -> random.nextInt(1 << 16);
        };
    }

    /** Four bytes that can be the index of a link, a table or a count. */
    private void number() {
        int value = isOdd(6) ? random.nextInt() : random.nextInt(12);
        put(value, value >> 8, value >> 16, value >> 24);
    }

    private void text(String text) {
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            put(octet);
        }
        if (!isOdd(10)) {
            put(0);
        }
    }

    private void octets(int count) {
        int all = isOdd(2) ? random.nextInt() : 0;
        for (int i = 0; i < count; i++) {
            put(all == 0 ? random.nextInt(4) : all >> (i & 3));
        }
    }

    private void put(int... octets) {
        for (int octet : octets) {
            buffer.putByte(at++, (byte) octet);
        }
    }
}
