package io.neighsync.engine.stage;

import io.neighsync.netlink.NeighborRequests;
import io.neighsync.netlink.Nlm;
import io.neighsync.netlink.Nud;
import io.neighsync.netlink.Rtnetlink;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/** Messages as the kernel sends them. */
public final class KernelMessages {
    private static final int SEQUENCE = 8;
    private static final int FLAGS = 6;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MASTER = 10;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_INFO_KIND = 1;
    private static final int IFLA_INFO_DATA = 2;
    private static final int IFLA_VRF_TABLE = 1;
    private static final int ATTRIBUTES = 32;

    private KernelMessages() {
    }

    /** RTM_NEWNEIGH of a reachable IPv4 neighbor. */
    public static UnsafeBuffer newNeighbor(int ifindex, int address, long lladdr) {
        return newNeighbor(ifindex, Rtnetlink.AF_INET, 0, address & 0xffff_ffffL, lladdr, Nud.NUD_REACHABLE);
    }

    /** RTM_NEWNEIGH; {@link NeighborRequests#NO_LLADDR} leaves the link-layer address out. */
    public static UnsafeBuffer newNeighbor(int ifindex, int family, long high, long low, long lladdr, int nudState) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[NeighborRequests.MAX_LENGTH]);
        return cut(buffer, NeighborRequests.encodeNewNeighbor(
                buffer, 0, 0, 0, ifindex, family, high, low, lladdr, nudState, 0));
    }

    /** RTM_DELNEIGH of an IPv4 neighbor. */
    public static UnsafeBuffer delNeighbor(int ifindex, int address) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[NeighborRequests.MAX_LENGTH]);
        return cut(buffer, NeighborRequests.encodeDelNeighbor(
                buffer, 0, 0, 0, ifindex, Rtnetlink.AF_INET, 0, address & 0xffff_ffffL));
    }

    /** RTM_NEWLINK without a master. */
    public static UnsafeBuffer newLink(int ifindex, String name) {
        return newLink(ifindex, name, 0);
    }

    /** RTM_NEWLINK; master 0: none. */
    public static UnsafeBuffer newLink(int ifindex, String name, int master) {
        byte[] text = (name + "\0").getBytes(StandardCharsets.UTF_8);
        byte[] attributes = attribute(IFLA_IFNAME, text);
        return link(Rtnetlink.RTM_NEWLINK, Rtnetlink.AF_UNSPEC, ifindex,
                master == 0 ? attributes : concat(attributes, attribute(IFLA_MASTER, u32(master))));
    }

    /** RTM_NEWLINK of a VRF device. */
    public static UnsafeBuffer newVrf(int ifindex, String name, int table) {
        byte[] kind = attribute(IFLA_INFO_KIND, "vrf".getBytes(StandardCharsets.US_ASCII));
        byte[] data = attribute(IFLA_INFO_DATA, attribute(IFLA_VRF_TABLE, u32(table)));
        return link(Rtnetlink.RTM_NEWLINK, Rtnetlink.AF_UNSPEC, ifindex, concat(
                attribute(IFLA_IFNAME, (name + "\0").getBytes(StandardCharsets.UTF_8)),
                attribute(IFLA_LINKINFO, concat(kind, data))));
    }

    /** RTM_NEWLINK that is longer than a slot's own place. */
    static UnsafeBuffer largeLink(int ifindex, String name, int padding) {
        return link(Rtnetlink.RTM_NEWLINK, Rtnetlink.AF_UNSPEC, ifindex, concat(
                attribute(IFLA_IFNAME, (name + "\0").getBytes(StandardCharsets.UTF_8)),
                attribute(1_000, new byte[padding])));
    }

    /** RTM_DELLINK. */
    public static UnsafeBuffer delLink(int ifindex) {
        return link(Rtnetlink.RTM_DELLINK, Rtnetlink.AF_UNSPEC, ifindex, new byte[0]);
    }

    /** A message about a link, of any family. */
    static UnsafeBuffer link(int type, int family, int ifindex, byte[] attributes) {
        UnsafeBuffer buffer = header(type, ATTRIBUTES + attributes.length);
        buffer.putByte(16, (byte) family);
        buffer.putInt(20, ifindex);
        buffer.putBytes(ATTRIBUTES, attributes);
        return buffer;
    }

    /** NLMSG_DONE; errno 0: the dump is complete. */
    public static UnsafeBuffer done(int errno) {
        UnsafeBuffer buffer = header(Nlm.NLMSG_DONE, 20);
        buffer.putInt(16, -errno);
        return buffer;
    }

    /** NLMSG_ERROR in answer to this request. */
    public static UnsafeBuffer error(int errno, UnsafeBuffer request) {
        UnsafeBuffer buffer = header(Nlm.NLMSG_ERROR, 20 + request.capacity());
        buffer.putInt(16, -errno);
        buffer.putBytes(20, request, 0, request.capacity());
        return sequence(buffer, sequenceOf(request));
    }

    /** A message of no meaning here. */
    static UnsafeBuffer header(int type, int length) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[length]);
        buffer.putInt(0, length);
        buffer.putShort(4, (short) type);
        return buffer;
    }

    /** The message with this sequence number. */
    public static UnsafeBuffer sequence(UnsafeBuffer message, int sequence) {
        message.putInt(SEQUENCE, sequence);
        return message;
    }

    /** The message as the answer to this request. */
    public static UnsafeBuffer answer(UnsafeBuffer message, UnsafeBuffer request) {
        return sequence(message, sequenceOf(request));
    }

    /** The message with these flags. */
    static UnsafeBuffer flags(UnsafeBuffer message, int flags) {
        message.putShort(FLAGS, (short) flags);
        return message;
    }

    static int sequenceOf(UnsafeBuffer message) {
        return message.getInt(SEQUENCE);
    }

    /** nlmsg_type. */
    public static int typeOf(UnsafeBuffer message) {
        return message.getShort(4);
    }

    /** ndm_family or ifi_family. */
    public static int familyOf(UnsafeBuffer message) {
        return message.getByte(16);
    }

    /** One datagram of these messages, each at a multiple of 4. */
    static UnsafeBuffer join(UnsafeBuffer... messages) {
        byte[] bytes = new byte[0];
        for (UnsafeBuffer message : messages) {
            byte[] one = new byte[message.capacity() + (-message.capacity() & 3)];
            message.getBytes(0, one, 0, message.capacity());
            bytes = concat(bytes, one);
        }
        return new UnsafeBuffer(bytes);
    }

    private static byte[] attribute(int type, byte[] value) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[4 + value.length + (-value.length & 3)]);
        buffer.putShort(0, (short) (4 + value.length));
        buffer.putShort(2, (short) type);
        buffer.putBytes(4, value);
        return buffer.byteArray();
    }

    private static byte[] u32(int value) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[Integer.BYTES]);
        buffer.putInt(0, value);
        return buffer.byteArray();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static UnsafeBuffer cut(UnsafeBuffer buffer, int length) {
        return new UnsafeBuffer(Arrays.copyOf(buffer.byteArray(), length));
    }
}
