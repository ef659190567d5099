package io.neighsync.netlink;

import org.agrona.DirectBuffer;

/**
 * Walks the attributes of a message, or those nested in one of them.
 *
 * <pre>
 *   struct nlattr (linux/netlink.h), same as struct rtattr, each at a multiple of 4 from the first
 *   0        2        4
 *   |  len   |  type  | value, len - 4 bytes, padded to 4
 *            type: bit 15 NLA_F_NESTED, bit 14 NLA_F_NET_BYTEORDER, the rest the type
 * </pre>
 *
 * <p>One thread owns a cursor.
 */
public final class AttributeCursor {
    private static final int NLA_HDRLEN = 4;
    private static final int NLA_TYPE_SHIFT = 16;
    private static final int NLA_TYPE_MASK = 0x3fff;

    private DirectBuffer buffer;
    private int offset;
    private int header;
    private int next;
    private int limit;
    private boolean malformed;

    /**
     * Starts over with other attributes, before the first.
     *
     * @param buffer that holds them
     * @param offset where they begin
     * @param length of all of them in bytes
     * @return this
     */
    public AttributeCursor wrap(DirectBuffer buffer, int offset, int length) {
        this.buffer = buffer;
        this.offset = offset;
        this.header = NLA_HDRLEN;
        this.next = offset;
        this.limit = offset + length;
        this.malformed = false;
        return this;
    }

    /**
     * Steps to the next attribute, which lies within the range from its first to its last byte.
     *
     * @return false if there is none: the range has ended, or is malformed from here on
     */
    public boolean next() {
        int remaining = limit - next;
        if (remaining <= 0) {
            return false;
        }
        // Length and type at once: every read of a buffer is checked.
        int lengthAndType = remaining < NLA_HDRLEN ? 0 : buffer.getInt(next);
        int claimed = lengthAndType & 0xffff;
        if (claimed < NLA_HDRLEN || claimed > remaining) {
            malformed = true;
            next = limit;
            return false;
        }
        offset = next;
        header = lengthAndType;
        next += MessageCursor.align(claimed);
        return true;
    }

    /**
     * Type of the attribute.
     *
     * @return {@code nla_type} under {@code NLA_TYPE_MASK}
     */
    public int type() {
        return header >>> NLA_TYPE_SHIFT & NLA_TYPE_MASK;
    }

    /**
     * Where the value begins.
     *
     * @return index in the buffer
     */
    public int valueOffset() {
        return offset + NLA_HDRLEN;
    }

    /**
     * Length of the value.
     *
     * @return bytes, without padding
     */
    public int valueLength() {
        return (header & 0xffff) - NLA_HDRLEN;
    }

    /**
     * Whether a bad {@code nla_len} ended the walk. The attributes before it were good.
     *
     * @return true if {@link #next()} has met one
     */
    public boolean isMalformed() {
        return malformed;
    }
}
