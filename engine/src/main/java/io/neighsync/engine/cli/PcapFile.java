package io.neighsync.engine.cli;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/**
 * Netlink messages as a capture file that Wireshark and tcpdump read: nanosecond pcap of link type LINKTYPE_NETLINK,
 * little-endian. One thread.
 *
 * <pre>
 *   file    magic 0xa1b23c4d | 2 | 4 | 0 (4) | 0 (4) | longest packet (4) | link type 253 (4)
 *   packet  seconds (4) | nanoseconds (4) | length here (4) | length (4) | header | message
 *   header  0 (2) | ARPHRD_NETLINK 824 (2) | 0 (10) | netlink family (2)                     big-endian
 * </pre>
 *
 * <p>Source: draft-ietf-opsawg-pcap, tcpdump.org/linktypes/LINKTYPE_NETLINK.html.
 */
final class PcapFile implements Closeable {
    private static final int FILE_HEADER = 24;
    private static final int PACKET_HEADER = 16;
    private static final int LINK_HEADER = 16;
    private static final int NANOSECOND_MAGIC = 0xa1b23c4d;
    private static final short MAJOR = 2;
    private static final short MINOR = 4;
    private static final int LONGEST = 1 << 18;
    private static final int LINKTYPE_NETLINK = 253;
    private static final short ARPHRD_NETLINK = 824;
    private static final short NETLINK_ROUTE = 0;
    private static final int ARPHRD_AT = 2;
    private static final int FAMILY_AT = 14;
    private static final long SECOND = 1_000_000_000L;

    private final OutputStream out;
    private final ByteBuffer header = ByteBuffer.allocate(PACKET_HEADER + LINK_HEADER);
    private byte[] message = new byte[0];

    /** Begins the file on this stream, and closes that at the end. */
    PcapFile(OutputStream out) throws IOException {
        this.out = new BufferedOutputStream(out);
        ByteBuffer file = ByteBuffer.allocate(FILE_HEADER).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(NANOSECOND_MAGIC).putShort(MAJOR).putShort(MINOR).putInt(0).putInt(0)
                .putInt(LONGEST).putInt(LINKTYPE_NETLINK);
        this.out.write(file.array());
    }

    /** Adds a message of NETLINK_ROUTE that was received at this time, in nanoseconds since 1970. */
    void add(long wallNanos, DirectBuffer buffer, int offset, int length) throws IOException {
        if (message.length < length) {
            message = new byte[length];
        }
        buffer.getBytes(offset, message, 0, length);
        header.clear().order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) Math.floorDiv(wallNanos, SECOND)).putInt((int) Math.floorMod(wallNanos, SECOND))
                .putInt(LINK_HEADER + length).putInt(LINK_HEADER + length);
        header.order(ByteOrder.BIG_ENDIAN).putShort(PACKET_HEADER + ARPHRD_AT, ARPHRD_NETLINK)
                .putShort(PACKET_HEADER + FAMILY_AT, NETLINK_ROUTE);
        out.write(header.array());
        out.write(message, 0, length);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
