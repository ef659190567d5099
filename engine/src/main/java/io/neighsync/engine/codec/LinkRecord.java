package io.neighsync.engine.codec;

import io.neighsync.engine.event.LinkName;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What became of a link, little-endian.
 *
 * <pre>
 *    0         4        8             12          16     17     18          19
 *   +---------+--------+-------------+-----------+------+------+-----------+------+-----------
 *   | ifindex | master | vrf ifindex | vrf table | flags| name | published | name | published
 *   |         |        |             |           |      | len. | length    |      |
 *   +---------+--------+-------------+-----------+------+------+-----------+------+-----------
 * </pre>
 *
 * <p>A length of 0 stands for no name.
 */
public final class LinkRecord {
    /** Longest payload in bytes: names have 15 at most. */
    public static final int MAX_LENGTH = 64;
    /** The link is gone. */
    public static final int GONE = 1;
    /** The link is a VRF device. */
    public static final int VRF = 2;

    private static final int IFINDEX = 0;
    private static final int MASTER = 4;
    private static final int VRF_IFINDEX = 8;
    private static final int VRF_TABLE = 12;
    private static final int FLAGS = 16;
    private static final int NAME_LENGTH = 17;
    private static final int PUBLISHED_LENGTH = 18;
    private static final int NAMES = 19;

    private LinkRecord() {
    }

    /** Writes where a link stands; returns the length so far, without names. */
    public static int put(
            MutableDirectBuffer buffer, int offset, int ifindex, int master, int vrfIfindex, int vrfTable, int flags) {
        buffer.putInt(offset + IFINDEX, ifindex);
        buffer.putInt(offset + MASTER, master);
        buffer.putInt(offset + VRF_IFINDEX, vrfIfindex);
        buffer.putInt(offset + VRF_TABLE, vrfTable);
        buffer.putByte(offset + FLAGS, (byte) flags);
        return NAMES;
    }

    /** Writes its name and the one under which its rows are published, null for none; returns the whole length. */
    public static int putNames(MutableDirectBuffer buffer, int offset, LinkName name, LinkName published) {
        int nameLength = putName(buffer, offset + NAME_LENGTH, offset + NAMES, name);
        return NAMES + nameLength
                + putName(buffer, offset + PUBLISHED_LENGTH, offset + NAMES + nameLength, published);
    }

    private static int putName(MutableDirectBuffer buffer, int lengthAt, int at, LinkName name) {
        int length = name == null ? 0 : name.length();
        buffer.putByte(lengthAt, (byte) length);
        if (length > 0) {
            buffer.putBytes(at, name.bytes(), 0, length);
        }
        return length;
    }

    /** The link's index. */
    public static int ifindex(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + IFINDEX);
    }

    /** The ifindex of its master, 0 for none. */
    public static int master(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + MASTER);
    }

    /** The ifindex of its VRF device, 0 for the default VRF. */
    public static int vrfIfindex(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + VRF_IFINDEX);
    }

    /** The routing table of a VRF device. */
    public static int vrfTable(DirectBuffer buffer, int offset) {
        return buffer.getInt(offset + VRF_TABLE);
    }

    /** {@link #GONE}, {@link #VRF}. */
    public static int flags(DirectBuffer buffer, int offset) {
        return buffer.getByte(offset + FLAGS);
    }

    /** Its name; null when it has none. Allocates. */
    public static LinkName name(DirectBuffer buffer, int offset) {
        return name(buffer, offset + NAMES, buffer.getByte(offset + NAME_LENGTH));
    }

    /** The name under which its rows are published; null when they are not. Allocates. */
    public static LinkName published(DirectBuffer buffer, int offset) {
        return name(buffer, offset + NAMES + buffer.getByte(offset + NAME_LENGTH),
                buffer.getByte(offset + PUBLISHED_LENGTH));
    }

    private static LinkName name(DirectBuffer buffer, int at, int length) {
        if (length == 0) {
            return null;
        }
        byte[] name = new byte[length];
        buffer.getBytes(at, name);
        return new LinkName(name);
    }
}
