package io.neighsync.engine.simulation;

import org.agrona.concurrent.UnsafeBuffer;

/** How a neighbor message can be malformed; none makes a reader lose another message. */
public enum Malformation {
    /** {@code nlmsg_len} says more than there is. */
    LONG_MESSAGE {
        @Override
        int apply(UnsafeBuffer message, int length) {
            message.putInt(0, length + 4);
            return length;
        }
    },
    /** {@code nlmsg_len} says less than a header. */
    SHORT_MESSAGE {
        @Override
        int apply(UnsafeBuffer message, int length) {
            message.putInt(0, 15);
            return length;
        }
    },
    /** The message ends within {@code struct ndmsg}. */
    SHORT_HEADER {
        @Override
        int apply(UnsafeBuffer message, int length) {
            message.putInt(0, 24);
            return 24;
        }
    },
    /** {@code nla_len} of the first attribute says less than a header. */
    SHORT_ATTRIBUTE {
        @Override
        int apply(UnsafeBuffer message, int length) {
            message.putShort(ATTRIBUTES_OFFSET, (short) 3);
            return length;
        }
    },
    /** {@code nla_len} of the first attribute says more than there is. */
    LONG_ATTRIBUTE {
        @Override
        int apply(UnsafeBuffer message, int length) {
            message.putShort(ATTRIBUTES_OFFSET, (short) 4096);
            return length;
        }
    },
    /** The network address has three bytes. */
    SHORT_ADDRESS {
        @Override
        int apply(UnsafeBuffer message, int length) {
            message.putShort(ATTRIBUTES_OFFSET, (short) 7);
            return length;
        }
    };

    private static final int ATTRIBUTES_OFFSET = 28;

    /** Spoils a good message; returns the length of its datagram. */
    abstract int apply(UnsafeBuffer message, int length);
}
