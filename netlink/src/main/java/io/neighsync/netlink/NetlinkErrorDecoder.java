package io.neighsync.netlink;

import io.neighsync.netlink.ffm.Errno;
import org.agrona.DirectBuffer;

/**
 * Decodes {@code NLMSG_ERROR}, the answer to a request, and {@code NLMSG_DONE}, the end of a dump.
 *
 * <pre>
 *   NLMSG_ERROR   | nlmsghdr | error | nlmsghdr of the request | its payload * | NLMSGERR_ATTR_* ** |
 *   NLMSG_DONE    | nlmsghdr | error | NLMSGERR_ATTR_* ** |
 *                 0          16      20
 *   *  absent with NLM_F_CAPPED        ** present with NLM_F_ACK_TLVS (socket option NETLINK_EXT_ACK)
 * </pre>
 *
 * <p>One thread owns a decoder; only methods that return a string allocate.
 */
public final class NetlinkErrorDecoder {
    private static final int ERROR_OFFSET = Nlm.NLMSG_HDRLEN;
    private static final int REQUEST_OFFSET = ERROR_OFFSET + Integer.BYTES;
    private static final int NLMSGERR_ATTR_MSG = 1;

    private final AttributeCursor attributes = new AttributeCursor();
    private DirectBuffer buffer;
    private DecodeError decodeError = DecodeError.NONE;
    private int messageType;
    private int sequence;
    private int result;
    private int requestType;
    private int messageOffset;
    private int messageLength;

    /**
     * Decodes a message.
     *
     * @param buffer that holds it
     * @param offset of its {@code nlmsghdr}
     * @param length bytes there; {@code nlmsg_len} must not be more
     * @return false if it is malformed or of another type, see {@link #error()}
     */
    public boolean wrap(DirectBuffer buffer, int offset, int length) {
        this.buffer = buffer;
        this.decodeError = DecodeError.NONE;
        this.messageOffset = 0;
        this.messageLength = 0;
        this.requestType = 0;
        int claimed = length < Nlm.NLMSG_HDRLEN ? 0 : buffer.getInt(offset);
        if (claimed < Nlm.NLMSG_HDRLEN || claimed > length) {
            return refuse(DecodeError.BAD_MESSAGE_LENGTH);
        }
        messageType = buffer.getShort(offset + MessageCursor.TYPE_OFFSET);
        sequence = buffer.getInt(offset + MessageCursor.SEQUENCE_OFFSET);
        int flags = buffer.getShort(offset + MessageCursor.FLAGS_OFFSET);
        return switch (messageType) {
            case Nlm.NLMSG_ERROR -> decodeAnswer(offset, claimed, flags);
            case Nlm.NLMSG_DONE -> decodeDone(offset, claimed, flags);
            default -> refuse(DecodeError.UNEXPECTED_TYPE);
        };
    }

    /**
     * Why the last {@link #wrap} returned false.
     *
     * @return the reason; {@link DecodeError#NONE} if it returned true
     */
    public DecodeError error() {
        return decodeError;
    }

    /**
     * Message type.
     *
     * @return {@code NLMSG_ERROR} or {@code NLMSG_DONE}
     */
    public int messageType() {
        return messageType;
    }

    /**
     * Sequence number of the request that the message answers.
     *
     * @return {@code nlmsg_seq}
     */
    public int sequence() {
        return sequence;
    }

    /**
     * What the kernel says.
     *
     * @return 0 for an acknowledgment or a complete dump, else {@code -errno}
     */
    public int result() {
        return result;
    }

    /**
     * Error number.
     *
     * @return a positive {@link Errno}; 0 for an acknowledgment or a complete dump
     */
    public int errno() {
        return result < 0 ? -result : 0;
    }

    /**
     * Type of the request that failed.
     *
     * @return {@code RTM_*}; 0 if the message does not tell
     */
    public int requestType() {
        return requestType;
    }

    /**
     * Whether there is a message in words.
     *
     * @return true if the kernel sent {@code NLMSGERR_ATTR_MSG}
     */
    public boolean hasMessage() {
        return messageLength > 0;
    }

    /**
     * The extended acknowledgment's message. Cold: it allocates, and reads the buffer.
     *
     * @return the kernel's words; empty if there are none
     */
    public String message() {
        return messageLength == 0 ? "" : buffer.getStringWithoutLengthUtf8(messageOffset, messageLength);
    }

    /**
     * Appends the message in printable form.
     *
     * @param to where it goes
     * @return {@code to}
     */
    public StringBuilder appendTo(StringBuilder to) {
        if (decodeError != DecodeError.NONE) {
            return to.append("not an error message: ").append(decodeError.sentence());
        }
        to.append(Rtnetlink.toString(messageType)).append(' ').append(result < 0 ? Errno.name(result) : "0");
        if (requestType != 0) {
            to.append(" for ").append(Rtnetlink.toString(requestType));
        }
        return hasMessage() ? to.append(": ").append(message()) : to;
    }

    /**
     * The message in printable form. Cold: it allocates, and reads the buffer.
     *
     * @return one line
     */
    @Override
    public String toString() {
        return buffer == null ? "not wrapped" : appendTo(new StringBuilder()).toString();
    }

    private boolean refuse(DecodeError reason) {
        decodeError = reason;
        return false;
    }

    private boolean decodeAnswer(int offset, int length, int flags) {
        if (length < REQUEST_OFFSET + Nlm.NLMSG_HDRLEN) {
            return refuse(DecodeError.TRUNCATED_HEADER);
        }
        result = buffer.getInt(offset + ERROR_OFFSET);
        requestType = buffer.getShort(offset + REQUEST_OFFSET + MessageCursor.TYPE_OFFSET) & 0xffff;
        if ((flags & Nlm.NLM_F_ACK_TLVS) == 0) {
            return true;
        }
        int requestLength = (flags & Nlm.NLM_F_CAPPED) != 0 ? Nlm.NLMSG_HDRLEN : buffer.getInt(offset + REQUEST_OFFSET);
        if (requestLength < Nlm.NLMSG_HDRLEN || requestLength > length - REQUEST_OFFSET) {
            return refuse(DecodeError.BAD_MESSAGE_LENGTH);
        }
        return decodeAttributes(offset, REQUEST_OFFSET + MessageCursor.align(requestLength), length);
    }

    private boolean decodeDone(int offset, int length, int flags) {
        if (length < REQUEST_OFFSET) {
            return refuse(DecodeError.TRUNCATED_HEADER);
        }
        result = buffer.getInt(offset + ERROR_OFFSET);
        return (flags & Nlm.NLM_F_ACK_TLVS) == 0 || decodeAttributes(offset, REQUEST_OFFSET, length);
    }

    private boolean decodeAttributes(int offset, int from, int length) {
        attributes.wrap(buffer, offset + from, length - from);
        while (attributes.next()) {
            if (attributes.type() == NLMSGERR_ATTR_MSG) {
                messageOffset = attributes.valueOffset();
                messageLength = LinkInfo.textLength(buffer, messageOffset, attributes.valueLength());
            }
        }
        return !attributes.isMalformed() || refuse(DecodeError.BAD_ATTRIBUTE_LENGTH);
    }
}
