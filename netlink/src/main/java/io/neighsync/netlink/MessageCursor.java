package io.neighsync.netlink;

import org.agrona.DirectBuffer;

/**
 * Walks the messages of one datagram.
 *
 * <pre>
 *   struct nlmsghdr (linux/netlink.h), each at a multiple of 4 from the start of the datagram
 *   0        4        6        8        12       16
 *   |  len   |  type  | flags  |  seq   | portid | payload, len - 16 bytes, padded to 4
 * </pre>
 *
 * <p>One thread owns a cursor.
 */
public final class MessageCursor {
    static final int LENGTH_OFFSET = 0;
    static final int TYPE_OFFSET = 4;
    static final int FLAGS_OFFSET = 6;
    static final int SEQUENCE_OFFSET = 8;
    static final int PORT_ID_OFFSET = 12;

    private DirectBuffer buffer;
    private int offset;
    private int length;
    private int next;
    private int limit;
    private boolean malformed;

    /**
     * Starts over with another datagram, before its first message.
     *
     * @param buffer that holds it
     * @param offset where it begins
     * @param length of it in bytes
     * @return this
     */
    @SuppressWarnings("ReferenceEquality")
    public MessageCursor wrap(DirectBuffer buffer, int offset, int length) {
        // Comparing references is cheap, storing one is not: the collector has its barrier there.
        if (this.buffer != buffer) {
            this.buffer = buffer;
        }
        this.offset = offset;
        this.next = offset;
        this.limit = offset + length;
        this.malformed = false;
        return this;
    }

    /**
     * Steps to the next message, which lies in the datagram from its first to its last byte.
     *
     * @return false if there is none: the datagram has ended, or is malformed from here on
     */
    public boolean next() {
        int remaining = limit - next;
        if (remaining <= 0) {
            return false;
        }
        int claimed = remaining < Nlm.NLMSG_HDRLEN ? 0 : buffer.getInt(next + LENGTH_OFFSET);
        if (claimed < Nlm.NLMSG_HDRLEN || claimed > remaining) {
            malformed = true;
            next = limit;
            return false;
        }
        offset = next;
        length = claimed;
        next += align(claimed);
        return true;
    }

    /**
     * Where the message begins, at its {@code nlmsghdr}.
     *
     * @return index in the buffer
     */
    public int offset() {
        return offset;
    }

    /**
     * Length of the message.
     *
     * @return {@code nlmsg_len}: bytes with the header, without padding
     */
    public int length() {
        return length;
    }

    /**
     * Type of the message.
     *
     * @return {@code nlmsg_type}
     */
    public int type() {
        return buffer.getShort(offset + TYPE_OFFSET) & 0xffff;
    }

    /**
     * Flags of the message.
     *
     * @return {@code nlmsg_flags}, see {@link Nlm}
     */
    public int flags() {
        return buffer.getShort(offset + FLAGS_OFFSET) & 0xffff;
    }

    /**
     * Sequence number: that of the request which the message answers, 0 in a notification nobody asked for.
     *
     * @return {@code nlmsg_seq}
     */
    public int sequence() {
        return buffer.getInt(offset + SEQUENCE_OFFSET);
    }

    /**
     * Port of whoever caused the message. Not the sender: that is {@link DatagramBatch#senderPortId(int)}.
     *
     * @return {@code nlmsg_pid}
     */
    public int portId() {
        return buffer.getInt(offset + PORT_ID_OFFSET);
    }

    /**
     * Whether a bad {@code nlmsg_len} ended the walk. The messages before it were good.
     *
     * @return true if {@link #next()} has met one
     */
    public boolean isMalformed() {
        return malformed;
    }

    static int align(int length) {
        return (length + 3) & ~3;
    }
}
