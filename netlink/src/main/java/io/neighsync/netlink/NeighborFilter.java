package io.neighsync.netlink;

import static io.neighsync.netlink.SocketOptions.SOL_SOCKET;
import static io.neighsync.netlink.SocketOptions.SO_ATTACH_FILTER;

import io.neighsync.netlink.ffm.Libc;
import io.neighsync.netlink.ffm.ReservedMemory;
import org.agrona.MutableDirectBuffer;

/**
 * Keeps bridge messages from the event socket: a classic BPF program the kernel runs before it queues a datagram.
 *
 * <pre>
 *   datagram      0                  16         17
 *                 |     nlmsghdr     |  family  | ...        ndm_family of a neighbor message,
 *                                                            ifi_family of a link message
 *   0  ldb [16]                A = family
 *   1  jeq #AF_BRIDGE, 2, 3
 *   2  ret #0                  drop
 *   3  ret #0xffffffff         keep, whole
 * </pre>
 *
 * <p>{@code RTNLGRP_NEIGH} also carries forwarding database entries, {@code AF_BRIDGE}, and a learning storm would
 * overrun the receive buffer and cost real neighbors. The same byte of a link message is {@code ifi_family}, so
 * {@code AF_BRIDGE} link messages are refused too: they say that a port has joined or left a bridge, which the {@code
 * AF_UNSPEC} message that comes with each says as well (its {@code IFLA_MASTER}). A datagram shorter than 17 bytes is
 * dropped: a load out of bounds ends a filter with 0 (socket(7), {@code Documentation/networking/filter.rst}).
 * Notifications come one to a datagram; do not attach this to a socket that dumps, where a datagram holds many
 * messages.
 */
public final class NeighborFilter {
    /** Instructions of the program. */
    public static final int INSTRUCTIONS = 4;
    /** Length of the program in bytes. */
    public static final int LENGTH = INSTRUCTIONS * 8;

    private static final int FAMILY_OFFSET = Nlm.NLMSG_HDRLEN;

    private static final int BPF_LD_B_ABS = 0x30;
    private static final int BPF_JMP_JEQ_K = 0x15;
    private static final int BPF_RET_K = 0x06;
    private static final int DROP = 0;
    private static final int KEEP = 0xffff_ffff;

    private static final int SOCK_FPROG_LENGTH = 16;
    private static final int SOCK_FPROG_FILTER_OFFSET = 8;

    private NeighborFilter() {
    }

    /**
     * Writes the program: an array of {@code struct sock_filter} (linux/filter.h).
     *
     * @param buffer where it goes
     * @param offset in it
     * @return {@link #LENGTH}
     */
    public static int encode(MutableDirectBuffer buffer, int offset) {
        encodeInstruction(buffer, offset, BPF_LD_B_ABS, 0, 0, FAMILY_OFFSET);
        encodeInstruction(buffer, offset + 8, BPF_JMP_JEQ_K, 0, 1, Rtnetlink.AF_BRIDGE);
        encodeInstruction(buffer, offset + 16, BPF_RET_K, 0, 0, DROP);
        encodeInstruction(buffer, offset + 24, BPF_RET_K, 0, 0, KEEP);
        return LENGTH;
    }

    /**
     * Attaches the program to a socket.
     *
     * @param fd socket
     * @return 0 or {@code -errno}
     */
    static int attach(int fd) {
        try (ReservedMemory memory = ReservedMemory.reserve("socket filter", SOCK_FPROG_LENGTH + LENGTH)) {
            encode(memory.buffer(), SOCK_FPROG_LENGTH);
            memory.buffer().putShort(0, (short) INSTRUCTIONS);
            memory.buffer().putLong(SOCK_FPROG_FILTER_OFFSET, memory.address() + SOCK_FPROG_LENGTH);
            return Libc.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, memory.address(), SOCK_FPROG_LENGTH);
        }
    }

    private static void encodeInstruction(
        MutableDirectBuffer buffer, int offset, int code, int jumpTrue, int jumpFalse, int operand) {
        buffer.putShort(offset, (short) code);
        buffer.putByte(offset + 2, (byte) jumpTrue);
        buffer.putByte(offset + 3, (byte) jumpFalse);
        buffer.putInt(offset + 4, operand);
    }
}
